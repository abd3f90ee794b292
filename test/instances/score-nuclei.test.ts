import { scoreNuclei } from '@core/instances/score-nuclei'
import { describe, expect, it } from 'vitest'

/** The same two squares as in training/tests/test_rank.py, whose Python must say the same of them. */
describe('raw confidence', () => {
  it('is how decided the pixels are times how well the shape agrees with the distance', () => {
    const [width, height] = [24, 12]
    const labels = new Uint32Array(width * height)
    const body = new Float32Array(width * height)
    const distance = new Float32Array(width * height)
    const square = (label: number, left: number, top: number, side: number, sure: number, off: number) => {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const at = (top + y) * width + left + x
          labels[at] = label
          body[at] = sure
          distance[at] = (1 + Math.min(x, y, side - 1 - x, side - 1 - y)) / Math.ceil(side / 2) - off
        }
      }
    }
    square(1, 2, 2, 7, 0.9, 0)
    square(2, 13, 3, 5, 0.3, 0.25)
    const maps = { width, height, body, distance, border: new Float32Array(width * height) }
    const [first, second] = scoreNuclei(labels, 2, maps)
    expect(first).toBeCloseTo(0.8, 6)
    expect(second).toBeCloseTo(0.4 * 0.75, 6)
    expect(scoreNuclei(new Uint32Array(width * height), 0, maps)).toHaveLength(0)
  })
})
