import { LabelCanvas, type LabelSink } from './assemble/label-canvas'
import { NetworkMaps, type NormalisedReader, TILE_CACHE_BYTES } from './assemble/network-maps'
import type { Field } from './field/field'
import type { PixelWindow, Raster } from './image/raster'
import { bandWindows, coreWindows, grow } from './image/windows'
import type { DecoderConstants } from './infer/manifest'
import type { Network } from './infer/network'
import { decodeNuclei } from './instances/decode-nuclei'
import { ownedByCore } from './instances/own-window'
import type { ProbabilityMaps } from './instances/probability-maps'
import { calibrate } from './measure/calibrate'
import { countAtLeast } from './measure/count-at-least'
import { measureNuclei } from './measure/measure-nuclei'
import type { Nucleus } from './measure/nucleus'
import { fullScale, isSaturated } from './measure/quality-flags'
import { FluorescenceTest } from './normalise/fluorescence-test'
import { type IntensityRange, intensityRange, isBlank, type PixelBands } from './normalise/intensity-range'
import { NoiseTest } from './normalise/noise-test'
import { toNetworkValues } from './normalise/to-network-values'
import { type Ranker, rankNuclei } from './rank/rank-nuclei'
import { rankerOf } from './rank/ranker-of'
import { findScale } from './scale/find-scale'
import { StageClock } from './stage-clock'

/**
 * What a window sees beyond its core, in nucleus diameters and at least in pixels. Ranked, a nucleus depends on its
 * neighbours up to four diameters away, and those on what is around them.
 */
const MARGIN_DIAMETERS = 3
const RANKED_MARGIN_DIAMETERS = 7
const LEAST_MARGIN_PX = 128
/** Pixels read at a time for the percentiles. */
const BAND_PIXELS = 8 * 2 ** 20

export interface CountOptions {
  /** Index of the channel to count in. */
  channel: number
  /** Largest tile side in network pixels; the model's own when left out. Does not change results. */
  tileSize?: number
  /** Side of the windows of large images; changed only by tests. Does not change results. */
  windowSide?: number
  /** Takes the label image, top to bottom; labels are not made when left out. */
  labels?: LabelSink
  signal?: AbortSignal
  /** Measures the stages for the bench. */
  clock?: StageClock
}

export interface CountedField {
  /** Numbered from 1 as in the label image. */
  nuclei: Nucleus[]
  /** Factor from image pixels to network pixels. */
  scale: number
  range: IntensityRange
  /** No contrast, or nothing but pixel noise: nothing was looked for. */
  blank: boolean
  /** Counted by the model's network for fluorescence. */
  bySpecialist?: boolean
  saturated: boolean
  /** Smaller tiles than the model's own were needed to fit the device's memory. */
  tilesHalved: boolean
}

/**
 * One image, from file to measured nuclei:
 * decode → normalise → (scale) tile → infer → assemble → instances (plain, or ranked candidates) → measure.
 *
 * Large images are worked through in windows; a nucleus belongs to the window its seed begins in. Memory is
 * bounded by the window, not by the image.
 */
export async function countNuclei(
  field: Field,
  model: Network,
  options: CountOptions,
): Promise<CountedField> {
  const { width, height } = field
  const { channel, tileSize, windowSide, signal, clock = new StageClock() } = options
  const readRaw = (window: PixelWindow) => clock.timeAsync('decode', () => field.read(channel, window))

  // decode → normalise: one range for the whole image
  const bands = async function* () {
    for (const band of bandWindows(width, height, BAND_PIXELS)) {
      signal?.throwIfAborted()
      yield await readRaw(band)
    }
  }
  const range = await intensityRange(bands, model.manifest.normalise.percentiles, clock)
  const { onlyNoise, fluorescent } = await survey(bands, range, clock, model.specialist !== undefined)
  const blank = isBlank(range) || onlyNoise
  const canvas = options.labels && new LabelCanvas(width, height, options.labels)
  if (blank) {
    paintNothing(options.labels, width, height)
    return { nuclei: [], scale: 1, range, blank: true, saturated: false, tilesHalved: false }
  }

  // A model may have a network of its own for fluorescence.
  const network = (fluorescent && model.specialist) || model
  const { decoder, ranking, calibration, scale } = network.manifest
  const ranker = rankerOf(network.manifest)
  const read: NormalisedReader = async (window) => {
    const raster = await readRaw(window)
    const data = clock.time('normalise', () => toNetworkValues(raster.data, range))
    return { ...window, samples: raster.samples, data }
  }

  // scale: nuclei as large as the network knows them
  const found = await findScale(network, read, { width, height, tileSize, signal, clock })

  // tile → infer → assemble, by window
  const factors = ranking?.zooms ?? [1]
  const cacheBytes = TILE_CACHE_BYTES / factors.length
  const mapsAt = (scale: number) =>
    new NetworkMaps(network, read, { width, height, scale, tileSize, cacheBytes, signal, clock })
  const maps = found.whole?.maps ?? mapsAt(found.scale)
  const zooms = [maps, ...factors.slice(1).map((factor) => mapsAt(found.scale * factor))]
  const diameter = found.diameterPx ?? scale.targetDiameterPx / found.scale
  const seen = (ranker ? RANKED_MARGIN_DIAMETERS : MARGIN_DIAMETERS) * diameter
  const margin = Math.max(LEAST_MARGIN_PX, Math.ceil(seen))
  const cores = coreWindows(width, height, windowSide)
  const whole = cores.length === 1 ? found.whole?.decoded : undefined
  const windowOf = (core: PixelWindow) => grow(core, margin, width, height)
  const mapsOf = async (window: PixelWindow, next?: PixelWindow) => {
    const probabilities: ProbabilityMaps[] = []
    for (const zoom of zooms) probabilities.push(await zoom.maps(window))
    // The network goes on while this window is decoded and measured.
    if (next) await maps.begin(next)
    return probabilities
  }
  const decode = (probabilities: ProbabilityMaps[]) =>
    clock.time('instances', () => decodeNuclei(probabilities[0], decoder))
  const rank = (
    probabilities: ProbabilityMaps[],
    window: PixelWindow,
    by: Ranker,
    split: DecoderConstants,
  ) => {
    // The one number of the whole image that candidates are compared with: its own, or the scale search's.
    const medianAreaPx = cores.length === 1 ? undefined : found.medianAreaPx
    const place = { ...window, imageWidth: width, imageHeight: height, medianAreaPx }
    return clock.time('rank', () => rankNuclei(probabilities, split, by, place, whole))
  }
  const nuclei: Nucleus[] = []
  let atMaximum = 0
  for (const [n, core] of cores.entries()) {
    signal?.throwIfAborted()
    const window = windowOf(core)
    const next = n + 1 < cores.length ? windowOf(cores[n + 1]) : undefined

    // instances: those whose anchor lies in the core
    const decoded =
      ranker && decoder.kind === 'distance-watershed'
        ? rank(await mapsOf(window, next), window, ranker, decoder)
        : (whole ?? decode(await mapsOf(window, next)))
    const numbers = numberOwned(ownedByCore(decoded.seedAnchors, window, core), nuclei.length)

    // measure
    const rasters = await readChannels(field, window, signal)
    clock.time('measure', () => {
      const measured = measureNuclei(decoded.labels, window.width, window.height, decoded.count, rasters, {
        offsetX: window.x,
        offsetY: window.y,
        imageWidth: width,
        imageHeight: height,
        confidence: ranker ? decoded.confidence : calibrate(decoded.confidence, calibration),
      })
      for (const nucleus of measured) {
        const number = numbers[nucleus.label - 1]
        if (number !== 0) nuclei.push({ ...nucleus, label: number })
      }
      const { labels } = decoded
      atMaximum += countAtLeast(
        rasters[channel],
        range.max,
        (pixel) => labels[pixel] !== 0 && numbers[labels[pixel] - 1] !== 0,
      )
      canvas?.paint(decoded.labels, window, numbers)
    })
    clock.time('labels', () =>
      canvas?.finishAbove(core.x + core.width === width ? core.y + core.height - margin : 0),
    )
  }
  clock.time('labels', () => canvas?.finish())
  const nuclearPixels = nuclei.reduce((sum, nucleus) => sum + nucleus.areaPx, 0)
  const { dtype, bitDepth } = await field.metadataOf(channel)
  const top = fullScale(dtype, bitDepth)
  return {
    nuclei,
    scale: found.scale,
    range,
    blank: false,
    bySpecialist: network !== model,
    saturated: isSaturated(atMaximum, nuclearPixels, range, top),
    tilesHalved: zooms.some(({ halved }) => halved),
  }
}

/**
 * An image of noise alone is as blank as a constant one: stretching it would only make texture. Its look is told only
 * where the model has a network for it.
 */
async function survey(bands: PixelBands, range: IntensityRange, clock: StageClock, hasSpecialist: boolean) {
  if (isBlank(range)) return { onlyNoise: false, fluorescent: false }
  const noise = new NoiseTest()
  const fluorescence = hasSpecialist ? new FluorescenceTest(range) : undefined
  for await (const band of bands()) {
    clock.time('normalise', () => {
      noise.add(band)
      fluorescence?.add(band)
    })
  }
  return { onlyNoise: noise.isOnlyNoise(), fluorescent: fluorescence?.isFluorescent() ?? false }
}

/** The numbers owned nuclei get in the whole image, 0 for those of other windows. */
function numberOwned(owned: Uint8Array, before: number): Uint32Array {
  let next = before
  return Uint32Array.from(owned, (own) => (own ? ++next : 0))
}

/** All channels of a window. */
async function readChannels(field: Field, window: PixelWindow, signal?: AbortSignal): Promise<Raster[]> {
  const rasters: Raster[] = []
  for (let c = 0; c < field.channels.length; c++) {
    signal?.throwIfAborted()
    rasters.push(await field.read(c, window))
  }
  return rasters
}

function paintNothing(sink: LabelSink | undefined, width: number, height: number): void {
  for (const band of bandWindows(width, height, BAND_PIXELS))
    sink?.appendRows(new Uint32Array(band.width * band.height))
}
