import type { LookGroup } from './look/look-group'
import type { NuclearSignal } from './nuclear-signal'
import type { ThresholdMethod } from './thresholds'

/** All settings of one pipeline. Lengths marked × are multiples of the nucleus diameter found in the image. */
export interface ClassicalParameters {
  readonly signal: NuclearSignal
  /** Side, px, of the blocks whose smoothed minima are subtracted as background; 0 = none. */
  readonly backgroundBlockPx: number
  /** Standard deviation, px, of the smoothing before the threshold. */
  readonly smoothingPx: number
  readonly threshold: ThresholdMethod
  /** Side of the blocks with a threshold of their own, px; 0 = one threshold. */
  readonly windowPx: number
  /** Multiplies the thresholds. */
  readonly thresholdFactor: number
  /** No threshold below this, 0…1 of the image's range. */
  readonly lowestThreshold: number
  /** What separates touching nuclei: their brightness or their shape; 'none' keeps pieces whole. */
  readonly declump: 'intensity' | 'shape' | 'none'
  /**
   * Share of an object's own brightness above the background at which its outline is drawn again, 0…1, so that
   * faint and bright nuclei of one image are outlined alike; 0 keeps the outline of the threshold.
   */
  readonly ownThreshold: number
  /** ×: smoothing of that brightness or distance before its peaks are taken. */
  readonly peakSmoothing: number
  /** ×: two peaks closer than this are one. */
  readonly peakDistance: number
  /** ×: objects whose area is below that of a disc of this diameter are dropped … */
  readonly smallest: number
  /** … as are those above a disc of this one; 0 = no limit. */
  readonly largest: number
  readonly fillHoles: boolean
}

/** CellProfiler's default smoothing 1.3488 is a standard deviation of one pixel. */
const DEFAULT_SMOOTHING = 1.3488 / 0.6744 / 2

const COMMON = {
  backgroundBlockPx: 0,
  smoothingPx: DEFAULT_SMOOTHING,
  thresholdFactor: 1,
  lowestThreshold: 0,
  largest: 0,
  ownThreshold: 0,
  fillHoles: true,
} as const

/**
 * The five pipelines, one a look group, after the CellProfiler reference of Caicedo et al. (2019).
 * docs/decisions/classical.md says which values are theirs and which were chosen on folds 1–4.
 */
export const CLASSICAL_PIPELINES: Record<LookGroup, ClassicalParameters> = {
  'small fluorescent': {
    ...COMMON,
    signal: 'gray',
    backgroundBlockPx: 100,
    smoothingPx: 0.5,
    threshold: 'otsu',
    windowPx: 50,
    thresholdFactor: 0.8,
    lowestThreshold: 0.1,
    declump: 'shape',
    ownThreshold: 0.5,
    peakSmoothing: 0.1,
    peakDistance: 0.4,
    smallest: 0.4,
  },
  'large fluorescent': {
    ...COMMON,
    signal: 'gray',
    smoothingPx: 0.5,
    threshold: 'otsu',
    windowPx: 80,
    thresholdFactor: 0.9,
    declump: 'shape',
    peakSmoothing: 0.15,
    peakDistance: 0.5,
    smallest: 0.2,
  },
  'purple tissue': {
    ...COMMON,
    signal: 'red absorbance',
    threshold: 'otsu',
    windowPx: 50,
    thresholdFactor: 0.8,
    declump: 'shape',
    ownThreshold: 0.6,
    peakSmoothing: 0.15,
    peakDistance: 0.4,
    smallest: 0.3,
  },
  'pink & purple tissue': {
    ...COMMON,
    signal: 'red absorbance',
    threshold: 'otsu',
    windowPx: 50,
    thresholdFactor: 0.8,
    declump: 'shape',
    ownThreshold: 0.5,
    peakSmoothing: 0.15,
    peakDistance: 0.7,
    smallest: 0.4,
  },
  'grayscale tissue': {
    ...COMMON,
    signal: 'inverted',
    backgroundBlockPx: 25,
    smoothingPx: 1.5,
    threshold: 'otsu',
    windowPx: 100,
    thresholdFactor: 1.4,
    declump: 'shape',
    ownThreshold: 0.5,
    peakSmoothing: 0.1,
    peakDistance: 0.4,
    smallest: 0.3,
  },
}
