import { sampleWindow, scoreOf } from '../channel/nuclear-score'
import type { Field } from '../field/field'
import { measureNuclei } from '../measure/measure-nuclei'
import { intensityRange, isBlank } from '../normalise/intensity-range'
import { finiteRaster } from './finite-raster'
import { segmentClassical } from './segment-classical'
import type { ClassicalSettings } from './settings'

/**
 * How nuclear a channel looks by what the classical segmenter finds in the middle of the field: the score of
 * `nuclearScore`, with the contrast of what was found in place of the network's confidence (docs/decisions/
 * plates.md). Comparable between the channels of one field only. 0 for a blank channel.
 */
export async function classicalScore(
  field: Field,
  channel: number,
  settings?: ClassicalSettings,
): Promise<number> {
  const raster = await field.read(channel, sampleWindow(field.width, field.height))
  const range = await intensityRange(
    async function* () {
      yield raster
    },
    [0.1, 99.9],
  )
  if (isBlank(range)) return 0
  const { labels } = segmentClassical(finiteRaster(raster, range), settings)
  const { width, height, data, count } = labels
  const nuclei = measureNuclei(data, width, height, count, [])
  return scoreOf(nuclei, field.metadata.pixelSizeUm?.x) * contrast(raster, data, range.high - range.low)
}

/** Difference of the means inside and outside of the objects as a share of the image's range, 0…1. */
function contrast(
  { data, samples }: { data: ArrayLike<number>; samples: number },
  labels: Uint32Array,
  span: number,
): number {
  const sum = [0, 0]
  const pixels = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    const value = data[i * samples]
    if (!Number.isFinite(value)) continue
    const inside = labels[i] === 0 ? 0 : 1
    sum[inside] += value
    pixels[inside]++
  }
  if (pixels[0] === 0 || pixels[1] === 0) return 0
  return Math.min(1, Math.abs(sum[1] / pixels[1] - sum[0] / pixels[0]) / span)
}
