import type { LabelImage } from '../../image/label-image'

/** Width and height of an image in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** The objects of one image, whatever kind of file they came from. */
export interface Segmentation {
  /** Numbered from 1 without gaps. */
  readonly labels: LabelImage
  /** What the file itself calls each object (label, row, annotation number); index = label, entry 0 unused. */
  readonly fileLabels: Uint32Array
  /** Things that were decided and should be said: overlaps, pieces outside the image … */
  readonly notes: readonly string[]
}

/** One image's objects, not yet read. */
export interface SegmentationItem {
  /** The image's name, without extension and without `_labels`, `_mask` …; compared without regard to case. */
  readonly name: string
  /** Folders between the set's root and the file, for telling equal names apart. */
  readonly folders: readonly string[]
  /** File (and row or entry) for a person. */
  readonly file: string
  /** Paths of the files it is read from. */
  readonly sources: readonly string[]
  /** False for outlines and run lengths that do not say how large their image is. */
  readonly knowsSize: boolean
  /**
   * Reads the objects. `size` is used only by items that do not know it.
   * @throws KaryonError naming the file, when it cannot be read without guessing
   */
  read(size?: ImageSize): Promise<Segmentation>
  /** The smallest image that holds all outlines, for items that can tell; used when neither side knows a size. */
  extent?(): Promise<ImageSize>
}

export type SegmentationKind =
  | 'label images'
  | 'masks, one file a nucleus'
  | 'run lengths (CSV)'
  | 'COCO'
  | 'GeoJSON'
  | 'ImageJ ROIs'
  | 'Karyon run'

/** All segmentations found under one path. */
export interface SegmentationSet {
  readonly path: string
  readonly kind: SegmentationKind
  readonly items: readonly SegmentationItem[]
  /** Sentences on what was taken and what was left out. */
  readonly notes: readonly string[]
  /** Files that were found and are no segmentation. */
  readonly ignored: readonly string[]
}
