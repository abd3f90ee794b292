import type { Nucleus } from '@core/measure/nucleus'

/** Measurements of a nucleus as a row of numbers: these, its marks, then four for each channel. */
export const NUCLEUS_FIELDS = [
  'label',
  'areaPx',
  'perimeterPx',
  'equivalentDiameterPx',
  'centroidX',
  'centroidY',
  'bboxX',
  'bboxY',
  'bboxWidth',
  'bboxHeight',
  'eccentricity',
  'solidity',
  'confidence',
] as const satisfies readonly (keyof Nucleus)[]

const FIXED = NUCLEUS_FIELDS.length + 1
const PER_CHANNEL = 4
/** Bits of the marks. */
const TOUCHES_EDGE = 1
const BY_HAND = 2

export const rowWidth = (channels: number) => FIXED + channels * PER_CHANNEL

/** Place of a channel's mean intensity in a row. */
export const intensityAt = (channel: number) => FIXED + channel * PER_CHANNEL

/** Writes a nucleus into `values` from place `at` on; returns the place behind it. No confidence is NaN. */
export function writeNucleus(values: Float64Array, at: number, nucleus: Nucleus): number {
  let place = at
  for (const field of NUCLEUS_FIELDS) values[place++] = nucleus[field] ?? Number.NaN
  values[place++] = (nucleus.touchesEdge ? TOUCHES_EDGE : 0) + (nucleus.byHand ? BY_HAND : 0)
  for (const { mean, integrated, min, max } of nucleus.intensities) {
    values[place++] = mean
    values[place++] = integrated
    values[place++] = min
    values[place++] = max
  }
  return place
}

/** The inverse of `writeNucleus`: the nucleus whose row begins at place `at`. */
export function readNucleus(values: Float64Array, at: number, channels: number): Nucleus {
  const v = (place: number) => values[at + place]!
  const nucleus: Nucleus = {
    label: v(0),
    areaPx: v(1),
    perimeterPx: v(2),
    equivalentDiameterPx: v(3),
    centroidX: v(4),
    centroidY: v(5),
    bboxX: v(6),
    bboxY: v(7),
    bboxWidth: v(8),
    bboxHeight: v(9),
    eccentricity: v(10),
    solidity: v(11),
    touchesEdge: (v(13) & TOUCHES_EDGE) !== 0,
    intensities: [],
  }
  if ((v(13) & BY_HAND) !== 0) nucleus.byHand = true
  if (!Number.isNaN(v(12))) nucleus.confidence = v(12)
  for (let c = 0; c < channels; c++) {
    const place = intensityAt(c)
    nucleus.intensities.push({
      mean: v(place),
      integrated: v(place + 1),
      min: v(place + 2),
      max: v(place + 3),
    })
  }
  return nucleus
}
