import { randomUUID } from 'node:crypto'
import { KaryonError } from '@core/errors'
import { type ComparedImage, type Comparison, compareSets } from '@core/evaluate/compare-sets'
import type { SegmentationError } from '@core/evaluate/error-list'
import { type Evaluation, evaluation } from '@core/evaluate/evaluation'
import { AT_70 } from '@core/evaluate/thresholds'
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
import { type AttachedImage, AttachedTargets } from './attached-targets'
import { cropShrink } from './crop-shrink'
import { exportEvaluation } from './export-evaluation'
import { clustersOf, groupImages } from './group-images'
import { ImageStore } from './image-store'
import type { ResolvedSetup, ResolvedSource } from './messages'
import { groupings, type OpenSetup, openSetup, previewOf, setView } from './open-setup'
import type { Session } from './session'
import { evaluationView, imageView, scoresView } from './views'

export type Binary = { meta: object; buffers: ArrayBuffer[] }

/** Sessions kept: the last scores and the last comparison, and the ones before them while they are looked at. */
const MOST_SESSIONS = 4

/** Evaluate and Compare, without any thread: runs in the evaluate worker, and in tests as it is. */
export class EvaluateSessions {
  private readonly sessions = new Map<string, Session>()
  private readonly attached = new AttachedTargets()
  private stop = new AbortController()

  constructor(
    private readonly version: string,
    private readonly tell: (event: EvaluateEvent) => void,
  ) {}

  async preview(setup: ResolvedSetup): Promise<EvaluatePreview> {
    return previewOf(await openSetup(setup))
  }

  async run(setup: ResolvedSetup): Promise<EvaluationView> {
    const signal = this.start()
    const open = await openSetup(setup)
    const comparison = await this.compareAll(open, signal)
    const grouped = await groupImages(
      comparison.images,
      open,
      setup.by,
      (done, total) => this.progress('looks', done, total),
      signal,
    )
    const groupOf = new Map(comparison.images.map((image, i) => [image, grouped.of[i]]))
    const clusters = clustersOf(comparison.images, open)
    const result = evaluation(comparison, open.segmenters, {
      targets: { path: open.targets.path, kind: open.targets.kind },
      groupOf: (image) => groupOf.get(image),
      groupSource: grouped.source,
      clusterOf: clusters?.of,
      clusteredBy: clusters?.by,
    })
    const { id } = this.keep(open, result)
    return evaluationView(id, result, {
      targetsName: open.targetsName,
      groupedBy: grouped.by,
      groupings: groupings(open),
      places: open.places,
      setup: setup.asked,
    })
  }

  /** A takes the place of the targets, so that missed is "only in A" and extra "only in B". */
  async compare(args: { a: ResolvedSource; b: ResolvedSource; images?: string }): Promise<ComparisonView> {
    const signal = this.start()
    const asked = { targets: { handle: args.a.path }, predictions: [] }
    const open = await openSetup({ targets: args.a, predictions: [args.b], images: args.images, asked })
    const comparison = await this.compareAll(open, signal)
    const result = evaluation(comparison, open.segmenters, {
      targets: { path: open.targets.path, kind: open.targets.kind },
    })
    const { id } = this.keep(open, result)
    const everyone = result.images.map((_, i) => i)
    const [segmenter] = open.segmenters
    return {
      id,
      a: setView(open.targetsName, open.targets),
      b: setView(segmenter!.name, segmenter!.set),
      images: result.images.map((image) => imageView(image, open.places)),
      all: scoresView(result.segmenters[0]!.all, result.images, everyone, 0),
      failures: [...result.failures],
      notes: [...result.notes],
    }
  }

  cancel(): void {
    this.stop.abort(
      new KaryonError('cancelled', 'The comparison was stopped.', 'Start it again when you like.'),
    )
  }

  async errors(args: EvaluateRequests['evaluate.errors']['args']): Promise<ErrorView[]> {
    const { store, image } = this.look(args)
    return errorViews(await store.errors(image, args.segmenter))
  }

  /** One image of a run against the target masks attached to it; null without a target of its name. */
  async attachedErrors(wanted: AttachedImage): Promise<ImageErrors | null> {
    const image = await this.attached.compare(wanted)
    if (!image) return null
    const scores = image.scores[0]!
    return {
      id: AttachedTargets.idOf(wanted.runId),
      width: image.width,
      height: image.height,
      targets: scores.targets,
      predictions: scores.predictions,
      agreed: scores.truePositives[AT_70]!,
      kinds: image.errors[0]!,
      errors: errorViews(await this.attached.store.errors(image, 0)),
    }
  }

  async map(args: EvaluateBinaryRequests['evaluate.map']['args']): Promise<Binary> {
    const { store, image } = this.look(args)
    const { map, picture } = await store.map(image, args.segmenter, args.layer, args.palette)
    const { width, height, factor, data } = cropShrink(map, args, args.most)
    return { meta: { width, height, factor, picture }, buffers: [data.buffer] }
  }

  async outlines(args: EvaluateBinaryRequests['evaluate.outlines']['args']): Promise<Binary> {
    const { store, image } = this.look(args)
    const traced = await store.outlines(image, args.segmenter, args.side)
    return {
      meta: { count: traced.labels.length },
      buffers: [
        traced.labels.buffer,
        traced.offsets.buffer,
        traced.points.buffer,
        traced.differs.buffer as ArrayBuffer,
      ],
    }
  }

  /** @param base folder in which the export's own folder is made */
  async export(args: EvaluateRequests['evaluate.export']['args'] & { base: string }) {
    const signal = this.start()
    const { session } = this.find(args)
    return exportEvaluation(session, args, {
      version: this.version,
      signal,
      progress: (done, total) => this.progress('export', done, total),
    })
  }

  private start(): AbortSignal {
    this.stop = new AbortController()
    return this.stop.signal
  }

  private async compareAll(open: OpenSetup, signal: AbortSignal): Promise<Comparison> {
    const comparison = await compareSets(open.targets, open.segmenters, {
      signal,
      onProgress: (done, total) => this.progress('scores', done, total),
    })
    if (comparison.images.length > 0) return comparison
    const { failures } = comparison
    const others = failures.length > 1 ? ` ${failures.length - 1} more images failed as well.` : ''
    throw new KaryonError(
      'nothing-to-count',
      `No image could be compared. ${failures[0]!.message}${others}`,
      failures[0]!.remedy,
      { file: failures[0]!.file },
    )
  }

  private told = 0

  /** At most ten a second, and always the last. */
  private progress(stage: EvaluateEvent['stage'], done: number, total: number): void {
    const now = performance.now()
    if (done < total && now - this.told < 100) return
    this.told = now
    this.tell({ type: 'evaluate', stage, done, total })
  }

  private keep(open: OpenSetup, result: Evaluation): Session {
    const session = { id: randomUUID(), open, result, store: new ImageStore(open.pictures) }
    this.sessions.set(session.id, session)
    for (const old of this.sessions.keys()) {
      if (this.sessions.size <= MOST_SESSIONS) break
      this.sessions.delete(old)
    }
    return session
  }

  /** An image of a comparison, or of a run with targets attached. */
  private look(args: { id: string; image: number; segmenter: number }): {
    store: ImageStore
    image: ComparedImage
  } {
    const image = this.attached.known(args.id, args.image)
    if (image && args.segmenter === 0) return { store: this.attached.store, image }
    const found = this.find(args)
    return { store: found.session.store, image: found.image }
  }

  private find(args: { id: string; image: number; segmenter: number }): {
    session: Session
    image: ComparedImage
  } {
    const session = this.sessions.get(args.id)
    const image = session?.result.images[args.image]
    if (!session || !image || args.segmenter >= session.result.segmenters.length) {
      throw new KaryonError('usage', 'These scores are no longer kept.', 'Work them out again.')
    }
    return { session, image }
  }
}

function errorViews(errors: readonly SegmentationError[]): ErrorView[] {
  return errors.map(({ kind, targets, predictions, box, iou, severity }) => ({
    kind,
    targets: targets.length,
    predictions: predictions.length,
    box,
    iou,
    severity,
  }))
}
