import type { Failure } from '@core/errors'
import type { ErrorKind } from '@core/evaluate/error-list'
import type { PathHandle } from './path-handle'

/** What Evaluate and Compare ask of the services: their part of the window's contract. */

/** Where segmentations come from: a file or folder the user opened, or a run. */
export type EvaluateSource = { handle: string } | { runId: string }

export interface EvaluateSetup {
  targets: EvaluateSource
  predictions: EvaluateSource[]
  /** A folder with the images themselves; found by itself when left out. */
  images?: string
  /** A table with a row an image (CSV). */
  table?: string
  /** 'look', 'plate', 'well', a column of the table, or 'none'; found by itself when left out. */
  by?: string
}

/** Some names of many. */
export interface NameList {
  count: number
  names: string[]
}

export interface SetView {
  name: string
  path: string
  kind: string
  images: number
  /** Files that are no segmentation. */
  ignored: number
  notes: string[]
}

export interface MatchView extends SetView {
  matched: number
  /** Targets this segmenter has no image for, and the other way round. */
  targetsAlone: NameList
  predictionsAlone: NameList
  /** Names that occur twice and that folders do not tell apart. */
  ambiguous: NameList
}

/** What belongs together by name, before anything is scored. */
export interface EvaluatePreview {
  targets: SetView
  segmenters: MatchView[]
  /** Images that all have. */
  common: number
  images?: { path: string; found: number }
  /** What the images can be grouped by. */
  groupings: string[]
}

type Range = [number, number] | null

export interface ScoresView {
  images: number
  targets: number
  predictions: number
  S: number
  meanF1: number
  /** At the ten IoU thresholds. */
  F1: number[]
  pooled_F1: number[]
  pooled_recall: number[]
  missed: number
  extra: number
  missed_percent: number | null
  extra_percent: number | null
  split: number
  merged: number
  count_MAPE: number | null
  mean_best_IoU: number
  /** 95 % bootstrap: S, F1_50, F1_70, F1_90, meanF1, pooled_F1_50, pooled_F1_70, recall70. */
  intervals: Record<string, Range>
  /** `to` is null in the last class. */
  bySize: { from: number; to: number | null; targets: number; found: number }[]
  errors: Record<ErrorKind, number>
}

export interface ImageScoreView {
  predictions: number
  S: number
  f1: number[]
  /** Matches at the ten thresholds. */
  matched: number[]
  split: number
  merged: number
  errors: Record<ErrorKind, number>
}

export interface EvaluatedImage {
  name: string
  group?: string
  plate?: string
  well?: string
  site?: string
  width: number
  height: number
  targets: number
  /** In the order of the segmenters. */
  scores: ImageScoreView[]
}

export interface SegmenterView {
  name: string
  path: string
  kind: string
  all: ScoresView
  /** In the order of `groups`. */
  groups: ScoresView[]
}

export interface EvaluationView {
  id: string
  targets: { name: string; path: string; kind: string; nuclei: number }
  segmenters: SegmenterView[]
  groups: string[]
  groupSource?: string
  groupedBy: string
  groupings: string[]
  clusteredBy: string
  images: EvaluatedImage[]
  pairs: {
    first: string
    second: string
    S: { difference: number; interval: Range; p: number }
    F1_70: { difference: number; interval: Range; p: number }
  }[]
  failures: (Failure & { image: string })[]
  notes: string[]
  setup: EvaluateSetup
}

/** One segmenter against another: A stands where the targets stand in a score. */
export interface ComparisonView {
  id: string
  a: SetView
  b: SetView
  images: EvaluatedImage[]
  all: ScoresView
  failures: (Failure & { image: string })[]
  notes: string[]
}

export interface ErrorView {
  kind: ErrorKind
  targets: number
  predictions: number
  box: { x: number; y: number; width: number; height: number }
  iou: number
  severity: number
}

export type EvaluateExport = 'tables' | 'plots' | 'report' | 'map' | 'maps' | 'sheets'

export interface SourceListing {
  handle: PathHandle
  parent?: PathHandle
  folders: PathHandle[]
  /** Files that may hold segmentations or a table. */
  files: PathHandle[]
}

type Nothing = Record<string, never>
type OneImage = { id: string; image: number; segmenter: number }

export interface EvaluateRequests {
  'evaluate.preview': { args: EvaluateSetup; result: EvaluatePreview }
  'evaluate.run': { args: EvaluateSetup; result: EvaluationView }
  'evaluate.compare': {
    args: { a: EvaluateSource; b: EvaluateSource; images?: string }
    result: ComparisonView
  }
  /** What was worked out last, for a page that was loaded again. */
  'evaluate.latest': {
    args: Nothing
    result: { scores: EvaluationView | null; comparison: ComparisonView | null }
  }
  'evaluate.cancel': { args: Nothing; result: null }
  /** Worst first. */
  'evaluate.errors': { args: OneImage; result: ErrorView[] }
  'evaluate.export': {
    args: OneImage & { what: EvaluateExport; palette: 'published' | 'safe' }
    result: { folder: string; files: number }
  }
  'evaluate.browse': { args: { handle?: string }; result: SourceListing }
}

export interface EvaluateBinaryRequests {
  /**
   * A window of an image: the error map over it, the map alone, its lines on a clear ground (which dims what
   * lies under it), or the image alone (the map's outlines where the image is not there). Shrunk by a whole factor so that no side is longer than `most`.
   */
  'evaluate.map': {
    args: OneImage & {
      layer: 'over' | 'alone' | 'lines' | 'image'
      palette: 'published' | 'safe'
      x: number
      y: number
      width: number
      height: number
      most: number
    }
    meta: { width: number; height: number; factor: number; picture: boolean }
    /** [RGBA bytes]. */
  }
  'evaluate.outlines': {
    args: OneImage & { side: 'target' | 'prediction' }
    meta: { count: number }
    /** As `image.outlines`, then [Uint8: 1 where the other side has no match at IoU > .7]. */
  }
}

export interface EvaluateEvent {
  type: 'evaluate'
  stage: 'scores' | 'looks' | 'export'
  done: number
  total: number
}
