import type { MessagePort } from 'node:worker_threads'
import type { LookGroup } from '@core/classical/look/look-group'
import type { ClassicalSettings } from '@core/classical/settings'
import type { Failure } from '@core/errors'
import type { ModelManifest } from '@core/infer/manifest'
import type { ImageSet } from '@core/plate/plate-image'

/** Work for an image worker; plain data, so that it crosses the thread border. */
export type ImageTask = SegmentTask | OverlayTask
/** Counting an image or looking at its channels, with one of the segmenters. */
export type SegmentTask = NetworkTask | ClassicalTask
export type NetworkTask = CountTask | (ScoreWork & WithNetwork)
export type ClassicalTask = ClassicalCountTask | (ScoreWork & WithClassical)
export type CountTask = CountWork & WithNetwork
export type ClassicalCountTask = CountWork & WithClassical

interface WithNetwork {
  manifest: ModelManifest
  /** To the inference host. */
  port: MessagePort
}

interface WithClassical {
  classical: ClassicalSettings
  turn?: Turn
}

/** Large images are held whole by the classical segmenter, so they take turns. */
export interface Turn {
  /** One shared number: the image whose turn it is, 0 when it is nobody's. */
  gate: Int32Array
  /** This image, from 1. */
  image: number
}

interface Work {
  set: ImageSet
  /** Shared with the pool: signs of life, and the wish to stop (stop-request.ts). */
  beat?: Int32Array
}

/** Draws an image's overlay from the label image of an earlier count. */
export interface OverlayTask {
  kind: 'overlay'
  beat?: Int32Array
  set: ImageSet
  time?: number
  channelIndex?: number
  channelName?: string
  labelsPath: string
  overlayPath: string
}

export interface CountWork extends Work {
  kind: 'count'
  /** Time point inside the file; undefined until it is known that the file holds several. */
  time?: number
  /** A place in `set.channels` decided for the plate, or what was asked for loose pictures. */
  channel: { index: number } | { wanted: string }
  labelsPath?: string
  overlayPath?: string
  /** As the plate's own files tell it; what the image says itself goes before. */
  pixelSizeUm?: { x: number; y: number }
  /** Largest tile side of a network; its own when left out. Set only by the bench. */
  tileSize?: number
}

/** How nuclear each channel looks, for plates whose names do not tell. */
export interface ScoreWork extends Work {
  kind: 'score-channels'
}

export interface InputFile {
  path: string
  bytes: number
  sha256: string
}

/** What is kept of one counted image. */
export interface CountedImage {
  kind: 'counted'
  widthPx: number
  heightPx: number
  pixelSizeUm?: { x: number; y: number }
  channel?: string
  /** Of the counted channel, as `FieldChannel.index`. */
  channelIndex: number
  channelWhy?: string
  intensityChannels: string[]
  /** Places of the counted channel among them: one, or those of red, green and blue. */
  countedIntensities: number[]
  /** Packed nuclei (see pack-nuclei.ts). */
  nuclei: Uint8Array
  count: number
  touchingEdge: number
  meanAreaPx?: number
  medianDiameterPx?: number
  meanConfidence?: number
  meanIntensity?: number
  /** Factor to network pixels, where there is a network. */
  scale?: number
  /** Look group whose classical pipeline was taken; or the look whose own network of the model was. */
  look?: LookGroup | 'fluorescent'
  flags: string[]
  notes: string[]
  inputs: InputFile[]
  seconds: number
  /** Bench figures: milliseconds by stage, tiles run. */
  stages: Record<string, number>
  tiles: { width: number; height: number }[]
}

/** The file holds several time points (or pages of untold meaning): count each as an image of its own. */
export interface SplitImage {
  kind: 'split'
  times: number
  untold: boolean
}

export type ImageResult =
  | CountedImage
  | SplitImage
  | { kind: 'scores'; scores: number[] }
  | { kind: 'drawn' }
  | { kind: 'failed'; failure: Failure; seconds: number }
