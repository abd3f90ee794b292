import { calibrate } from '@core/measure/calibrate'
import { expect, it } from 'vitest'

it('interpolates between points and holds the ends', () => {
  const points: [number, number][] = [
    [0.2, 0.1],
    [0.6, 0.5],
    [1, 0.9],
  ]
  const raw = Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1)
  const out = calibrate(raw, { kind: 'piecewise-linear', points })
  ;[0.1, 0.1, 0.3, 0.5, 0.7, 0.9].forEach((expected, i) => {
    expect(out[i]).toBeCloseTo(expected, 6)
  })
  expect(calibrate(raw, undefined)).toBe(raw)
})
