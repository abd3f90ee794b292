/** Intensities of one nucleus in one channel, in the file's own units. */
export interface ChannelIntensity {
  mean: number
  integrated: number
  min: number
  max: number
}

/**
 * One measured nucleus. Lengths and areas in pixels of the image as stored; the exporter adds µm columns
 * when the pixel size is known. Definitions follow scikit-image's `regionprops` (see region-props.ts).
 */
export interface Nucleus {
  /** Its value in the label image, from 1. */
  label: number
  areaPx: number
  /** Crofton-free boundary length, scikit-image `perimeter` (4-neighbourhood). */
  perimeterPx: number
  /** Diameter of the circle of the same area. */
  equivalentDiameterPx: number
  /** Centre of mass, pixel centres at whole numbers, (0, 0) = centre of the top left pixel. */
  centroidX: number
  centroidY: number
  /** Bounding box: left, top, width, height. */
  bboxX: number
  bboxY: number
  bboxWidth: number
  bboxHeight: number
  /** 0 (circle) … 1 (line). */
  eccentricity: number
  /** Area ÷ area of the convex hull, 0…1. */
  solidity: number
  touchesEdge: boolean
  /** 0…1; calibrated where the model's manifest says so. Absent when the segmenter has none (classical). */
  confidence?: number
  /** Drawn or changed by a person, who is sure of it. */
  byHand?: boolean
  /** One entry a measured channel, in the order of the image's channel list (RGB images: red, green, blue). */
  intensities: ChannelIntensity[]
}
