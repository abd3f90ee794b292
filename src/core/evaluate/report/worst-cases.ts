import sharp from 'sharp'
import type { ComparedImage } from '../compare-sets'
import { ERROR_KINDS } from '../error-list'
import { type ErrorPalette, errorMap, type RgbaImage } from '../error-map'
import type { Evaluation } from '../evaluation'
import { AT_70 } from '../thresholds'
import type { WorstCase } from './report'

/** Images larger than this are shown smaller in the report. */
const LONGEST_SIDE = 720

/**
 * The images with the lowest S of every segmenter, with their error maps as PNG; images with neither target
 * nor prediction are never among them.
 *
 * @param under gives the image itself to draw over, or undefined to draw the map alone
 */
export async function worstCases(
  evaluation: Evaluation,
  eachSegmenter: number,
  palette: ErrorPalette = 'published',
  under?: (image: ComparedImage) => Promise<RgbaImage | undefined>,
): Promise<WorstCase[]> {
  const cases: WorstCase[] = []
  for (let s = 0; s < evaluation.segmenters.length; s++) {
    const order = evaluation.images.map((_, i) => i).filter((i) => evaluation.images[i].scores[s].S < 1)
    order.sort((a, b) => evaluation.images[a].scores[s].S - evaluation.images[b].scores[s].S || a - b)
    for (const i of order.slice(0, eachSegmenter)) {
      const image = evaluation.images[i]
      const target = await image.target.read(image)
      const prediction = await image.predictions[s].read(image)
      const picture = await under?.(image)
      const map = errorMap(target.labels, prediction.labels, { palette, under: picture })
      cases.push({
        image: image.name,
        segmenter: evaluation.segmenters[s].name,
        group: evaluation.groupOf[i],
        S: image.scores[s].S,
        f1At70: image.scores[s].f1[AT_70],
        errors: ERROR_KINDS.flatMap((kind) =>
          image.errors[s][kind] > 0 ? [`${image.errors[s][kind]} ${kind}`] : [],
        ).join(', '),
        png: await pngOf(map),
        overImage: picture !== undefined,
      })
    }
  }
  return cases
}

/** The map as PNG, smaller when it is larger than the report can show. */
async function pngOf(map: RgbaImage, longestSide = LONGEST_SIDE): Promise<Uint8Array> {
  const image = sharp(map.data, { raw: { width: map.width, height: map.height, channels: 4 } }).removeAlpha()
  const smaller =
    Math.max(map.width, map.height) > longestSide
      ? image.resize(longestSide, longestSide, { fit: 'inside' })
      : image
  return new Uint8Array(await smaller.png({ compressionLevel: 9, palette: true, colours: 64 }).toBuffer())
}
