import type { ModelManifest } from '../infer/manifest'

/**
 * Raw confidences as the IoU they stand for, by the straight lines between the manifest's points (raw,
 * measured IoU); beyond the first and last point their values. Without a calibration the raw values.
 */
export function calibrate(raw: Float32Array, calibration: ModelManifest['calibration']): Float32Array {
  if (!calibration) return raw
  const { points } = calibration
  return raw.map((value) => {
    const next = points.findIndex(([x]) => x > value)
    if (next === 0) return points[0][1]
    if (next < 0) return points[points.length - 1][1]
    const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]]
    return y0 + ((value - x0) / (x1 - x0)) * (y1 - y0)
  })
}
