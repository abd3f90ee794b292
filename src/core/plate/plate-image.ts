import type { ChannelInfo } from '../io/image-source'

/** What a file's name (and its folders) say, values as written with leading zeros dropped, wells as `A01`. */
export interface ParsedName {
  convention: string
  plate?: string
  well?: string
  site?: string
  channel?: string
  z?: string
  t?: string
}

/** Why a file found in the folder is not counted. */
export type SkipReason =
  | 'thumbnail'
  | 'system-file'
  | 'analysis-output'
  | 'calibration-frame'
  | 'sidecar'
  | 'derivative'
  | 'duplicate'
  | 'own-output'
  | 'not-an-image'
  | 'foreign-format'
  | 'empty-file'
  | 'unreadable'

export interface SkippedFile {
  path: string
  reason: SkipReason
  /** One sentence for a person. */
  detail: string
}

/** One plane source within an image set: a file, and where in that file the plane lies (0 unless pages carry an axis). */
export interface PlaneFile {
  path: string
  /** Index into `ImageSet.channels`. */
  channel: number
  /** As written in the name; undefined when the name does not say. */
  z?: string
}

/**
 * What is counted as one image: one field of view at one time point, with all its channels and z planes.
 * For a loose picture it is one file, or the channels and planes of one position when names tell them.
 */
export interface ImageSet {
  /**
   * Unique in the scan and stable between scans: the path of its first file relative to the folder given, with `/`
   * between components; with several folders given, the folder's own name goes before it.
   */
  id: string
  plate?: string
  well?: string
  site?: string
  t?: string
  /**
   * The plate's channels, the same list for every set of the plate: a channel missing in this set is one without a
   * file here. An entry without a key means that names tell no channel and the file itself must (loose pictures;
   * plates with channels as pages).
   */
  channels: { key?: string; info: ChannelInfo }[]
  files: PlaneFile[]
}

export interface PlateGeometry {
  rows: number
  columns: number
  /** Where the size comes from: 'sidecar' or 'smallest standard plate that holds all wells'. */
  source: 'sidecar' | 'guess'
}

export interface Plate {
  name: string
  convention: string
  geometry: PlateGeometry
  wells: string[]
  sites: string[]
  channels: { key?: string; info: ChannelInfo }[]
  zPlanes: string[]
  timePoints: string[]
  pixelSizeUm?: { x: number; y: number }
  /** Holes, guesses, duplicates: sentences a person should read. */
  notes: string[]
}

/** The result of reading a folder's names: everything found is either in a set or in `skipped`. */
export interface Scan {
  /** Absolute paths as given. */
  roots: string[]
  plates: Plate[]
  /** Sorted: plate, row, column, site, t for plate images; natural path order for loose pictures. */
  sets: ImageSet[]
  skipped: SkippedFile[]
  warnings: string[]
}
