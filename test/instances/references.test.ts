import { decodeDistanceWatershed } from '@core/instances/decode-distance-watershed'
import { fillHoles } from '@core/instances/fill-holes'
import { gaussianBlur } from '@core/instances/gaussian-blur'
import { labelComponents } from '@core/instances/label-components'
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
