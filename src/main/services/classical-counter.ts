import type { ClassicalSettings } from '@core/classical/settings'
import type { ImageSet } from '@core/plate/plate-image'
import type { ImageResult, Turn } from '../hosts/image-task'
import { countIsolated } from './count-isolated'
import type { Counter, CountRequest } from './counter'
import type { ImagePool } from './image-pool'

/** Counts images with the classical pipelines, in the threads of the pool: no network, no inference host. */
export class ClassicalCounter implements Counter {
  private readonly gate = new Int32Array(new SharedArrayBuffer(4))
  private images = 0

  constructor(
    private readonly settings: ClassicalSettings,
    private readonly pool: ImagePool,
  ) {}

  async count(
    request: CountRequest,
    signal: AbortSignal,
    alone: boolean,
  ): Promise<{ result: ImageResult; provider: string }> {
    const task = { ...request, classical: this.settings }
    if (alone)
      return { result: await countIsolated({ kind: 'count-classical', task }, signal), provider: 'cpu' }
    const turn: Turn = { gate: this.gate, image: ++this.images }
    try {
      return { result: await this.pool.run({ ...task, turn }, undefined, signal), provider: 'cpu' }
    } finally {
      // However its thread ended: the next large image may begin.
      Atomics.compareExchange(this.gate, 0, turn.image, 0)
    }
  }

  score(set: ImageSet, signal: AbortSignal): Promise<ImageResult> {
    return this.pool.run({ kind: 'score-channels', set, classical: this.settings }, undefined, signal)
  }

  async close(): Promise<void> {}
}
