import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { placesFromNames } from '@core/evaluate/places-from-names'
import { csvRows } from '@core/evaluate/readers/csv-rows'
import { describe, expect, it } from 'vitest'

describe('places from names', () => {
  it('reads file names as the conventions do', () => {
    expect(placesFromNames(['P1/P1_B02_s1_w1', 'P1/P1_C11_s2_w1'])).toEqual([
      { plate: 'P1', well: 'B02', site: '1' },
      { plate: 'P1', well: 'C11', site: '2' },
    ])
  })

  it('takes the folder where the file name says no well', () => {
    expect(
      placesFromNames(['SIR-06/B2/field 1', 'SIR-06/B2/field 2', 'SIR-06/labels/Well_h12/1', 'x/AA13/1']),
    ).toEqual([
      { plate: 'SIR-06', well: 'B02', site: 'field 1' },
      { plate: 'SIR-06', well: 'B02', site: 'field 2' },
      { plate: 'SIR-06', well: 'H12', site: '1' },
      { plate: 'x', well: 'AA13', site: '1' },
    ])
  })

  it('does not believe one folder that could be chance, nor what is no well of any plate', () => {
    expect(placesFromNames(['data/A4/one', 'data/A4/two'])).toEqual([{}, {}])
    expect(placesFromNames(['a/Z99/1', 'a/fig3/1', 'a/E0/1', 'a/B2/1'])).toEqual([{}, {}, {}, {}])
  })

  const index = resolve('../shared/data/dsb2018/index.csv')
  if (!existsSync(index)) console.log('Places: no ../shared, so real names are left out.')
  it.runIf(existsSync(index))('finds no wells in the names of the Bowl', () => {
    const names = csvRows(readFileSync(index, 'utf8'))
      .slice(1)
      .map(([id]) => `stage1_train/${id}`)
    expect(placesFromNames(names).filter(({ well }) => well !== undefined)).toEqual([])
  })
})
