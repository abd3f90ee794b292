import { NetworkMaps, type NormalisedReader } from '../assemble/network-maps'
import type { Field } from '../field/field'
import type { PixelWindow } from '../image/raster'
import { wholeWindow } from '../image/windows'
import type { Network } from '../infer/network'
import { decodeNuclei } from '../instances/decode-nuclei'
import { measureNuclei } from '../measure/measure-nuclei'
import type { Nucleus } from '../measure/nucleus'
import { intensityRange, isBlank } from '../normalise/intensity-range'
import { toNetworkValues } from '../normalise/to-network-values'
import { findScale } from '../scale/find-scale'

/** Side of the square in the middle of a field that a channel is judged on. */
const SAMPLE_SIDE = 768
/** Equivalent diameters of mammalian nuclei, µm; used only where the pixel size is known. */
const PLAUSIBLE_UM = [5, 35] as const

/**
 * How convincing the nuclei are that the network finds in a channel: √count × mean confidence × (mean
 * solidity − .6) ÷ (1 + robust spread of area) × share of a plausible size. Comparable between the channels
 * of one field only. 0 for a blank channel. The shape terms are those of the reference in
 * docs/decisions/plates.md; the network's confidence takes the place of a threshold's contrast.
 */
export async function nuclearScore(field: Field, channel: number, network: Network): Promise<number> {
  const sample = sampleWindow(field.width, field.height)
  const raster = await field.read(channel, sample)
  const range = await intensityRange(async function* () {
    yield raster
  }, network.manifest.normalise.percentiles)
  if (isBlank(range)) return 0
  const pixels = { ...sample, samples: raster.samples, data: toNetworkValues(raster.data, range) }
  const read: NormalisedReader = async (window) => cropFloats(pixels, window)
  const { width, height } = sample
  const found = await findScale(network, read, { width, height })
  const decoded = found.whole?.decoded ?? (await decodeAt(found.scale, network, read, sample))
  const nuclei = measureNuclei(decoded.labels, width, height, decoded.count, [], {
    confidence: decoded.confidence,
  })
  return scoreOf(nuclei, field.metadata.pixelSizeUm?.x)
}

async function decodeAt(
  scale: number,
  network: Network,
  read: NormalisedReader,
  { width, height }: PixelWindow,
) {
  const maps = new NetworkMaps(network, read, { width, height, scale })
  return decodeNuclei(await maps.maps(wholeWindow(width, height)), network.manifest.decoder)
}

/** The score of a set of nuclei; those without a confidence count as sure. */
export function scoreOf(nuclei: readonly Nucleus[], pixelSizeUm?: number): number {
  if (nuclei.length === 0) return 0
  const total = nuclei.reduce((sum, n) => sum + n.areaPx, 0)
  const solidity = nuclei.reduce((sum, n) => sum + n.solidity * n.areaPx, 0) / total
  const confidence = nuclei.reduce((sum, n) => sum + (n.confidence ?? 1), 0) / nuclei.length
  const areas = nuclei.map((n) => n.areaPx).sort((a, b) => a - b)
  const middleArea = areas[areas.length >> 1]
  const deviations = areas.map((a) => Math.abs(a - middleArea)).sort((a, b) => a - b)
  const spread = (1.4826 * deviations[deviations.length >> 1]) / middleArea
  const plausible =
    pixelSizeUm === undefined
      ? 1
      : nuclei.filter((n) => isPlausible(n.equivalentDiameterPx * pixelSizeUm)).length / nuclei.length
  return (Math.sqrt(nuclei.length) * confidence * Math.max(0, solidity - 0.6) * plausible) / (1 + spread)
}

function isPlausible(diameterUm: number): boolean {
  return diameterUm >= PLAUSIBLE_UM[0] && diameterUm <= PLAUSIBLE_UM[1]
}

/** The middle of a field, that a channel is judged on. */
export function sampleWindow(width: number, height: number): PixelWindow {
  const w = Math.min(width, SAMPLE_SIDE)
  const h = Math.min(height, SAMPLE_SIDE)
  return { x: (width - w) >> 1, y: (height - h) >> 1, width: w, height: h }
}

function cropFloats(
  pixels: PixelWindow & { samples: number; data: Float32Array },
  window: PixelWindow,
): PixelWindow & { samples: number; data: Float32Array } {
  const row = window.width * pixels.samples
  const data = new Float32Array(row * window.height)
  for (let y = 0; y < window.height; y++) {
    const from = ((window.y + y) * pixels.width + window.x) * pixels.samples
    data.set(pixels.data.subarray(from, from + row), y * row)
  }
  return { ...window, samples: pixels.samples, data }
}
