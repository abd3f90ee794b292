import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { ImagePool, type PoolTask } from '@services/image-pool'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TileReply, TileRequest } from '../../src/main/hosts/inference-protocol'
import { fieldTiff } from '../cli/fields'
import { aModel } from './machine'

let folder: string
let pool: ImagePool
const threads: unknown[] = []
const onThread = (worker: unknown) => threads.push(worker)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'karyon-pool-'))
  threads.length = 0
  process.on('worker', onThread)
  pool = new ImagePool(1)
})
afterEach(async () => {
  await pool.close()
  process.off('worker', onThread)
  rmSync(folder, { recursive: true, force: true })
})

async function task(): Promise<PoolTask> {
  const path = join(folder, 'field.tif')
  writeFileSync(path, fieldTiff(3))
  const { manifest } = await aModel()
  return {
    kind: 'count',
    manifest,
    set: {
      files: [{ path, channel: 0, z: 0 }],
      channels: [{ index: 0, key: 'field', info: {} }],
    } as unknown as PoolTask['set'],
    channel: { index: 0 },
    labelsPath: join(folder, 'labels', 'field_labels.tif'),
  } as PoolTask
}

/** A network that finds nothing, each tile answered when `answer` resolves. */
function network(onTile: () => Promise<void>) {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', async ({ id, width, height }: TileRequest) => {
    await onTile()
    const data = new Float32Array(3 * width * height)
    port1.postMessage({ id, data, channels: 3, width, height, milliseconds: 1 } satisfies TileReply)
  })
  return port2
}

describe('an image that is stopped', () => {
  it('ends by itself at its next step: its thread lives on and leaves no file', async () => {
    const stop = new AbortController()
    const asked = network(async () => {
      stop.abort()
      await new Promise((done) => setTimeout(done, 150))
    })
    await expect(pool.run(await task(), asked, stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(folder)).toEqual(['field.tif'])

    const result = await pool.run(
      await task(),
      network(async () => {}),
    )
    expect(result).toMatchObject({ kind: 'counted', count: 0 })
    expect(threads).toHaveLength(1)
  })

  it('is not begun when the run has stopped already', async () => {
    await expect(pool.run(await task(), undefined, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('ends when the pool closes', async () => {
    const asked = network(async () => {
      void pool.close()
      await new Promise((done) => setTimeout(done, 150))
    })
    const running = pool.run(await task(), asked)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('that does not answer is terminated after a while', async () => {
    const stop = new AbortController()
    const asked = network(() => new Promise(() => stop.abort()))
    const from = performance.now()
    await expect(pool.run(await task(), asked, stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - from).toBeGreaterThan(4000)
  }, 20_000)
})
