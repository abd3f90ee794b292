import type { PositionConstants } from '../infer/manifest'
import { gaussianBlur } from './gaussian-blur'
import type { ProbabilityMaps } from './probability-maps'

/**
 * What relative positions say of nuclei, as maps that the distance decoder's steps understand: `distance` is the
 * closeness to the nucleus's centre, 1 − 2 · |offset| (1 there, 0 half a diameter away, below beyond that), from
 * smoothed offsets; `border` is 1 where the position falls faster than the threshold along one of four
 * directions (down, right and the diagonals, central differences), else 0: there one nucleus ends and
 * another begins. `body` is passed on.
 *
 * Source: Jacobkie's relative positions in the 2018 Data Science Bowl (`../shared/field/evaluation.md`), where seeds
 * are the pixels whose position rises in all four directions; training/karyon_training/positions.py, whose
 * single-precision sums are followed one by one.
 *
 * @throws RangeError when the maps have no offsets
 */
export function positionMaps(maps: ProbabilityMaps, constants: PositionConstants): ProbabilityMaps {
  const { width, height, body } = maps
  if (!maps.offsetY || !maps.offsetX) throw new RangeError('The maps hold no relative positions.')
  const offsetY = smoothOffset(maps.offsetY, width, height, constants.positionSigmaPx)
  const offsetX = smoothOffset(maps.offsetX, width, height, constants.positionSigmaPx)
  const limit = Math.fround(constants.slopeThreshold)
  const closeness = new Float32Array(width * height)
  const folds = new Float32Array(width * height)
  const round = Math.fround
  for (let y = 0; y < height; y++) {
    const row = y * width
    const above = y === 0 ? row : row - width
    const below = y === height - 1 ? row : row + width
    for (let x = 0; x < width; x++) {
      const left = x === 0 ? x : x - 1
      const right = x === width - 1 ? x : x + 1
      const oy = offsetY[row + x]
      const ox = offsetX[row + x]
      const length = round(Math.sqrt(round(round(oy * oy) + round(ox * ox))))
      closeness[row + x] = 1 - 2 * length
      // Along a diagonal the position is the sum (or difference) of the two over √2, a step √2 px: halved in all.
      const bothAfter = round(offsetY[below + right] + offsetX[below + right])
      const bothBefore = round(offsetY[above + left] + offsetX[above + left])
      const apartAfter = round(offsetY[below + left] - offsetX[below + left])
      const apartBefore = round(offsetY[above + right] - offsetX[above + right])
      const slope = Math.min(
        round(offsetY[below + x] - offsetY[above + x]),
        round(offsetX[row + right] - offsetX[row + left]),
        round(bothAfter - bothBefore) / 2,
        round(apartAfter - apartBefore) / 2,
      )
      if (slope / 2 <= limit) folds[row + x] = 1
    }
  }
  return { width, height, body, border: folds, distance: closeness }
}

/** 0…1 of the network → diameters from the centre, smoothed. */
function smoothOffset(map: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const offset = new Float32Array(map.length)
  for (let p = 0; p < map.length; p++) offset[p] = 2 * map[p] - 1
  return gaussianBlur(offset, width, height, sigma)
}
