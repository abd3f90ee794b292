import type { DecoderConstants } from '@core/infer/manifest'
import type { ProbabilityMaps } from '@core/instances/probability-maps'
import { random } from './golden'

export const STARTER: DecoderConstants = {
  kind: 'distance-watershed',
  bodyThreshold: 0.5,
  seedThreshold: 0.55,
  distanceSigmaPx: 0.7,
  minAreaPx: 12,
}

/** Probability maps of a jittered grid of soft ellipses, some touching, with a few holes and specks. */
export function syntheticMaps(
  width: number,
  height: number,
  spacing: number,
  radius: number,
  seed: number,
): ProbabilityMaps {
  const next = random(seed)
  const body = new Float32Array(width * height)
  const border = new Float32Array(width * height)
  const distance = new Float32Array(width * height)
  for (let gy = spacing / 2; gy < height; gy += spacing) {
    for (let gx = spacing / 2; gx < width; gx += spacing) {
      const cx = gx + (next() - 0.5) * spacing * 0.4
      const cy = gy + (next() - 0.5) * spacing * 0.4
      const a = radius * (0.7 + 0.6 * next())
      const b = radius * (0.7 + 0.6 * next())
      const peak = 0.4 + 0.6 * next()
      for (let y = Math.max(0, Math.floor(cy - 1.4 * b)); y < Math.min(height, cy + 1.4 * b); y++) {
        for (let x = Math.max(0, Math.floor(cx - 1.4 * a)); x < Math.min(width, cx + 1.4 * a); x++) {
          const p = y * width + x
          const d = 1 - Math.hypot((x - cx) / a, (y - cy) / b)
          if (d > -0.1 && distance[p] > 0) border[p] = 0.8
          body[p] = Math.max(body[p], 1 / (1 + Math.exp(-14 * d)))
          distance[p] = Math.max(distance[p], Math.min(1, Math.max(0, d * peak + 0.02 * next())))
        }
      }
      if (next() < 0.2)
        body[Math.min(height - 1, Math.round(cy)) * width + Math.min(width - 1, Math.round(cx))] = 0.1
    }
  }
  return { width, height, body, border, distance }
}

/** The maps of a window of larger maps. */
export function cropMaps(
  maps: ProbabilityMaps,
  left: number,
  top: number,
  width: number,
  height: number,
): ProbabilityMaps {
  const crop = (map: Float32Array): Float32Array => {
    const out = new Float32Array(width * height)
    for (let y = 0; y < height; y++) {
      const from = (top + y) * maps.width + left
      out.set(map.subarray(from, from + width), y * width)
    }
    return out
  }
  return { width, height, body: crop(maps.body), border: crop(maps.border), distance: crop(maps.distance) }
}
