import type { PixelArray } from '@core/image/raster'
import { measureNuclei } from '@core/measure/measure-nuclei'
import { median, summarise } from '@core/measure/summarise'
import { describe, expect, it } from 'vitest'
import { picture, random } from '../instances/golden'

const gray = (data: PixelArray, width: number, height: number) =>
  ({ width, height, samples: 1, data }) as const

describe('measureNuclei on literal pixels', () => {
  const { data, width, height } = picture('.......22', '.111...22', '.111.....', '.111.....', '......3..')
  const image = gray(
    Int16Array.from(data, (label, p) => (label === 1 ? p - 20 : label * 100)),
    width,
    height,
  )
  const nuclei = measureNuclei(data, width, height, 4, [image])

  it('a 3 × 3 square', () => {
    const [square] = nuclei
    expect(square).toMatchObject({
      label: 1,
      areaPx: 9,
      centroidX: 2,
      centroidY: 2,
      bboxX: 1,
      bboxY: 1,
      bboxWidth: 3,
      bboxHeight: 3,
      solidity: 1,
      perimeterPx: 8,
      eccentricity: 0,
      touchesEdge: false,
    })
    // Never a made-up 0 or 1.
    expect(square).not.toHaveProperty('confidence')
    expect(summarise(nuclei, { width, height })).toMatchObject({ count: 3, meanConfidence: null })
    expect(square.equivalentDiameterPx).toBeCloseTo(Math.sqrt(36 / Math.PI), 12)
    // Pixels 10…12, 19…21 and 28…30, less 20.
    expect(square.intensities).toEqual([{ mean: 0, integrated: 0, min: -10, max: 10 }])
  })

  it('edges, single pixels, and a label without pixels', () => {
    expect(nuclei.map((n) => [n.label, n.areaPx, n.touchesEdge])).toEqual([
      [1, 9, false],
      [2, 4, true],
      [3, 1, true],
    ])
    expect(nuclei[2]).toMatchObject({
      solidity: 1,
      eccentricity: 0,
      perimeterPx: 0,
      centroidX: 6,
      centroidY: 4,
    })
  })

  it('in a window, positions and edges are those of the whole image', () => {
    const options = {
      offsetX: 100,
      offsetY: 200,
      imageWidth: 1000,
      imageHeight: 205,
      confidence: [0.5, 0.25, 1, 0],
    }
    const placed = measureNuclei(data, width, height, 4, [], options)
    expect(
      placed.map((n) => [n.bboxX, n.bboxY, n.centroidX, n.touchesEdge, n.confidence, n.intensities]),
    ).toEqual([
      [101, 201, 102, false, 0.5, []],
      [107, 200, 107.5, false, 0.25, []],
      [106, 204, 106, true, 1, []],
    ])
  })

  it('leaves NaN and infinite pixels out of intensities', () => {
    const values = Float32Array.from(data, () => 2)
    values[10] = Number.NaN
    values[11] = Number.POSITIVE_INFINITY
    values[12] = 9
    values[4 * 9 + 6] = Number.NEGATIVE_INFINITY
    const [square, , dot] = measureNuclei(data, width, height, 3, [gray(values, width, height)])
    expect(square.intensities[0]).toEqual({ mean: 3, integrated: 21, min: 2, max: 9 })
    expect(Object.values(dot.intensities[0]).every(Number.isNaN)).toBe(true)
  })

  it('an image without nuclei', () => {
    expect(measureNuclei(new Uint32Array(12), 4, 3, 0, [gray(new Uint8Array(12), 4, 3)])).toEqual([])
  })
})

describe('measureNuclei in general', () => {
  it('areas and integrated intensities add up to those of the labelled pixels', () => {
    const next = random(5)
    const labels = Uint32Array.from({ length: 60 * 70 }, () => Math.floor(next() * 6))
    const values = Uint16Array.from(labels, () => Math.floor(next() * 65536))
    const nuclei = measureNuclei(labels, 60, 70, 5, [gray(values, 60, 70)])
    let pixels = 0
    let sum = 0
    labels.forEach((label, p) => {
      if (label === 0) return
      pixels++
      sum += values[p]
    })
    expect(nuclei.reduce((a, n) => a + n.areaPx, 0)).toBe(pixels)
    expect(nuclei.reduce((a, n) => a + n.intensities[0].integrated, 0)).toBe(sum)
  })

  it('moving the window moves positions and nothing else', () => {
    const { data, width, height } = picture('......', '..11..', '.1111.', '..1...', '......')
    const wide = new Uint32Array(50 * 40)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) wide[(y + 21) * 50 + x + 33] = data[y * width + x]
    }
    const [here] = measureNuclei(data, width, height, 1, [], {
      offsetX: 33,
      offsetY: 21,
      imageWidth: 50,
      imageHeight: 40,
    })
    const [there] = measureNuclei(wide, 50, 40, 1, [])
    expect(there).toEqual(here)
  })
})

describe('summarise', () => {
  it('counts, averages and density', () => {
    const { data, width, height } = picture('11.2', '11..', '....', '.333')
    const nuclei = measureNuclei(data, width, height, 3, [], { confidence: [0.5, 1, 0.9] })
    const summary = summarise(nuclei, { width, height, pixelSizeUm: 0.5 })
    expect(summary.count).toBe(3)
    expect(summary.meanAreaPx).toBeCloseTo(8 / 3, 12)
    expect(summary.medianDiameterPx).toBeCloseTo(Math.sqrt(12 / Math.PI), 12)
    expect(summary.meanConfidence).toBeCloseTo(0.8, 12)
    expect(summary.densityPerMegapixel).toBeCloseTo((3 / 16) * 1e6, 6)
    expect(summary.densityPerMm2).toBeCloseTo((3 / 4) * 1e6, 6)
  })

  it('has no averages without nuclei and no mm² without a pixel size', () => {
    expect(summarise([], { width: 10, height: 10 })).toEqual({
      count: 0,
      meanAreaPx: null,
      medianDiameterPx: null,
      meanConfidence: null,
      densityPerMegapixel: 0,
      densityPerMm2: null,
    })
  })

  it('takes the middle value, or the mean of the middle two, in any order', () => {
    const values = [3, 1, 2]
    expect([median(values), median([4, 1, 2, 3]), median([10, 1, 3, 2]), median([])]).toEqual([
      2,
      2.5,
      2.5,
      null,
    ])
    expect(values).toEqual([3, 1, 2])
  })
})
