import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeTiff } from '@core/export/write-tiff'
import { simulateField } from '@core/simulate/simulate-field'
import { afterAll, describe, expect, it } from 'vitest'
import { grayTiff, writeFiles } from './fields'
import { counted, csv, scratch } from './karyon'
import { omeTiff } from './ome-tiff'

const { path: root, remove } = scratch('channels')
afterAll(remove)

const side = 160
const { image } = simulateField({ width: side, height: side, nuclei: 8, seed: 1, diameterPx: 24 })
const top = Math.max(...image)
const nuclei = Uint8Array.from(image, (v) => Math.round((200 * v) / top))
const gray = (value: number) => grayTiff(new Uint8Array(side * side).fill(value), side, side)
/** Nuclei in one colour, constants in the others. */
const rgb = (red: number | 'nuclei', green: number | 'nuclei', blue: number | 'nuclei') => {
  const of = (colour: number | 'nuclei', i: number) => (colour === 'nuclei' ? nuclei[i]! : colour)
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) =>
    of([red, green, blue][i % 3]!, (i / 3) | 0),
  )
  return writeTiff({ width: side, height: side, samples: 3, data })
}

async function count(name: string, files: Record<string, Uint8Array>, ...options: string[]) {
  const input = writeFiles(join(root, name), files)
  const out = join(root, `${name} out`)
  await counted([input, '--out', out, '--model', 'classical', ...options])
  const header = readFileSync(join(out, 'nuclei.csv'), 'utf8').split('\r\n')[0]!.split(',')
  const rows = csv(join(out, 'nuclei.csv'))
  expect(rows.length).toBeGreaterThan(5)
  return {
    out,
    counts: csv(join(out, 'counts.csv')),
    means: header.filter((column) => column.startsWith('mean_')),
    rows,
  }
}

describe('channels of one name', () => {
  const constant = (value: number) => new Uint8Array(side * side).fill(value)

  it('keep their intensities apart: the later ones have their position behind the name', async () => {
    const { means, rows, counts } = await count('same', {
      'x.ome.tif': omeTiff(side, side, [
        { name: 'DAPI', values: nuclei },
        { name: 'Alexa', values: constant(7) },
        { name: 'Alexa', values: constant(9) },
      ]),
    })
    expect(counts[0]!.channel).toBe('DAPI')
    expect(means).toEqual(['mean_DAPI', 'mean_Alexa', 'mean_Alexa (3)'])
    for (const row of rows) expect([row.mean_Alexa, row['mean_Alexa (3)']]).toEqual(['7', '9'])
  })

  it('are named by the position counted', async () => {
    const { means, counts } = await count(
      'second',
      {
        'x.ome.tif': omeTiff(side, side, [
          { name: 'Alexa', values: constant(7) },
          { name: 'Alexa', values: nuclei },
        ]),
      },
      '--channel',
      '2',
    )
    expect(counts[0]!.channel).toBe('Alexa (2)')
    expect(means).toEqual(['mean_Alexa', 'mean_Alexa (2)'])
  })
})

describe('intensities of a field of gray and colour channels', () => {
  it('stand under the channel and the colour they were measured in', async () => {
    const { means, rows } = await count(
      'mixed',
      {
        'P_B02_s1_w1.tif': grayTiff(nuclei, side, side),
        'P_B02_s1_w2.tif': rgb(11, 22, 33),
        'P_B02_s1_w3.tif': gray(44),
      },
      '--channel',
      '1',
    )
    expect(means).toEqual(['mean_1', 'mean_2 red', 'mean_2 green', 'mean_2 blue', 'mean_3'])
    for (const row of rows) {
      expect(Number(row.mean_1)).toBeGreaterThan(50)
      expect([row['mean_2 red'], row['mean_2 green'], row['mean_2 blue'], row.mean_3]).toEqual([
        '11',
        '22',
        '33',
        '44',
      ])
    }
  })

  it('drop no channel where all are in colour, and one colour picture keeps its names', async () => {
    const plate = await count(
      'colours',
      { 'P_B02_s1_w1.tif': rgb(1, 2, 'nuclei'), 'P_B02_s1_w2.tif': rgb(4, 5, 6) },
      '--channel',
      '1',
    )
    expect(plate.means).toEqual([
      'mean_1 red',
      'mean_1 green',
      'mean_1 blue',
      'mean_2 red',
      'mean_2 green',
      'mean_2 blue',
    ])
    for (const row of plate.rows) {
      expect([row['mean_1 red'], row['mean_1 green'], row['mean_2 blue']]).toEqual(['1', '2', '6'])
      expect(Number(row['mean_1 blue'])).toBeGreaterThan(50)
    }
    const single = await count('single', { 'a.tif': rgb(1, 2, 'nuclei') })
    expect(single.means).toEqual(['mean_red', 'mean_green', 'mean_blue'])
  })
})
