import type { RunSummary } from '@shared/run'
import { afterEach, expect, it, vi } from 'vitest'
import { lateImages } from '../../src/main/services/late-images'

/** A drive that does not answer: reading it ends when it is told to, as `scanPaths` does. */
vi.mock('@core/plate/scan-paths', () => ({
  scanPaths: (_inputs: string[], { signal }: { signal: AbortSignal }) =>
    new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('given up')))),
}))

afterEach(() => {
  vi.useRealTimers()
})

const run = { inputs: ['/slow'], folder: '/results', settings: { recursive: true } } as RunSummary
const none = { sources: () => [][Symbol.iterator]() as never }

it('holds the results back for twenty seconds at most, however slow the drive is', async () => {
  vi.useFakeTimers()
  const told = vi.fn()
  const asked = lateImages(run, none, new AbortController().signal).then(told)
  await vi.advanceTimersByTimeAsync(19_900)
  expect(told).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  expect(told).toHaveBeenCalledWith(undefined)
  await asked
  expect(vi.getTimerCount()).toBe(0)
})

it('gives up at once when the run is stopped meanwhile', async () => {
  vi.useFakeTimers()
  const stop = new AbortController()
  const asked = lateImages(run, none, stop.signal)
  await vi.advanceTimersByTimeAsync(1000)
  stop.abort()
  expect(await asked).toBeUndefined()
  expect(vi.getTimerCount()).toBe(0)
})
