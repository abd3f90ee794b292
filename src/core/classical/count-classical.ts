import type { LabelSink } from '../assemble/label-canvas'
import { KaryonError } from '../errors'
import type { Field } from '../field/field'
import type { Raster } from '../image/raster'
import { bandWindows, wholeWindow } from '../image/windows'
import { countAtLeast } from '../measure/count-at-least'
import { measureNuclei } from '../measure/measure-nuclei'
import { fullScale, isSaturated } from '../measure/quality-flags'
import { intensityRange, isBlank } from '../normalise/intensity-range'
import { NoiseTest } from '../normalise/noise-test'
import type { CountedField } from '../pipeline'
import { StageClock } from '../stage-clock'
import { finiteRaster } from './finite-raster'
import type { LookGroup } from './look/look-group'
import { segmentClassical } from './segment-classical'
import type { ClassicalSettings } from './settings'

/**
 * Largest image, in pixels. Thresholds, background and nucleus size are those of the whole image, which is
 * therefore held whole: about 30 bytes a pixel beside the image itself.
 */
export const CLASSICAL_MOST_PIXELS = 100e6

/** The signal of every pipeline is stretched between these; where they are equal there is nothing to find. */
const STRETCH = [0.1, 99.9] as const
const BAND_PIXELS = 2 ** 22

export interface CountClassicalOptions {
  /** Index of the channel to count in. */
  channel: number
  settings?: ClassicalSettings
  /** Takes the label image, top to bottom. */
  labels?: LabelSink
  signal?: AbortSignal
  clock?: StageClock
}

/** As of `countNuclei`, but nuclei have no confidence and there is no network to scale the image for. */
export interface CountedClassical extends Omit<CountedField, 'scale'> {
  /** The pipeline taken, and how certain its choice was, 0…1; absent where nothing was looked for. */
  look?: { group: LookGroup; probability: number }
  /** Next to nothing stood out from the background; what was found may be debris. */
  nearlyEmpty: boolean
}

/**
 * One image, from file to measured nuclei, without a network: decode → classical pipeline → measure. Blank
 * images and images of noise alone give no nuclei, as with a network.
 *
 * @throws KaryonError `image-too-large` above `CLASSICAL_MOST_PIXELS`; as `Field.read`
 */
export async function countClassical(
  field: Field,
  options: CountClassicalOptions,
): Promise<CountedClassical> {
  const { width, height } = field
  const { channel, settings, labels: sink, signal, clock = new StageClock() } = options
  if (width * height > CLASSICAL_MOST_PIXELS) throw tooLarge(field)
  const whole = wholeWindow(width, height)
  const raster = await clock.timeAsync('decode', () => field.read(channel, whole))
  signal?.throwIfAborted()
  const range = await intensityRange(async function* () {
    yield raster
  }, STRETCH)
  const result = { range, saturated: false, tilesHalved: false, nearlyEmpty: false }
  if (isBlank(range) || isOnlyNoise(raster)) {
    for (const band of bandWindows(width, height, BAND_PIXELS))
      sink?.appendRows(new Uint32Array(band.width * band.height))
    return { ...result, nuclei: [], blank: true }
  }
  const found = clock.time('instances', () => segmentClassical(finiteRaster(raster, range), settings))
  signal?.throwIfAborted()
  const { data, count } = found.labels
  const rasters: Raster[] = []
  for (let c = 0; c < field.channels.length; c++)
    rasters.push(c === channel ? raster : await clock.timeAsync('decode', () => field.read(c, whole)))
  const nuclei = clock.time('measure', () => measureNuclei(data, width, height, count, rasters))
  clock.time('labels', () => {
    for (const band of bandWindows(width, height, BAND_PIXELS))
      sink?.appendRows(data.subarray(band.y * width, (band.y + band.height) * width))
  })
  const nuclearPixels = nuclei.reduce((sum, nucleus) => sum + nucleus.areaPx, 0)
  const { dtype, bitDepth } = await field.metadataOf(channel)
  const atMaximum = countAtLeast(raster, range.max, (pixel) => data[pixel] !== 0)
  return {
    ...result,
    nuclei,
    blank: false,
    saturated: isSaturated(atMaximum, nuclearPixels, range, fullScale(dtype, bitDepth)),
    look: { group: found.group, probability: found.groupProbability },
    nearlyEmpty: found.nearlyEmpty,
  }
}

function isOnlyNoise(raster: Raster): boolean {
  const test = new NoiseTest()
  test.add(raster)
  return test.isOnlyNoise()
}

function tooLarge({ width, height, set }: Field): KaryonError {
  return new KaryonError(
    'image-too-large',
    `The classical segmenter takes images of up to ${CLASSICAL_MOST_PIXELS / 1e6} megapixels; this one has ${Math.round((width * height) / 1e6)} (${width} × ${height}).`,
    'Count it with a model, which works through images of any size, or cut it into smaller ones.',
    { file: set.files[0].path },
  )
}
