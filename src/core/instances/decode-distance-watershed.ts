import type { DecoderConstants } from '../infer/manifest'
import { connectRuns, type RunComponents } from './connect-runs'
import { fillHoles } from './fill-holes'
import { findSeeds, SEVERAL_SEEDS, type Seeds } from './find-seeds'
import { Flooder } from './flood'
import { blurInRuns } from './gaussian-blur'
import { groupBy } from './group-by'
import { type PixelRuns, runsAbove } from './pixel-runs'
import type { ProbabilityMaps } from './probability-maps'
import { scoreNuclei } from './score-nuclei'

/** Nuclei of one window of probability maps. */
export interface DecodedNuclei {
  /** Width × height of the maps; 1 … `count`, in raster order of the anchors. */
  readonly labels: Uint32Array
  readonly count: number
  /**
   * Flat index of the raster-first pixel of each nucleus's seed, entry label − 1, ascending. It depends only
   * on the nucleus's surroundings, so among overlapping windows the one whose own area holds it owns the nucleus.
   */
  readonly seedAnchors: Int32Array
  /** Raw confidence 0 … 1 of each nucleus, entry label − 1 (see score-nuclei.ts). */
  readonly confidence: Float32Array
}

export interface DecodeOptions {
  /** Leave the confidences 0 (a scale search needs only the sizes). */
  skipConfidence?: boolean
}

/**
 * Nuclei from probability maps, the steps of the model card: smooth the distance (Gaussian); mask = body >
 * `bodyThreshold`; seeds (see `findSeeds`) above `seedThreshold`; watershed on −distance within the mask,
 * 4-connected; drop nuclei below `minAreaPx`; fill holes. Every step looks only at one component of the mask
 * and its immediate surroundings: nothing is normalised over the window.
 */
export function decodeDistanceWatershed(
  maps: ProbabilityMaps,
  constants: DecoderConstants,
  options: DecodeOptions = {},
): DecodedNuclei {
  const parts = maskParts(maps, constants.bodyThreshold)
  const distance = blurInRuns(maps.distance, parts.mask, constants.distanceSigmaPx)
  const { labels, count, seedAnchors } = splitParts(parts, distance, maps.border, constants)
  const confidence = options.skipConfidence ? new Float32Array(count) : scoreNuclei(labels, count, maps)
  return { labels, count, seedAnchors, confidence }
}

/** Where a nucleus may be: the pixels of the body map above a threshold, and their 4-connected parts. */
export interface MaskParts {
  readonly mask: PixelRuns
  readonly components: RunComponents
}

/** The threshold is rounded to single precision like the map, as array libraries do. */
export function maskParts({ body, width, height }: ProbabilityMaps, bodyThreshold: number): MaskParts {
  const mask = runsAbove(body, width, height, Math.fround(bodyThreshold))
  return { mask, components: connectRuns(mask, 4) }
}

/**
 * The nuclei of a mask: all steps of `decodeDistanceWatershed` after the smoothing. `distance` must be smoothed at
 * least where the mask is; what it holds elsewhere does not matter. Give a `flooder` to use its memory again.
 */
export function splitParts(
  { mask, components }: MaskParts,
  distance: Float32Array,
  border: Float32Array,
  constants: Pick<DecoderConstants, 'seedThreshold' | 'minAreaPx'>,
  flooder = new Flooder(4),
): Omit<DecodedNuclei, 'confidence'> {
  const { width, height } = mask
  const seeds = findSeeds(distance, border, mask, components, constants.seedThreshold)
  const labels = new Uint32Array(width * height)
  flood(labels, distance, mask, components, seeds, flooder)
  const { count, seedAnchors } = dropSmall(labels, mask, seeds.anchors, constants.minAreaPx)
  fillHoles(labels, width, height, count, mask)
  return { labels, count, seedAnchors }
}

/** Labels every mask pixel with its seed: at once where a component has one, by watershed where several. */
function flood(
  labels: Uint32Array,
  distance: Float32Array,
  mask: PixelRuns,
  components: RunComponents,
  seeds: Seeds,
  flooder: Flooder,
): void {
  const { seedOfComponent, runs: seedRuns } = seeds
  for (let i = 0; i < mask.length; i++) {
    const seed = seedOfComponent[components.component[i]]
    if (seed !== SEVERAL_SEEDS) labels.fill(seed, mask.start[i], mask.end[i])
  }
  if (!seedOfComponent.includes(SEVERAL_SEEDS)) return
  for (let i = 0; i < seedRuns.length; i++)
    labels.fill(seeds.seedOfRun[i], seedRuns.start[i], seedRuns.end[i])
  const groups = groupBy(components.component, components.count)
  for (let c = 0; c < components.count; c++) {
    if (seedOfComponent[c] !== SEVERAL_SEEDS) continue
    flooder.flood(labels, distance, -1, mask, groups.order.subarray(groups.from[c], groups.from[c + 1]))
  }
}

/** Removes small labels in place and numbers the rest without gaps. */
function dropSmall(
  labels: Uint32Array,
  mask: PixelRuns,
  anchors: Int32Array,
  minAreaPx: number,
): { count: number; seedAnchors: Int32Array } {
  const areas = new Uint32Array(anchors.length + 1)
  for (let i = 0; i < mask.length; i++) {
    const end = mask.end[i]
    let p = mask.start[i]
    while (p < end) {
      const label = labels[p]
      const from = p++
      while (p < end && labels[p] === label) p++
      areas[label] += p - from
    }
  }
  const renamed = new Uint32Array(anchors.length + 1)
  const kept: number[] = []
  for (let label = 1; label <= anchors.length; label++) {
    if (areas[label] >= minAreaPx) renamed[label] = kept.push(anchors[label - 1])
  }
  if (kept.length < anchors.length) {
    for (let i = 0; i < mask.length; i++) {
      for (let p = mask.start[i]; p < mask.end[i]; p++) labels[p] = renamed[labels[p]]
    }
  }
  return { count: kept.length, seedAnchors: Int32Array.from(kept) }
}
