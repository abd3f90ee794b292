import { ClassicalCounter } from '@services/classical-counter'
import type { CountRequest } from '@services/counter'
import type { ImagePool } from '@services/image-pool'
import { describe, expect, it } from 'vitest'
import type { ClassicalCountTask, ImageResult } from '../../src/main/hosts/image-task'

const request = { kind: 'count', set: { files: [{ path: 'a.tif' }] } } as unknown as CountRequest
const settings = { group: 'purple tissue' } as const

/** A counter on a pool that does with each task what the test says. */
function counterWith(work: (task: ClassicalCountTask, port: unknown) => Promise<ImageResult>) {
  const pool = { run: work } as unknown as ImagePool
  const counter = new ClassicalCounter(settings, pool)
  return () => counter.count(request, new AbortController().signal, false)
}
const done = { kind: 'counted', count: 3 } as ImageResult

describe('the classical counter', () => {
  it('hands on the settings and asks for no port to a network', async () => {
    const asked: unknown[] = []
    const count = counterWith(async ({ classical }, port) => {
      asked.push([classical, port])
      return done
    })
    expect(await count()).toEqual({ result: done, provider: 'cpu' })
    expect(asked).toEqual([[settings, undefined]])
  })

  it('gives the turn of a large image back, however its thread ends, and only its own', async () => {
    const gates: number[] = []
    const count = counterWith(async ({ turn }) => {
      gates.push(Atomics.compareExchange(turn!.gate, 0, 0, turn!.image))
      if (turn!.image === 1) throw new Error('its thread died')
      return done
    })
    await expect(count()).rejects.toThrow('its thread died')
    await count()
    expect(gates).toEqual([0, 0])

    let release = () => {}
    const held = counterWith(async ({ turn }) => {
      if (turn!.image === 1) {
        Atomics.store(turn!.gate, 0, 1)
        await new Promise<void>((resolve) => {
          release = resolve
        })
        return done
      }
      gates.push(Atomics.load(turn!.gate, 0))
      return done
    })
    const first = held()
    await held()
    await held()
    release()
    await first
    await held()
    // Small images meanwhile take nothing from the large one; afterwards it is nobody's turn.
    expect(gates.slice(2)).toEqual([1, 1, 0])
  })
})
