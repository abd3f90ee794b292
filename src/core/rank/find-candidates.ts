import type { DecoderConstants } from '../infer/manifest'
import {
  type DecodedNuclei,
  type MaskParts,
  maskParts,
  splitParts,
} from '../instances/decode-distance-watershed'
import { Flooder } from '../instances/flood'
import { blurInRuns } from '../instances/gaussian-blur'
import { groupBy } from '../instances/group-by'
import { labelRuns } from '../instances/label-runs'
import type { ProbabilityMaps } from '../instances/probability-maps'
import { Candidates } from './candidates'
import { candidateIou } from './overlap'
import { PointGrid } from './point-grid'

/** [seed threshold, body threshold] of one way to split the maps. */
export type SplitLevel = readonly [seedThreshold: number, bodyThreshold: number]

/** IoU above which two candidates are one. */
export const SAME_IOU = 0.95
/**
 * Twins' centres are nearer than this share of the sum of their boxes' diagonals: what only one of them has is
 * less than (1 − .95) ÷ .95 of its pixels, and moves its centre by no more than that share of its extent.
 */
const CENTRE_SHIFT = 0.053
const CELL_PX = 32

/**
 * All different nuclei that the split levels find in the maps of a window, in order of levels and then of labels;
 * the level l of zoom z has the number z · levels + l. One that an earlier candidate agrees with (IoU > .95; the
 * earliest of several) is not listed again but counted in that one's `found`.
 * Source: topcoders' candidates, `../shared/field/evaluation.md`; training/karyon_training/candidates.py.
 *
 * @param zooms maps of the same window computed at different zooms, all of one size.
 * @param plain the decoder's own nuclei in the first of them, if known: saves a level with its thresholds.
 */
export function findCandidates(
  zooms: readonly ProbabilityMaps[],
  decoder: DecoderConstants,
  levels: readonly SplitLevel[],
  plain?: Pick<DecodedNuclei, 'labels' | 'count'>,
): Candidates {
  const { width, height } = zooms[0]
  const candidates = new Candidates(width, height)
  const twins = new TwinFinder(candidates)
  const flooder = new Flooder(4)
  zooms.forEach((maps, zoom) => {
    // Blurred once, where the loosest mask is: that holds all the others.
    const masks = new Map<number, MaskParts>()
    const partsAt = (body: number) => {
      const parts = masks.get(body) ?? maskParts(maps, body)
      masks.set(body, parts)
      return parts
    }
    const loosest = partsAt(Math.min(...levels.map(([, body]) => body)))
    const distance = blurInRuns(maps.distance, loosest.mask, decoder.distanceSigmaPx)
    levels.forEach(([seedThreshold, body], level) => {
      const constants = { seedThreshold, minAreaPx: decoder.minAreaPx }
      const isPlain = zoom === 0 && seedThreshold === decoder.seedThreshold && body === decoder.bodyThreshold
      const { labels, count } =
        plain && isPlain ? plain : splitParts(partsAt(body), distance, maps.border, constants, flooder)
      const { label, start, end } = labelRuns(labels, width, height)
      const groups = groupBy(label, count + 1)
      for (let l = 1; l <= count; l++) {
        const members = groups.order.subarray(groups.from[l], groups.from[l + 1])
        twins.join(candidates.add(start, end, members, zoom * levels.length + level))
      }
    })
  })
  return candidates
}

/** Keeps candidates apart that were found before. */
class TwinFinder {
  private readonly grid: PointGrid
  private largestDiagonal = 0

  constructor(private readonly candidates: Candidates) {
    this.grid = new PointGrid(candidates.width, candidates.height, CELL_PX)
  }

  /** Counts the candidate added last to its earlier twin, and takes it away; or keeps it where there is none. */
  join(added: number): void {
    const { candidates, grid } = this
    const { area, left, right, top, bottom, centreX, centreY } = candidates
    const diagonal = Math.hypot(right[added] - left[added], bottom[added] - top[added])
    const radius = CENTRE_SHIFT * (diagonal + this.largestDiagonal) + 1
    let twin = added
    for (const other of grid.near(centreX[added], centreY[added], radius)) {
      if (other >= twin) continue
      const smaller = Math.min(area[other], area[added])
      const larger = Math.max(area[other], area[added])
      if (smaller > SAME_IOU * larger && candidateIou(candidates, other, added) > SAME_IOU) twin = other
    }
    if (twin !== added) {
      candidates.found[twin]++
      candidates.removeLast()
      return
    }
    grid.add(added, centreX[added], centreY[added])
    this.largestDiagonal = Math.max(this.largestDiagonal, diagonal)
  }
}
