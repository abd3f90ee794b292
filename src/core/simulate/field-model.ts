import type { PixelWindow } from '../image/raster'
import type { NucleusShape } from './nucleus-shape'

export interface PlacedNucleus {
  /** From 1, without gaps over the whole field. */
  label: number
  shape: NucleusShape
}

/** A speck of dirt: light without a nucleus. */
export interface Speck {
  x: number
  y: number
  radius: number
  brightness: number
}

/** A field of nuclei that can be drawn in parts. */
export interface FieldModel {
  readonly specks: readonly Speck[]
  readonly width: number
  readonly height: number
  readonly count: number
  /** Every nucleus whose centre lies within `margin` of the window, in order of label. */
  nucleiNear(window: PixelWindow, margin: number): PlacedNucleus[]
  /** Largest reach of any nucleus. */
  readonly reach: number
}

/** A field whose nuclei are all known. */
export function listedField(
  width: number,
  height: number,
  shapes: readonly NucleusShape[],
  specks: readonly Speck[] = [],
): FieldModel {
  return {
    specks,
    width,
    height,
    count: shapes.length,
    reach: shapes.reduce((most, shape) => Math.max(most, shape.reach), 0),
    nucleiNear(window, margin) {
      const found: PlacedNucleus[] = []
      shapes.forEach((shape, index) => {
        if (
          shape.x >= window.x - margin &&
          shape.y >= window.y - margin &&
          shape.x < window.x + window.width + margin &&
          shape.y < window.y + window.height + margin
        ) {
          found.push({ label: index + 1, shape })
        }
      })
      return found
    },
  }
}
