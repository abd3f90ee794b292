import type { ClassicalSettings } from '@core/classical/settings'
import type { Failure } from '@core/errors'
import type { Corrected } from './correct'

/** What every shell and the engine say about runs. Plain data: survives structured cloning and JSON. */

export type Quality = 'fast' | 'balanced' | 'best'
export type DeviceChoice = 'auto' | 'cpu' | 'gpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'

export interface RunSettings {
  quality: Quality
  /** A model's name, 'classical', or 'auto': the quality's model. */
  model: string
  /** Changed settings of the classical segmenter. */
  classical?: ClassicalSettings
  device: DeviceChoice
  /** 'auto', a channel's name or key, or its number: as file names write it, else its position from 1. */
  channel: string
  /** Write labels/ (label images as TIFF). Always on for runs started in the window: Review reads them. */
  labels: boolean
  overlays: boolean
  recursive: boolean
}

export type RunState = 'waiting' | 'preparing' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled'
export type ImageState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** Something Karyon found or chose by itself, and why; shown as a chip, written to run.json. */
export interface Choice {
  /** 'channel', 'model', 'device', 'plate', 'projection', 'geometry' … */
  about: string
  value: string
  why: string
  /** The plate it holds for, when not for the whole run. */
  plate?: string
}

export interface DeviceUsed {
  /** ONNX provider: 'cpu', 'webgpu', 'dml', 'coreml', 'cuda'. */
  provider: string
  /** As shown to a person: 'CPU, 2 threads'. */
  name: string
  /** What became of the self-test and of devices tried before this one. */
  notes: string[]
}

export interface RunSummary {
  id: string
  name: string
  /** Absolute path of the results folder. */
  folder: string
  inputs: string[]
  settings: RunSettings
  state: RunState
  total: number
  done: number
  failed: number
  nuclei: number
  /** ISO times. */
  createdAt: string
  startedAt?: string
  finishedAt?: string
  /** Seconds of work so far, pauses left out. */
  elapsedS: number
  imagesPerS?: number
  etaS?: number
  /** What counted. The classical segmenter has no file, so no hash. */
  model?: { name: string; version: string; sha256?: string; manifestSha256?: string }
  device?: DeviceUsed
  choices: Choice[]
  warnings: string[]
  skipped: number
  /** Why a run stopped as a whole (disk full, model tampered …). */
  failure?: Failure
}

export type ImageFlag =
  | 'empty'
  | 'blurred'
  | 'saturated'
  | 'debris'
  | 'low-confidence'
  | 'few-unsure'
  | 'projected'
  | 'zero-checked'
  | 'device-fallback'
  | 'corrected'

/** One image of a run: a row of counts.csv and a line of the queue. */
export interface ImageRecord {
  /** Position in the run, from 0. */
  index: number
  /** Stable identity: relative path (plus a key when several images share a file). */
  id: string
  state: ImageState
  plate?: string
  well?: string
  site?: string
  /** Name of the nuclear channel counted, when there is one. */
  channel?: string
  z?: string
  t?: string
  /** Path of the counted file, relative to its root, forward slashes. */
  file: string
  widthPx?: number
  heightPx?: number
  pixelSizeUm?: number
  count?: number
  meanAreaPx?: number
  medianDiameterPx?: number
  meanConfidence?: number
  /** Mean over nuclei of the mean intensity in the nuclear channel. */
  meanIntensity?: number
  /** Nuclei per mm². */
  densityPerMm2?: number
  /** Factor the image was scaled by for the network. */
  scale?: number
  flags: ImageFlag[]
  failure?: Failure
  notes: string[]
  /** Set when and only when it was corrected by hand. */
  corrected?: Corrected
  seconds?: number
  device?: string
}

export type RunEvent =
  /** While names are read there is no run yet: the id is the ticket of the reading. */
  | { type: 'scan'; runId: string; filesSeen: number }
  | { type: 'run'; run: RunSummary }
  /** The list as a whole, when a run is no longer in it. */
  | { type: 'runs'; runs: RunSummary[] }
  | { type: 'image'; runId: string; image: ImageRecord }
