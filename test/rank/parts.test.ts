import { decodeDistanceWatershed } from '@core/instances/decode-distance-watershed'
import { labelRuns } from '@core/instances/label-runs'
import { Candidates } from '@core/rank/candidates'
import { findCandidates } from '@core/rank/find-candidates'
import { HullArea } from '@core/rank/hull-area'
import { candidateIou } from '@core/rank/overlap'
import { PointGrid } from '@core/rank/point-grid'
import { selectNuclei } from '@core/rank/select-nuclei'
import { describe, expect, it } from 'vitest'
import { drawn, picture, random } from '../instances/golden'
import { STARTER, syntheticMaps } from '../instances/synthetic-maps'

/** Candidates drawn one by one, of the levels 0, 1, … */
function sketched(...drawings: string[][]): Candidates {
  const { width, height } = picture(...drawings[0])
  const candidates = new Candidates(width, height)
  drawings.forEach((rows, level) => {
    const { label, start, end } = labelRuns(picture(...rows).data, width, height)
    candidates.add(start, end, Int32Array.from(label.keys()), level)
  })
  return candidates
}

describe('PointGrid', () => {
  it('finds what a look at all points finds, outside and at any radius too', () => {
    const next = random(3)
    const points = Array.from({ length: 400 }, () => [next() * 130, next() * 70])
    const grid = new PointGrid(130, 70, 16)
    points.forEach(([x, y], id) => {
      grid.add(id, x, y)
    })
    for (let k = 0; k < 60; k++) {
      const [x, y, radius] = [next() * 170 - 20, next() * 110 - 20, next() * 60]
      const wanted = points.flatMap(([px, py], id) =>
        (px - x) ** 2 + (py - y) ** 2 <= radius ** 2 ? [id] : [],
      )
      expect(Array.from(grid.near(x, y, radius)).sort((a, b) => a - b)).toEqual(wanted)
    }
  })
})

describe('HullArea', () => {
  const hull = new HullArea()
  const area = (left: number[], right: number[]) =>
    hull.of(Int32Array.from(left), Int32Array.from(right), left.length)

  it('is the area of the squares where the mask is convex, and spans what is missing', () => {
    expect(area([3], [3])).toBe(1)
    expect(area([2, 2, 2], [6, 6, 6])).toBe(15)
    // A plus: its square less four triangles of ½ · 1 · 1.
    expect(area([1, 0, 1], [1, 2, 1])).toBe(7)
    // A C, open to the right.
    expect(area([0, 0, 0], [4, 0, 4])).toBe(15)
    // Two squares, and between them a row without one.
    expect(area([0, 0x7fffffff, 0], [0, -1, 0])).toBe(3)
  })
})

describe('candidates', () => {
  it('overlap by pixels, several runs a row', () => {
    const two = sketched(['11.11', '11111'], ['.1111', '.11..'])
    expect(candidateIou(two, 0, 1)).toBe(5 / 10)
    expect([two.centreX[0], two.centreY[0], two.left[1], two.right[1], two.bottom[1]]).toEqual([
      2,
      5 / 9,
      1,
      5,
      2,
    ])
  })

  it('one taken away leaves no trace', () => {
    const two = sketched(['11', '11'], ['.1', '.1'])
    const one = sketched(['11', '11'])
    two.removeLast()
    expect(two).toEqual(one)
  })

  it('are the same when the plain nuclei are known already', () => {
    const maps = syntheticMaps(220, 180, 24, 13, 6)
    const levels = [
      [STARTER.seedThreshold, STARTER.bodyThreshold],
      [0.3, 0.4],
    ] as const
    const found = findCandidates([maps], STARTER, levels)
    expect(found.count).toBeGreaterThan(60)
    expect(findCandidates([maps], STARTER, levels, decodeDistanceWatershed(maps, STARTER))).toEqual(found)
  })
})

describe('selectNuclei', () => {
  const BIG = ['1111111111.', '1111111111.', '...........']
  const select = (predicted: number[], ...drawings: string[][]) => {
    const least = Float64Array.from(predicted, () => 0.5)
    const chosen = selectNuclei(sketched(...drawings), Float64Array.from(predicted), least)
    return { ...chosen, picture: drawn(chosen.labels, drawings[0][0].length) }
  }

  it('takes the better of two, and of the worse what is free when a tenth at most is not', () => {
    const tenth = ['.........11', '.........11', '.........11']
    // 2 of 6 pixels are taken: too many.
    expect(select([0.9, 0.8], BIG, tenth)).toMatchObject({ count: 1, picture: BIG })
    // 1 of 20 is taken.
    const beside = ['...........', '1..........', '11111111111', '11111111...']
    const tall = [...BIG, '...........']
    const { picture: both, count, confidence } = select([0.8, 0.9], tall, beside)
    expect(count).toBe(2)
    expect(both).toEqual(['1111111111.', '2111111111.', '22222222222', '22222222...'])
    expect(Array.from(confidence)).toEqual([0.8, 0.9].map(Math.fround))
  })

  it('takes the one of more goodness first, though it is predicted less', () => {
    const shifted = ['...........', '.1111111111', '.1111111111']
    const found = sketched(BIG, shifted, ['...........', '...........', '11.........'])
    const least = Float64Array.of(0.5, 0.5, 0.5)
    const chosen = selectNuclei(found, Float64Array.of(0.8, 0.7, 0.4), least, Float64Array.of(0.8, 0.9, 1.2))
    expect(drawn(chosen.labels, 11)).toEqual(shifted)
    expect(Array.from(chosen.confidence)).toEqual([Math.fround(0.7)])
  })

  it('takes none at or below the least, and clips the confidence', () => {
    expect(select([0.5], BIG).count).toBe(0)
    expect(Array.from(select([1.2], BIG).confidence)).toEqual([1])
  })

  it('asks of each as much as its own least', () => {
    const below = ['...........', '...........', '11.........']
    const chosen = selectNuclei(sketched(BIG, below), Float64Array.of(0.4, 0.4), Float64Array.of(0.5, 0.3))
    expect(drawn(chosen.labels, 11)).toEqual(['...........', '...........', '11.........'])
  })

  it('of equals takes the one that begins first, then the lower level; anchors are first pixels', () => {
    const shifted = ['...........', '.1111111111', '.1111111111']
    expect(select([0.7, 0.7], shifted, BIG)).toMatchObject({ picture: BIG, seedAnchors: Int32Array.of(0) })
    const longer = ['11111111111', '1111111111.', '...........']
    expect(select([0.7, 0.7], longer, BIG).picture).toEqual(longer)
    expect(select([0.7, 0.7], BIG, longer).picture).toEqual(BIG)
  })
})
