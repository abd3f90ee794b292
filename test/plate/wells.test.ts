import { compareNatural } from '@core/plate/natural-order'
import {
  compareWells,
  indexToWell,
  plateForIndex,
  rowColumnToWell,
  smallestPlate,
  standardPlates,
  wellToRowColumn,
} from '@core/plate/wells'
import { describe, expect, it } from 'vitest'

describe('wells', () => {
  it('knows the standard plates and their last wells', () => {
    const last = standardPlates.map(({ wells, rows, columns }) => {
      expect(rows * columns).toBe(wells)
      return rowColumnToWell(rows, columns)
    })
    expect(last).toEqual(['B03', 'C04', 'D06', 'F08', 'H12', 'P24', 'AF48'])
  })

  it('reads one well in every usual writing', () => {
    for (const written of ['B7', 'B07', 'B007', 'b07', 'B - 7', 'B-07', 'r02c07', 'R2C7', '0207', '002007']) {
      expect(wellToRowColumn(written), written).toEqual({ row: 2, column: 7 })
    }
    expect(wellToRowColumn('AF48')).toEqual({ row: 32, column: 48 })
  })

  it('refuses what is no well of a standard plate', () => {
    for (const written of ['', 'A0', 'A49', 'AG1', 'BA1', '7B', 'A1B', 'H2O', 'C2C12']) {
      expect(wellToRowColumn(written), written).toBeUndefined()
    }
    expect(rowColumnToWell(0, 1)).toBeUndefined()
    expect(rowColumnToWell(33, 1)).toBeUndefined()
    expect(rowColumnToWell(1.5, 1)).toBeUndefined()
  })

  it('turns every well of a 1536 plate into text and back', () => {
    for (let row = 1; row <= 32; row++) {
      for (let column = 1; column <= 48; column++) {
        expect(wellToRowColumn(rowColumnToWell(row, column) ?? '')).toEqual({ row, column })
      }
    }
  })

  it('sorts by row, then column, then what is no well', () => {
    const wells = ['AA01', 'B01', 'x', 'A10', 'Z01', 'A02', 'a1']
    expect(wells.sort(compareWells)).toEqual(['a1', 'A02', 'A10', 'B01', 'Z01', 'AA01', 'x'])
  })

  it('guesses plate sizes', () => {
    expect(smallestPlate(7, 11).wells).toBe(96)
    expect(smallestPlate(2, 3).wells).toBe(6)
    expect(smallestPlate(9, 1).wells).toBe(384)
    expect(smallestPlate(17, 1).wells).toBe(1536)
    expect(plateForIndex(14).wells).toBe(96)
    expect(plateForIndex(97).wells).toBe(384)
    expect(indexToWell(262, plateForIndex(262))).toBe('K22')
    expect(indexToWell(14, { rows: 8, columns: 12 })).toBe('B02')
    expect(indexToWell(97, { rows: 8, columns: 12 })).toBeUndefined()
    expect(indexToWell(0, { rows: 8, columns: 12 })).toBeUndefined()
  })
})

describe('natural order', () => {
  it('reads digits as numbers and puts a folder before longer names', () => {
    const names = ['b10', 'B2', 'b2', 'a', 'b1/x', 'b1', 'b01', 'b1 c', 'å1']
    expect([...names].sort(compareNatural)).toEqual([
      'a',
      'b01',
      'b1',
      'b1/x',
      'b1 c',
      'B2',
      'b2',
      'b10',
      'å1',
    ])
  })

  it('is a total order', () => {
    const names = ['a1', 'a01', 'A1', 'a001', 'a1b', 'a', '', '1', '01', 'a10', 'a9', 'a/1', 'a 1']
    for (const a of names) {
      expect(compareNatural(a, a)).toBe(0)
      for (const b of names) {
        expect(Math.sign(compareNatural(a, b)) + Math.sign(compareNatural(b, a))).toBe(0)
        if (a !== b) expect(compareNatural(a, b)).not.toBe(0)
        for (const c of names) {
          if (compareNatural(a, b) < 0 && compareNatural(b, c) < 0)
            expect(compareNatural(a, c)).toBeLessThan(0)
        }
      }
    }
  })
})
