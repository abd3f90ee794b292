import { boundaries } from '@core/instances/boundaries'
import { decodeDistanceWatershed } from '@core/instances/decode-distance-watershed'
import { expandLabels } from '@core/instances/expand-labels'
import { fillHoles } from '@core/instances/fill-holes'
import { gaussianBlur } from '@core/instances/gaussian-blur'
import { labelComponents } from '@core/instances/label-components'
import { resizeBilinear } from '@core/instances/resize-bilinear'
import { watershed } from '@core/instances/watershed'
import { describe, expect, it } from 'vitest'
import { labelsOf, readGolden, sizeOf, unit, unpack } from './golden'
import { STARTER } from './synthetic-maps'

const golden = readGolden()

/** Largest difference of two arrays of the same length. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let worst = 0
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]))
  return worst
}

describe('equal to scipy', () => {
  it.each(golden.blur.map((c, i) => ({ i, sigma: c.sigma, c })))('Gaussian blur $i, σ $sigma', ({ c }) => {
    const { width, height } = sizeOf(c.input)
    const blurred = gaussianBlur(unit(c.input), width, height, c.sigma)
    // One unit in the last place of single precision, for exp() of different mathematics libraries.
    expect(apart(blurred, unpack(c.output))).toBeLessThanOrEqual(2 ** -23)
  })

  it.each(golden.label.map((c, i) => ({ i, c })))('component labels $i', ({ c }) => {
    const { width, height } = sizeOf(c.mask)
    const mask = Uint8Array.from(unpack(c.mask))
    expect(labelComponents(mask, width, height, 4).data).toEqual(labelsOf(c.four))
    expect(labelComponents(mask, width, height, 8).data).toEqual(labelsOf(c.eight))
  })

  it.each(golden.fillHoles.map((c, i) => ({ i, c })))('filled holes $i', ({ c }) => {
    const { width, height } = sizeOf(c.input)
    const labels = labelsOf(c.input)
    const before = labels.filter((v) => v !== 0).length
    const added = fillHoles(labels, width, height, Math.max(...labels))
    expect(labels).toEqual(labelsOf(c.output))
    expect(added.reduce((a, b) => a + b)).toBe(labels.filter((v) => v !== 0).length - before)
  })
})

describe('equal to scikit-image', () => {
  it.each(golden.watershed)('watershed on $kind, $connectivity-connected', (c) => {
    const { width, height } = sizeOf(c.mask)
    const mask = Uint8Array.from(unpack(c.mask))
    const labels = watershed(unit(c.elevation), labelsOf(c.markers), mask, width, height, c.connectivity)
    expect(labels).toEqual(labelsOf(c.output))
  })

  it.each(golden.boundaries.map((c, i) => ({ i, c })))('boundaries $i', ({ c }) => {
    const { width, height } = sizeOf(c.labels)
    expect(boundaries(labelsOf(c.labels), width, height, 'inner')).toEqual(unpack(c.inner))
    expect(boundaries(labelsOf(c.labels), width, height, 'thick')).toEqual(unpack(c.thick))
  })

  it.each(golden.expand)('expanded by $distance: the same pixels, each with its nearest label', (c) => {
    const { width, height } = sizeOf(c.labels)
    const labels = labelsOf(c.labels)
    const grown = expandLabels(labels, width, height, c.distance)
    expect(Uint8Array.from(grown, (v) => (v > 0 ? 1 : 0))).toEqual(unpack(c.covered))
    for (let p = 0; p < grown.length; p++) {
      if (grown[p] === 0 || labels[p] !== 0) continue
      const [nearest, label] = nearestLabel(labels, width, height, p)
      expect(nearest).toBeLessThanOrEqual(c.distance ** 2)
      expect(grown[p]).toBe(label)
    }
  })

  it.each(golden.decode.map((c, i) => ({ i, c })))('the decoder of the card, crowd $i', ({ c }) => {
    const [, height, width] = c.maps.shape
    const all = Float32Array.from(unpack(c.maps), (v) => v / 255)
    const n = width * height
    const maps = {
      width,
      height,
      body: all.subarray(0, n),
      border: all.subarray(n, 2 * n),
      distance: all.subarray(2 * n),
    }
    const decoded = decodeDistanceWatershed(maps, STARTER)
    expect(Array.from(decoded.seedAnchors)).toEqual(c.anchors)
    expect(decoded.count).toBe(c.anchors.length)
    expect(decoded.labels).toEqual(labelsOf(c.labels))
  })
})

describe('equal to torch', () => {
  it.each(
    golden.resize.map((c) => ({
      c,
      from: c.input.shape.join('×'),
      to: c.output.shape.join('×'),
      antialias: c.antialias,
    })),
  )('resize $from to $to, antialias $antialias', ({ c, antialias }) => {
    const { width, height } = sizeOf(c.input)
    const out = sizeOf(c.output)
    // torch computes positions in single precision: up to a few 1e-6 of the value range.
    const resized = resizeBilinear(unit(c.input), width, height, out.width, out.height, { antialias })
    expect(apart(resized, unpack(c.output))).toBeLessThan(5e-6)
  })
})

/** Squared distance to the nearest label, and the lowest of the nearest labels. */
function nearestLabel(labels: Uint32Array, width: number, height: number, p: number): [number, number] {
  const px = p % width
  const py = (p - px) / width
  let best: [number, number] = [Number.POSITIVE_INFINITY, 0]
  for (let y = Math.max(0, py - 4); y <= Math.min(height - 1, py + 4); y++) {
    for (let x = Math.max(0, px - 4); x <= Math.min(width - 1, px + 4); x++) {
      const label = labels[y * width + x]
      if (label === 0) continue
      const d = (x - px) ** 2 + (y - py) ** 2
      if (d < best[0] || (d === best[0] && label < best[1])) best = [d, label]
    }
  }
  return best
}
