import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { fromFailure, KaryonError } from '@core/errors'
import type { BinaryResult } from '@shared/contract'
import type {
  ComparisonView,
  ErrorView,
  EvaluateBinaryRequests,
  EvaluateEvent,
  EvaluatePreview,
  EvaluateRequests,
  EvaluationView,
} from '@shared/evaluate'
import type { ImageErrors } from '@shared/review'
import { hostEntry } from '../../hosts/entry'
import type { AttachedImage } from './attached-targets'
import type { FromEvaluateWorker, ResolvedSetup, ResolvedSource } from './messages'

/** How long what is at work may take to stop before its thread is ended. */
const CLOSE_MS = 3000

interface Call {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Evaluate's worker thread, started when first needed. A thread that dies fails its calls and is replaced. */
export class EvaluateService {
  private worker: Worker | undefined
  private readonly calls = new Map<number, Call>()
  private readonly answers = new Set<Promise<unknown>>()
  private next = 1
  private scores: EvaluationView | null = null
  private comparison: ComparisonView | null = null

  constructor(
    private readonly version: string,
    private readonly tell: (event: EvaluateEvent) => void,
  ) {}

  preview(setup: ResolvedSetup): Promise<EvaluatePreview> {
    return this.call('preview', setup)
  }

  async run(setup: ResolvedSetup): Promise<EvaluationView> {
    this.scores = await this.call<EvaluationView>('run', setup)
    return this.scores
  }

  async compare(args: { a: ResolvedSource; b: ResolvedSource; images?: string }): Promise<ComparisonView> {
    this.comparison = await this.call<ComparisonView>('compare', args)
    return this.comparison
  }

  latest(): { scores: EvaluationView | null; comparison: ComparisonView | null } {
    return { scores: this.scores, comparison: this.comparison }
  }

  cancel(): void {
    this.worker?.postMessage({ cancel: true })
  }

  errors(args: EvaluateRequests['evaluate.errors']['args']): Promise<ErrorView[]> {
    return this.call('errors', args)
  }

  attachedErrors(args: AttachedImage): Promise<ImageErrors | null> {
    return this.call('attachedErrors', args)
  }

  map(args: EvaluateBinaryRequests['evaluate.map']['args']): Promise<BinaryResult<'evaluate.map'>> {
    return this.call('map', args)
  }

  outlines(
    args: EvaluateBinaryRequests['evaluate.outlines']['args'],
  ): Promise<BinaryResult<'evaluate.outlines'>> {
    return this.call('outlines', args)
  }

  export(
    args: EvaluateRequests['evaluate.export']['args'] & { base: string },
  ): Promise<{ folder: string; files: number }> {
    return this.call('export', args)
  }

  /** A folder for exports: beside what was scored last. */
  pathOf(id: string): string | undefined {
    if (this.scores?.id === id) return this.scores.segmenters[0]?.path
    return this.comparison?.id === id ? this.comparison.b.path : undefined
  }

  async close(): Promise<void> {
    const { worker } = this
    if (!worker) return
    // What is at work ends itself: Node 20 aborts when a thread is terminated in the midst of a file operation.
    this.cancel()
    await Promise.race([Promise.allSettled(this.answers), wait(CLOSE_MS, undefined, { ref: false })])
    this.worker = undefined
    await worker.terminate()
  }

  private call<T>(name: string, args: unknown): Promise<T> {
    const id = this.next++
    const answer = new Promise<T>((resolve, reject) => {
      this.calls.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.started().postMessage({ call: { id, name, args } })
    })
    this.answers.add(answer)
    const settled = () => this.answers.delete(answer)
    answer.then(settled, settled)
    return answer
  }

  private started(): Worker {
    if (this.worker) return this.worker
    const worker = new Worker(hostEntry('evaluate-worker'), { workerData: { version: this.version } })
    worker.on('message', ({ answer, event }: FromEvaluateWorker) => {
      if (event) this.tell(event)
      if (!answer) return
      const call = this.calls.get(answer.id)
      this.calls.delete(answer.id)
      if (answer.failure) call?.reject(fromFailure(answer.failure))
      else call?.resolve(answer.value)
    })
    worker.on('error', (cause) => this.lost(worker, cause))
    worker.on('exit', () => this.lost(worker))
    worker.unref()
    this.worker = worker
    return worker
  }

  private lost(worker: Worker, cause?: unknown): void {
    if (this.worker === worker) this.worker = undefined
    const memory = (cause as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    const error = memory
      ? new KaryonError(
          'out-of-memory',
          'There was not enough memory for these images.',
          'Close other programs, then score them again.',
          { cause },
        )
      : new KaryonError('internal', 'The thread that works out scores ended.', 'Score the images again.', {
          cause,
        })
    this.scores = null
    this.comparison = null
    for (const call of this.calls.values()) call.reject(error)
    this.calls.clear()
  }
}
