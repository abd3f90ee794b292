import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulateField } from '@core/simulate/simulate-field'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from './built'
import { grayTiff, writeFiles } from './fields'
import { counted, csv, scratch } from './karyon'

const SIDE = 224
const field = simulateField({ width: SIDE, height: SIDE, nuclei: 24, seed: 3, diameterPx: 22 })
const dark = Uint16Array.from(field.image)
const top = dark.reduce((most, value) => Math.max(most, value), 0)

const folder = scratch('two-networks')
beforeAll(() => {
  builtMain()
  const inverted = dark.map((value) => top - value)
  writeFiles(folder.path, {
    'in/dark.tif': grayTiff(dark, SIDE, SIDE),
    'in/inverted.tif': grayTiff(inverted, SIDE, SIDE),
  })
})
afterAll(folder.remove)

describe('the best quality', () => {
  it('counts fluorescence by a network of its own, all else as the model it came from, and says that it chooses', async () => {
    const nuclei: Record<string, Record<string, string>[]> = {}
    for (const model of ['nucleus-ensemble-5', 'nucleus-ensemble-6']) {
      const out = join(folder.path, model)
      const { stderr } = await counted([
        join(folder.path, 'in'),
        '--model',
        model,
        '--device',
        'cpu',
        '--out',
        out,
      ])
      expect(stderr.includes('network by the look of the image')).toBe(model === 'nucleus-ensemble-6')
      nuclei[model] = csv(join(out, 'nuclei.csv'))
      for (const { count } of csv(join(out, 'counts.csv')))
        expect(Math.abs(Number(count) - field.count)).toBeLessThanOrEqual(3)
    }
    const choicesOf = (model: string) =>
      (
        JSON.parse(readFileSync(join(folder.path, model, 'run.json'), 'utf8')).choices as {
          what: string
          value: string
        }[]
      )
        .filter(({ what }) => what === 'network' || what === 'pipeline')
        .map(({ what, value }) => `${what} ${value}`)
    expect(choicesOf('nucleus-ensemble-5')).toEqual([])
    expect(choicesOf('nucleus-ensemble-6')).toEqual(['network for fluorescence (1), for all else (1)'])
    const of = (model: string, file: string) => nuclei[model].filter((row) => row.file === file)
    expect(of('nucleus-ensemble-6', 'inverted.tif')).toEqual(of('nucleus-ensemble-5', 'inverted.tif'))
    expect(of('nucleus-ensemble-6', 'dark.tif')).not.toEqual(of('nucleus-ensemble-5', 'dark.tif'))
  }, 120_000)
})
