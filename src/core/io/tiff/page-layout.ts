import type { JpegMarker } from '../jpeg-markers'

export type SampleKind = 'uint' | 'int' | 'float'

/** How a page is cut into strips or tiles, and where they are. */
export interface SegmentGeometry {
  segmentWidth: number
  segmentHeight: number
  segmentsAcross: number
  segmentsDown: number
  offsets: number[]
  byteCounts: number[]
}

/** How the pieces of an old-style JPEG page (TIFF 6.0, section 22; compression 6) make a JPEG stream. */
export interface OldJpeg {
  /** Everything before the entropy-coded data when the tables are in tags; absent when the stream has them itself. */
  tables?: { quantisation: Uint8Array[]; dc: Uint8Array[]; ac: Uint8Array[]; restartInterval: number }
  /** The markers before the first scan of a stream whose scan is cut into several strips, and that scan's own. */
  header?: JpegMarker[]
}

/** Everything needed to find and decode the pixels of one page, checked. */
export interface PageLayout extends SegmentGeometry {
  width: number
  height: number
  samples: number
  /** Bits per sample as stored, the same for all samples. */
  bits: number
  kind: SampleKind
  photometric: number
  compression: number
  predictor: number
  /** Samples in planes of their own (planar) rather than interleaved. */
  planar: boolean
  reverseBits: boolean
  littleEndian: boolean
  /** Meaning of the samples behind the colours: 0 unspecified, 1 associated alpha, 2 alpha. */
  extraSamples: number[]
  tiled: boolean
  colorMap?: number[]
  /** Horizontal and vertical chroma subsampling of YCbCr data. */
  subsampling: [number, number]
  referenceBlackWhite?: number[]
  yCbCrCoefficients?: number[]
  jpegTables?: Uint8Array
  t4Options: number
  orientation: number
  /** Only for old-style JPEG. */
  oldJpeg?: OldJpeg
}
