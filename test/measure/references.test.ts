import type { Raster } from '@core/image/raster'
import { measureNuclei } from '@core/measure/measure-nuclei'
import { describe, expect, it } from 'vitest'
import { labelsOf, readGolden, sizeOf, unpack } from '../instances/golden'

const { props } = readGolden()
const { width, height } = sizeOf(props.labels)
const labels = labelsOf(props.labels)
const channels: Raster[] = [
  { width, height, samples: 1, data: unpack(props.gray) },
  { width, height, samples: 3, data: unpack(props.rgb) },
  { width, height, samples: 1, data: unpack(props.real) },
]
const count = Math.max(...labels)
const nuclei = measureNuclei(labels, width, height, count, channels)

describe('equal to scikit-image regionprops', () => {
  it('measures every region, in order', () => {
    expect(nuclei.map((n) => n.label)).toEqual(props.rows.map((r) => r.label))
  })

  it.each(props.rows)('region $label', (row) => {
    const n = nuclei.find((nucleus) => nucleus.label === row.label)!
    expect(n.areaPx).toBe(row.area)
    expect(n.perimeterPx).toBeCloseTo(row.perimeter, 9)
    expect(n.equivalentDiameterPx).toBeCloseTo(row.diameter, 9)
    expect(n.centroidX).toBeCloseTo(row.centroid[0], 9)
    expect(n.centroidY).toBeCloseTo(row.centroid[1], 9)
    expect([n.bboxX, n.bboxY, n.bboxWidth, n.bboxHeight]).toEqual(row.bbox)
    expect(n.eccentricity).toBeCloseTo(row.eccentricity, 7)
    expect(n.solidity).toBeCloseTo(row.solidity, 12)
    expect(n.intensities.length).toBe(5)
    row.intensities.forEach(([mean, integrated, min, max], c) => {
      const got = n.intensities[c]
      if (mean === null) {
        expect(got).toEqual({ mean: Number.NaN, integrated: Number.NaN, min: Number.NaN, max: Number.NaN })
        return
      }
      expect(got.mean).toBeCloseTo(mean, 8)
      expect(got.integrated).toBeCloseTo(integrated!, 6)
      expect([got.min, got.max]).toEqual([min, max])
    })
  })
})
