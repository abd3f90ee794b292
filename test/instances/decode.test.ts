import { decodeDistanceWatershed } from '@core/instances/decode-distance-watershed'
import { describe, expect, it } from 'vitest'
import { drawn, picture } from './golden'
import { cropMaps, STARTER, syntheticMaps } from './synthetic-maps'

/** Maps that say `body` where the picture is not `.`, with digits as tenths of distance. */
function sketch(...rows: string[]) {
  const { data, width, height } = picture(...rows)
  return {
    width,
    height,
    body: Float32Array.from(data, (v) => (v > 0 ? 0.9 : 0.1)),
    border: new Float32Array(data.length),
    distance: Float32Array.from(data, (v) => v / 10),
  }
}

const SHARP = { ...STARTER, distanceSigmaPx: 0, minAreaPx: 3 }

describe('decodeDistanceWatershed', () => {
  it('splits touching nuclei, drops specks, fills holes, numbers by anchor', () => {
    const maps = sketch(
      '.......1.....',
      '.3333........',
      '.3893.3333...',
      '.38833389833.',
      '.3333.3.8333.',
      '......33333..',
    )
    const decoded = decodeDistanceWatershed(maps, SHARP)
    expect(drawn(decoded.labels, 13)).toEqual([
      '.............',
      '.1111........',
      '.1111.2222...',
      '.11111222222.',
      '.1111.222222.',
      '......22222..',
    ])
    expect(decoded.count).toBe(2)
    expect(Array.from(decoded.seedAnchors)).toEqual([2 * 13 + 2, 3 * 13 + 7])
  })

  it('a part without a seed grows from its largest distance, the first of equals', () => {
    const decoded = decodeDistanceWatershed(sketch('......', '.1221.', '.1121.', '......'), SHARP)
    expect(decoded.count).toBe(1)
    expect(Array.from(decoded.seedAnchors)).toEqual([8])
  })

  it('the border map separates seeds', () => {
    const maps = sketch('........', '.9999999', '.9999999', '.9999999', '........')
    expect(decodeDistanceWatershed(maps, SHARP).count).toBe(1)
    for (let y = 1; y <= 3; y++) maps.border[y * 8 + 4] = 1
    const decoded = decodeDistanceWatershed(maps, SHARP)
    expect(decoded.count).toBe(2)
    expect(decoded.labels[9]).not.toBe(decoded.labels[15])
  })

  it('empty, full and one-pixel maps', () => {
    const flat = (value: number, width: number, height: number) => ({
      width,
      height,
      body: new Float32Array(width * height).fill(value),
      border: new Float32Array(width * height),
      distance: new Float32Array(width * height).fill(value),
    })
    expect(decodeDistanceWatershed(flat(0, 40, 30), STARTER)).toMatchObject({ count: 0 })
    const full = decodeDistanceWatershed(flat(1, 40, 30), STARTER)
    expect(full.count).toBe(1)
    expect(full.labels.every((v) => v === 1)).toBe(true)
    expect(full.confidence[0]).toBeGreaterThan(0.9)
    expect(decodeDistanceWatershed(flat(1, 1, 1), STARTER).count).toBe(0)
    expect(decodeDistanceWatershed(flat(1, 1, 1), { ...STARTER, minAreaPx: 0 }).count).toBe(1)
  })

  it('confidence is 0 … 1, higher for a clear nucleus than for a doubtful one, and can be skipped', () => {
    const maps = syntheticMaps(200, 200, 40, 15, 3)
    const clear = decodeDistanceWatershed(maps, STARTER)
    expect(clear.count).toBeGreaterThan(15)
    expect(clear.confidence.every((c) => c >= 0 && c <= 1)).toBe(true)
    const doubtful = { ...maps, body: maps.body.map((b) => 0.5 + (b - 0.5) * 0.2) }
    const unsure = decodeDistanceWatershed(doubtful, STARTER)
    expect(unsure.labels).toEqual(clear.labels)
    unsure.confidence.forEach((c, i) => {
      expect(c).toBeLessThan(clear.confidence[i])
    })
    expect(
      decodeDistanceWatershed(maps, STARTER, { skipConfidence: true }).confidence.every((c) => c === 0),
    ).toBe(true)
  })

  it('every nucleus is one piece with its anchor inside, labels 1 … count', () => {
    const { labels, count, seedAnchors } = decodeDistanceWatershed(
      syntheticMaps(300, 260, 26, 14, 9),
      STARTER,
    )
    expect(count).toBeGreaterThan(60)
    seedAnchors.forEach((anchor, i) => {
      expect(labels[anchor]).toBe(i + 1)
    })
    expect(new Set(labels).size).toBe(count + 1)
    expect(Array.from(seedAnchors)).toEqual(Array.from(seedAnchors).sort((a, b) => a - b))
  })
})

describe('large images in windows', () => {
  // Nuclei up to about 30 px; windows see 64 px beyond what they own.
  const SIZE = 700
  const HALO = 64
  const maps = syntheticMaps(SIZE, SIZE, 34, 13, 21)
  const whole = decodeDistanceWatershed(maps, STARTER)

  it.each([170, 256, 350])('owners by anchor, %i px a window: the same nuclei, pixel for pixel', (step) => {
    const merged = new Uint32Array(SIZE * SIZE)
    const numberOf = new Map(Array.from(whole.seedAnchors, (anchor, i) => [anchor, i + 1]))
    let owned = 0
    for (let top = 0; top < SIZE; top += step) {
      for (let left = 0; left < SIZE; left += step) {
        const x0 = Math.max(0, left - HALO)
        const y0 = Math.max(0, top - HALO)
        const x1 = Math.min(SIZE, left + step + HALO)
        const y1 = Math.min(SIZE, top + step + HALO)
        const width = x1 - x0
        const part = decodeDistanceWatershed(cropMaps(maps, x0, y0, width, y1 - y0), STARTER)
        part.seedAnchors.forEach((anchor, i) => {
          const x = x0 + (anchor % width)
          const y = y0 + Math.floor(anchor / width)
          if (x < left || x >= left + step || y < top || y >= top + step) return
          owned++
          const label = numberOf.get(y * SIZE + x)
          expect(label).toBeDefined()
          expect(part.confidence[i]).toBe(whole.confidence[label! - 1])
          for (let p = 0; p < part.labels.length; p++) {
            if (part.labels[p] !== i + 1) continue
            merged[(y0 + Math.floor(p / width)) * SIZE + x0 + (p % width)] = label!
          }
        })
      }
    }
    expect(owned).toBe(whole.count)
    expect(owned).toBeGreaterThan(350)
    expect(merged).toEqual(whole.labels)
  })
})
