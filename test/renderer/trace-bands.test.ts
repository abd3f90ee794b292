import { displayOutlines, type Outlines } from '@core/instances/display-outlines'
import { mulberry32 } from '@core/simulate/random'
import { describe, expect, it } from 'vitest'
import { traceInBands } from '../../src/main/window/pixels/trace-bands'

/** Rings as text, in an order that does not depend on where they were found. */
const rings = ({ labels, offsets, points }: Outlines) =>
  [...labels]
    .map((label, r) => {
      const corners: string[] = []
      for (let p = offsets[r]!; p < offsets[r + 1]!; p++)
        corners.push(`${points[2 * p]},${points[2 * p + 1]}`)
      return `${label}: ${corners.join(' ')}`
    })
    .sort()

/** Discs, rings with holes, bars over many rows and labels in several pieces, some touching. */
function labelImage(width: number, height: number, seed: number): Uint32Array {
  const random = mulberry32(seed)
  const data = new Uint32Array(width * height)
  for (let label = 1; label <= 60; label++) {
    const x = random() * width
    const y = random() * height
    const rx = 1 + random() * 9
    const ry = random() < 0.15 ? height / 3 : 1 + random() * 12
    const hole = random() < 0.3 ? 0.4 : 0
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const d = ((u - x) / rx) ** 2 + ((v - y) / ry) ** 2
        if (d <= 1 && d >= hole) data[v * width + u] = random() < 0.03 ? 0 : label
      }
    }
  }
  return data
}

describe('outlines traced in bands', () => {
  it('are those of the whole image, whatever the bands cut', async () => {
    for (const seed of [1, 2, 3]) {
      const [width, height] = [70, 97]
      const data = labelImage(width, height, seed)
      const whole = rings(displayOutlines({ width, height, data, count: 60 }))
      expect(whole.length).toBeGreaterThan(40)
      for (const band of [1, 2, 7, 16, 50, 96, 97, 400]) {
        const traced = await traceInBands(
          width,
          height,
          async (y, rows) => {
            expect(y >= 0 && y + rows <= height && rows > 0).toBe(true)
            return data.slice(y * width, (y + rows) * width)
          },
          band,
        )
        expect(rings(traced)).toEqual(whole)
      }
    }
  })

  it('read a few rows at a time where no ring is taller', async () => {
    const width = 20
    const data = new Uint32Array(width * 400)
    for (let y = 0; y < 400; y++)
      for (let x = 3; x < 15; x++) if (y % 10 !== 0) data[y * width + x] = 1 + Math.floor(y / 10)
    let most = 0
    const traced = await traceInBands(
      width,
      400,
      async (y, rows) => {
        most = Math.max(most, rows)
        return data.slice(y * width, (y + rows) * width)
      },
      32,
    )
    expect(traced.labels.length).toBe(40)
    expect(most).toBe(33)
  })

  it('of an image without labels are none', async () => {
    const none = await traceInBands(5, 9, async (_, rows) => new Uint32Array(5 * rows), 2)
    expect([none.labels.length, [...none.offsets], none.points.length]).toEqual([0, [0], 0])
  })
})
