import { type Failure, KaryonError } from '../errors'
import { median } from '../measure/summarise'
import { countErrors, type ErrorKind, findErrors } from './error-list'
import { type ImageScores, scoresOf } from './image-scores'
import { matchObjects } from './matching'
import { type ObjectRow, objectRows } from './object-rows'
import { overlapTable } from './overlap'
import { type CommonImage, type ReadResult, readAll } from './read-common'
import { matchByName, type NameMatch } from './readers/match-by-name'
import type { Segmentation, SegmentationItem, SegmentationSet } from './readers/segmentation'

export interface Segmenter {
  readonly name: string
  readonly set: SegmentationSet
}

/** One image that every segmenter has, scored for each of them (same order as the segmenters). */
export interface ComparedImage {
  readonly name: string
  readonly folders: readonly string[]
  readonly target: SegmentationItem
  readonly predictions: readonly SegmentationItem[]
  readonly width: number
  readonly height: number
  /** Median of √(4 area / π) over the targets; null without targets. */
  readonly medianDiameterPx: number | null
  readonly scores: readonly ImageScores[]
  readonly errors: readonly Record<ErrorKind, number>[]
}

export interface Comparison {
  readonly images: readonly ComparedImage[]
  /** One an image that could not be compared. */
  readonly failures: readonly (Failure & { image: string })[]
  readonly notes: readonly string[]
}

export interface CompareOptions {
  /** Called with every image's objects, in the order of the images. */
  readonly onObjects?: (image: string, segmenter: string, rows: readonly ObjectRow[]) => void | Promise<void>
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/** Images read ahead while one is scored: decoding runs on other threads. */
const READ_AHEAD = 4

/**
 * Compares segmenters with a target on the images they all have. What is on one side only is said in the
 * notes; what cannot be compared (sizes differ, a file is damaged, a name is ambiguous) becomes a failure of
 * that image and enters no number.
 *
 * @throws KaryonError `nothing-to-count` when no image is left to compare
 */
export async function compareSets(
  targets: SegmentationSet,
  segmenters: readonly Segmenter[],
  options: CompareOptions = {},
): Promise<Comparison> {
  const matches = segmenters.map((segmenter) => matchByName(targets.items, segmenter.set.items))
  const notes = [...targets.notes, ...segmenters.flatMap((segmenter) => segmenter.set.notes)]
  const failures: (Failure & { image: string })[] = ambiguousNames(targets, segmenters, matches)
  const work = commonImages(targets, segmenters, matches, notes)
  if (work.length === 0 && failures.length === 0) throw noMatch(targets, segmenters)
  const images: ComparedImage[] = []
  const pending: Promise<ReadResult>[] = []
  let next = 0
  for (let done = 0; done < work.length; done++) {
    while (next < work.length && pending.length < READ_AHEAD) pending.push(readAll(work[next++]))
    options.signal?.throwIfAborted()
    const result = await pending.shift()!
    const item = work[done]
    if ('failure' in result) failures.push({ ...result.failure, image: item.name })
    else images.push(await scoreOne(item, result, segmenters, notes, options))
    options.onProgress?.(done + 1, work.length)
  }
  if (images.length > 0 && images.every((image) => image.scores[0].targets === 0)) {
    notes.push(
      `None of the ${images.length} targets holds a nucleus: images without predictions score 1, all others 0.`,
    )
  }
  return { images, failures, notes }
}

function commonImages(
  targets: SegmentationSet,
  segmenters: readonly Segmenter[],
  matches: readonly NameMatch[],
  notes: string[],
): CommonImage[] {
  const paired = matches.map((match) => new Map(match.pairs.map((pair) => [pair.target, pair])))
  const work: CommonImage[] = []
  for (const target of targets.items) {
    const pairs = paired.map((map) => map.get(target))
    if (pairs.every((pair) => pair !== undefined)) {
      work.push({ name: pairs[0]!.name, target, predictions: pairs.map((pair) => pair!.prediction) })
    }
  }
  matches.forEach((match, i) => {
    const { name } = segmenters[i]
    const missing = match.targetsAlone.length
    if (missing > 0) {
      notes.push(
        `${name} has no segmentation of ${missing} of the ${targets.items.length} target images (${someNames(match.targetsAlone)}); compared on the ${work.length} that ${segmenters.length > 1 ? 'all segmenters have' : 'both have'}.`,
      )
    }
    if (match.predictionsAlone.length > 0) {
      notes.push(
        `${name} has ${match.predictionsAlone.length} images without a target (${someNames(match.predictionsAlone)}), left out.`,
      )
    }
  })
  return work
}

function ambiguousNames(
  targets: SegmentationSet,
  segmenters: readonly Segmenter[],
  matches: readonly NameMatch[],
) {
  return matches.flatMap((match, i) =>
    match.ambiguous.map(({ name, targets: left, predictions: right }) => {
      const [many, path] = right.length > 1 ? [right, segmenters[i].set.path] : [left, targets.path]
      return {
        image: name,
        code: 'label-mismatch' as const,
        message: `${path} has ${many.length} files called ${name} (${many.map((item) => item.file).join(', ')}), and their folders do not tell which belongs to which.`,
        remedy: 'Give them different names, or the same folders on both sides.',
        file: many[0].file,
      }
    }),
  )
}

function noMatch(targets: SegmentationSet, segmenters: readonly Segmenter[]): KaryonError {
  const predictions = segmenters
    .map((segmenter) => `${segmenter.set.path} (${someNames(segmenter.set.items)})`)
    .join(' and ')
  return new KaryonError(
    'nothing-to-count',
    `No image of ${targets.path} (${someNames(targets.items)}) has the same name in ${predictions}.`,
    'Name predictions like their targets; extensions, _labels, _mask and folders do not matter.',
    { file: targets.path },
  )
}

function someNames(items: readonly { name: string }[]): string {
  const shown = items.slice(0, 3).map((item) => item.name)
  return items.length > 3 ? `${shown.join(', ')} and ${items.length - 3} more` : shown.join(', ')
}

async function scoreOne(
  work: CommonImage,
  read: { target: Segmentation; predictions: Segmentation[] },
  segmenters: readonly Segmenter[],
  notes: string[],
  options: CompareOptions,
): Promise<ComparedImage> {
  const { target, predictions } = read
  notes.push(...target.notes, ...predictions.flatMap((prediction) => prediction.notes))
  const scores: ImageScores[] = []
  const errors: Record<ErrorKind, number>[] = []
  let areas: number[] = []
  for (let i = 0; i < predictions.length; i++) {
    const table = overlapTable(target.labels, predictions[i].labels)
    const matching = matchObjects(table)
    scores.push(scoresOf(table, matching))
    errors.push(countErrors(findErrors(target.labels, predictions[i].labels, table, matching)))
    if (options.onObjects) {
      await options.onObjects(
        work.name,
        segmenters[i].name,
        objectRows(table, matching, target.fileLabels, predictions[i].fileLabels),
      )
    }
    areas = [...table.targetArea.slice(1)].filter((area) => area > 0)
  }
  return {
    name: work.name,
    folders: work.target.folders,
    target: work.target,
    predictions: work.predictions,
    width: target.labels.width,
    height: target.labels.height,
    medianDiameterPx: medianDiameter(areas),
    scores,
    errors,
  }
}

function medianDiameter(areas: number[]): number | null {
  const area = median(areas)
  return area === null ? null : Math.sqrt((4 * area) / Math.PI)
}
