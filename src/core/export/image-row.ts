import type { Failure } from '../errors'
import type { Nucleus } from '../measure/nucleus'

/** A nucleus as the result tables need it. */
export type { Nucleus }

export type ImageStatus = 'counted' | 'failed' | 'left-out'

/**
 * Everything the result tables say of one image (one field of view at one time point): plain JSON, one per
 * image, small enough to hold for a whole run. Its nuclei are fetched when a table needs them (`NucleiOf`).
 * What is not known is left out, never 0.
 */
export interface ImageRow {
  /** `ImageSet.id`. */
  id: string
  plate?: string
  /** `B02`; row and column of the tables are read from it. */
  well?: string
  site?: string
  /** Name or key of the nuclear channel that was counted. */
  channel?: string
  z?: string
  t?: string
  /** Path relative to the input folder, with forward slashes. */
  file: string
  widthPx?: number
  heightPx?: number
  pixelSizeUm?: { x: number; y: number }
  status: ImageStatus
  /** Number of nuclei; undefined unless counted. */
  count?: number
  meanAreaPx?: number
  medianDiameterPx?: number
  /** 0…1. */
  meanConfidence?: number
  /** Nuclei cut by the image's edge, included in `count`. */
  touchingEdge?: number
  /** Short words a person can filter by: 'blurred', 'saturated', 'empty', 'debris', 'by hand' … */
  flags: string[]
  /** Why it failed; set when and only when `status` is 'failed'. */
  error?: Failure
  /** `name version`. */
  model?: string
  device?: string
  /** Wall time for this image, decode to count. */
  seconds?: number
  /** Factor by which the image was resized for the network. */
  scale?: number
  /** Sentences a person should read. */
  notes: string[]
  /** Names of the channels measured, in the order of `Nucleus.intensities`. */
  intensityChannels: string[]
}

/** The nuclei of one image, from wherever they are kept. Not called for images that were not counted. */
export type NucleiOf = (row: ImageRow) => readonly Nucleus[] | Promise<readonly Nucleus[]>

/** Area of one pixel in µm². */
export function pixelAreaUm2(size: { x: number; y: number }): number {
  return size.x * size.y
}

/** µm per pixel along any direction: the geometric mean when pixels are not square. */
export function pixelLengthUm(size: { x: number; y: number }): number {
  return size.x === size.y ? size.x : Math.sqrt(size.x * size.y)
}

/** Imaged area in mm²; undefined when size or calibration is not known. */
export function imageAreaMm2(row: ImageRow): number | undefined {
  if (!row.pixelSizeUm || row.widthPx === undefined || row.heightPx === undefined) return undefined
  return (row.widthPx * row.heightPx * pixelAreaUm2(row.pixelSizeUm)) / 1e6
}

/** Row letters and column number of a well name: `B02` → B, 2. */
export function wellParts(well: string | undefined): { row?: string; column?: number } {
  const match = /^([A-Za-z]{1,2})(\d{1,3})$/.exec(well ?? '')
  return match ? { row: match[1]!.toUpperCase(), column: Number(match[2]) } : {}
}
