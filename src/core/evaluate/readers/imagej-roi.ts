import { KaryonError } from '../../errors'
import type { Ring } from './polygon'

/** ImageJ's ROI types that enclose an area, by their number in the file. */
const POLYGON = 0
const RECTANGLE = 1
const OVAL = 2
const FREEHAND = 7
const TRACED = 8
const AREA_TYPES = new Set([POLYGON, RECTANGLE, OVAL, FREEHAND, TRACED])
const TYPE_NAMES = [
  'polygon',
  'rectangle',
  'oval',
  'line',
  'freehand line',
  'segmented line',
  'empty',
  'freehand',
  'traced',
  'angle',
  'point',
]

const SUB_PIXEL = 128
const COORDINATES = 64

export type RoiShape =
  | { readonly kind: 'rings'; readonly rings: readonly Ring[] }
  | {
      readonly kind: 'oval'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
    }
  /** Lines, points: nothing to compare. */
  | { readonly kind: 'no area'; readonly type: string }

/**
 * Reads one `.roi` file of ImageJ (big-endian; ij.io.RoiDecoder): polygons, freehand and traced outlines,
 * rectangles, ovals, and composites made of straight lines. Coordinates are image pixels, whole numbers at
 * pixel corners.
 *
 * @param name for messages
 * @throws KaryonError `format-unknown` when it is no ROI, `file-truncated` when it ends early
 */
export function parseRoi(bytes: Uint8Array, name: string): RoiShape {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint32(0) !== 0x496f7574) {
    throw new KaryonError(
      'format-unknown',
      `${name} is no ImageJ ROI.`,
      'Save the ROIs again from the ROI Manager.',
      { file: name },
    )
  }
  try {
    return shapeOf(view)
  } catch (error) {
    if (error instanceof KaryonError) throw error
    throw new KaryonError(
      'file-truncated',
      `${name} ends before its outline is complete.`,
      'Save the ROIs again from the ROI Manager.',
      { file: name, cause: error },
    )
  }
}

function shapeOf(view: DataView): RoiShape {
  const type = view.getUint8(6)
  const compositeSize = view.getInt32(36)
  if (compositeSize > 0) return { kind: 'rings', rings: compositeRings(view, compositeSize) }
  if (!AREA_TYPES.has(type)) return { kind: 'no area', type: TYPE_NAMES[type] ?? `type ${type}` }
  const top = view.getInt16(8)
  const left = view.getInt16(10)
  const subPixel = (view.getInt16(50) & SUB_PIXEL) !== 0
  if (type === RECTANGLE || type === OVAL) {
    const box = subPixel
      ? {
          x: view.getFloat32(18),
          y: view.getFloat32(22),
          width: view.getFloat32(26),
          height: view.getFloat32(30),
        }
      : { x: left, y: top, width: view.getInt16(14) - left, height: view.getInt16(12) - top }
    if (type === OVAL) return { kind: 'oval', ...box }
    const { x, y, width, height } = box
    return { kind: 'rings', rings: [[x, y, x + width, y, x + width, y + height, x, y + height]] }
  }
  return { kind: 'rings', rings: [outline(view, left, top, subPixel)] }
}

function outline(view: DataView, left: number, top: number, subPixel: boolean): Ring {
  // More than 65,535 points are counted in a field of their own.
  const short = view.getUint16(16)
  const n = short !== 0 ? short : view.getInt32(18)
  const points: number[] = []
  for (let i = 0; i < n; i++) {
    if (subPixel) {
      const at = COORDINATES + 4 * n
      points.push(view.getFloat32(at + 4 * i), view.getFloat32(at + 4 * (n + i)))
    } else {
      points.push(left + view.getInt16(COORDINATES + 2 * i), top + view.getInt16(COORDINATES + 2 * (n + i)))
    }
  }
  return points
}

/** A composite: path segments as numbers, 0 = begin here, 1 = line to here, 4 = close. */
function compositeRings(view: DataView, size: number): Ring[] {
  const rings: number[][] = []
  let i = 0
  const next = () => view.getFloat32(COORDINATES + 4 * i++)
  while (i < size) {
    const command = next()
    if (command === 0) rings.push([next(), next()])
    else if (command === 1) rings.at(-1)?.push(next(), next())
    else if (command !== 4) {
      throw new KaryonError(
        'format-unknown',
        'A composite ROI holds curves, which have no exact pixels.',
        'In ImageJ turn it into a polygon (Edit › Selection › Create Mask, then Create Selection) and save it again.',
      )
    }
  }
  return rings
}
