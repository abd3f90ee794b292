import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openImage } from '@core/io/open-image'
import { simulateField } from '@core/simulate/simulate-field'
import { OutputNames } from '@services/run-folder'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { writeFiles } from '../cli/fields'
import { counted, csv } from '../cli/karyon'
import { writeTiff } from '../io/tiff-fixture'

const root = mkdtempSync(join(tmpdir(), 'karyon-times-'))
beforeAll(() => {
  builtMain()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const side = 128
/** A file with a page for each number of nuclei. */
const pages = (...nuclei: number[]) =>
  writeTiff(
    nuclei.map((n, page) => {
      const { image } = simulateField({
        width: side,
        height: side,
        nuclei: n,
        seed: 90 + page,
        diameterPx: 20,
      })
      return { width: side, height: side, bits: 16, values: image }
    }),
  )

async function count(name: string, files: Record<string, Uint8Array>, ...more: string[]) {
  const out = join(root, `${name}-out`)
  await counted([writeFiles(join(root, name), files), '--out', out, '--model', 'classical', ...more])
  return { out, rows: csv(join(out, 'counts.csv')) }
}

const largestIn = async (file: string) => {
  const source = await openImage(file)
  const { data } = await source.readPlane({})
  await source.close()
  return Array.from(data).reduce((most, label) => Math.max(most, label), 0)
}

describe('label images of a file with several times', () => {
  it('take nobody else’s name', async () => {
    const { out, rows } = await count(
      'movie',
      { 'movie.tif': pages(6, 2), 'movie_t0001.tif': pages(4), 'other.tif': pages(3, 1) },
      '--labels',
      '--overlays',
    )
    expect(rows.map(({ file }) => file)).toEqual([
      'movie.tif',
      'movie.tif',
      'movie_t0001.tif',
      'other.tif',
      'other.tif',
    ])
    const names = ['movie.tif_t0000', 'movie.tif_t0001', 'movie_t0001', 'other_t0000', 'other_t0001']
    expect(readdirSync(join(out, 'labels')).sort()).toEqual(names.map((name) => `${name}_labels.tif`))
    expect(readdirSync(join(out, 'overlays')).sort()).toEqual(names.map((name) => `${name}.png`))
    for (const [i, name] of names.entries())
      expect(await largestIn(join(out, 'labels', `${name}_labels.tif`))).toBe(Number(rows[i]!.count))
  })

  it('are named the same when the run goes on, and in every order of files', () => {
    const rows = [{ file: 'a.tif' }, { file: 'A_t0002.png' }, { file: 'b/a.tif', output: 'b/a.tif' }]
    const names = () => OutputNames.of(rows)
    expect(names().takeTimes({ file: 'a.tif' }, 2)).toBeUndefined()
    expect(names().takeTimes({ file: 'a.tif' }, 3)).toBe('a.tif')
    expect(names().takeTimes({ file: 'b/a.tif', output: 'b/a.tif' }, 3)).toBe('b/a.tif')
    // The name with its ending is another's already.
    const taken = OutputNames.of([...rows, { file: 'a.tif.png' }])
    expect(taken.takeTimes({ file: 'a.tif' }, 3)).toBe('a.tif_2')
    expect(taken.takeTimes({ file: 'a.tif' }, 3)).toBe('a.tif_3')
  })
})

describe('a file with several pages whose name holds a time', () => {
  it('is not added up: its pages are parts of that time, in their order', async () => {
    const many = Array.from({ length: 11 }, () => 0)
    const { out, rows } = await count('plate', {
      'P_B02_s1_w1_t1.tif': pages(6, 4, 2),
      'P_B02_s1_w1_t2.tif': pages(3),
      'P_B03_s1_w1_t1.tif': pages(...many),
    })
    const counts = rows.slice(0, 4).map((row) => Number(row.count))
    expect(rows.map(({ t }) => t)).toEqual(
      ['1.0', '1.1', '1.2', '2'].concat(many.map((_, page) => `1.${String(page).padStart(2, '0')}`)),
    )
    const wells = csv(join(out, 'wells.csv'))
    expect(wells.slice(0, 4).map(({ well, t, images, total }) => [well, t, images, Number(total)])).toEqual([
      ['B02', '1.0', '1', counts[0]],
      ['B02', '1.1', '1', counts[1]],
      ['B02', '1.2', '1', counts[2]],
      ['B02', '2', '1', counts[3]],
    ])
    expect(wells).toHaveLength(rows.length)
    const keys = csv(join(out, 'nuclei.csv')).map(({ file, t, label }) => `${file} ${t} ${label}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBe(counts.reduce((sum, n) => sum + n, 0))
  })
})
