import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EvaluationJson } from '@core/evaluate/evaluation-json'
import { scoreImage } from '@core/evaluate/image-scores'
import { csvRows } from '@core/evaluate/readers/csv-rows'
import { segmenterNames } from '@core/evaluate/segmenter-names'
import { summarise } from '@core/evaluate/summary'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { evaluateCommand } from '../../src/cli/evaluate'
import { pngBytes, put, tiffBytes } from './fixtures'
import { paint, type Shape } from './paint'

const root = mkdtempSync(join(tmpdir(), 'karyon-evaluate-'))
let folder = root
let n = 0
beforeEach(() => {
  folder = join(root, `case ${n++} æ`)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function run(...args: string[]) {
  let out = ''
  let err = ''
  const code = await evaluateCommand(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  })
  return { code, out, err }
}

const shapes: Shape[] = [
  ['e', 12, 12, 7, 6],
  ['e', 34, 14, 6, 6],
  ['r', 8, 28, 10, 9],
  ['e', 36, 34, 8, 7],
]
const moved = (by: number): Shape[] => shapes.map(([kind, a, b, c, d]) => [kind, a + by, b, c, d])
const image = (list: readonly Shape[]) => paint(52, 48, list)

/** Targets a, b, c; predictions good (all shifted by 1) and poor (shifted by 3, the last nucleus lost). */
async function writeSets() {
  for (const name of ['a', 'b', 'c']) {
    put(folder, `targets/${name}.png`, await pngBytes(image(shapes)))
    put(folder, `good/${name}_labels.tif`, tiffBytes(image(moved(1)), 'uint16'))
    put(folder, `poor/sub/${name.toUpperCase()}_mask.png`, await pngBytes(image(moved(3).slice(0, 3))))
  }
  return { targets: join(folder, 'targets'), good: join(folder, 'good'), poor: join(folder, 'poor') }
}

describe('karyon evaluate', () => {
  it('gives the JSON of the issue with the numbers of the metrics, and the files of --out', async () => {
    const sets = await writeSets()
    const groups = put(folder, 'groups.csv', 'id,group,mosaic\na,one,1\nb.png,two,2\nc,two,2\n')
    const { code, out, err } = await run(
      '--targets',
      sets.targets,
      '--predictions',
      sets.good,
      '--predictions',
      sets.poor,
      '--groups',
      groups,
      '--out',
      join(folder, 'out'),
      '--json',
    )
    expect(code).toBe(0)
    const json = JSON.parse(out) as EvaluationJson
    const good = summarise([0, 1, 2].map(() => scoreImage(image(shapes), image(moved(1)))))
    expect(json.all).toMatchObject({
      images: 3,
      S: good.S,
      F1_50: good.f1[0],
      F1_70: good.f1[4],
      F1_90: good.f1[8],
      meanF1: good.meanF1,
      pooled_F1_50: good.pooledF1[0],
      pooled_F1_70: good.pooledF1[4],
      recall70: good.pooledRecall[4],
      missed: good.missed,
      extra: good.extra,
      split: 0,
      merged: 0,
      count_MAPE: 0,
    })
    expect(json.groups.one.images).toBe(1)
    expect(json.groups.two.images).toBe(2)
    expect(json.segmenters.map((s) => [s.name, s.all.count_MAPE])).toEqual([
      ['good', 0],
      ['poor', 0.25],
    ])
    expect(json.comparisons[0].S.difference).toBeCloseTo(
      json.segmenters[0].all.S - json.segmenters[1].all.S,
      12,
    )
    expect(json.clustered_by).toBe('mosaic')
    expect(err).toContain('Targets: 3 images, label images')
    const images = csvRows(readFileSync(join(folder, 'out/images.csv'), 'utf8'))
    expect(images).toHaveLength(1 + 3 * 2)
    const s = images[0].indexOf('S')
    expect(Number(images[1][s])).toBeCloseTo(good.S, 5)
    const objects = csvRows(readFileSync(join(folder, 'out/objects.csv'), 'utf8'))
    expect(objects).toHaveLength(1 + 3 * (4 + 4) + 3 * (4 + 3))
    expect(JSON.parse(readFileSync(join(folder, 'out/evaluation.json'), 'utf8'))).toEqual(json)
  })

  it('draws wells of one name together only within one plate', async () => {
    const sets = await writeSets()
    const p = async (table: string) => {
      const groups = put(folder, 'groups.csv', table)
      const to = ['--targets', sets.targets, '--predictions', sets.good, '--predictions', sets.poor]
      const { out } = await run(...to, '--groups', groups, '--by', 'well', '--json')
      const json = JSON.parse(out) as EvaluationJson
      expect(json.clustered_by).toBe('well')
      return json.comparisons[0].S.p
    }
    // All differences have one sign: 2 of the 2ⁿ patterns of n units are as far from 0.
    expect(await p('image,Plate,Well\na,P1,A01\nb,P2,A01\nc,P1,A02\n')).toBe(2 / 8)
    expect(await p('image,plate,well\na,P1,A01\nb,P1,A01\nc,P1,A02\n')).toBe(2 / 4)
    expect(await p('image,well\na,A01\nb,A01\nc,A02\n')).toBe(2 / 4)
  })

  it('breaks down by another column and prints a table', async () => {
    const sets = await writeSets()
    const groups = put(folder, 'groups.csv', 'image,plate\na,P1\nb,P2\nc,P10\n')
    const { code, out } = await run(
      '--targets',
      sets.targets,
      '--predictions',
      sets.good,
      '--groups',
      groups,
      '--by',
      'plate',
    )
    expect(code).toBe(0)
    expect(out.indexOf('P2')).toBeGreaterThan(out.indexOf('P1'))
    expect(out.indexOf('P10')).toBeGreaterThan(out.indexOf('P2'))
    expect(out).toContain('3 images compared.')
    const partial = put(folder, 'partial.csv', 'image,plate\na,P1\nb,\n')
    const some = await run(
      '--targets',
      sets.targets,
      '--predictions',
      sets.good,
      '--groups',
      partial,
      '--by',
      'plate',
    )
    expect(some.out).toContain('2 images have no value there and are in no group')
  })

  it('compares on the common images and says which are missing', async () => {
    const sets = await writeSets()
    rmSync(join(sets.poor, 'sub/B_mask.png'))
    put(folder, 'good/extra_labels.tif', tiffBytes(image(shapes), 'uint16'))
    const { code, out } = await run(
      '--targets',
      sets.targets,
      '--predictions',
      sets.good,
      '--predictions',
      sets.poor,
      '--json',
    )
    const json = JSON.parse(out) as EvaluationJson
    expect(code).toBe(0)
    expect(json.segmenters.map((s) => s.all.images)).toEqual([2, 2])
    expect(json.notes.join('\n')).toMatch(
      /poor has no segmentation of 1 of the 3 target images \(b\); compared on the 2 that all/,
    )
    expect(json.notes.join('\n')).toMatch(/good has 1 images without a target \(extra\)/)
  })

  it('leaves out what cannot be compared, names the files and exits with 2', async () => {
    const sets = await writeSets()
    put(folder, 'good/a_labels.tif', tiffBytes(paint(50, 48, shapes), 'uint16'))
    put(folder, 'good/b_labels.tif', tiffBytes(image(shapes), 'uint16').slice(0, 400))
    const { code, out } = await run('--targets', sets.targets, '--predictions', sets.good, '--json')
    const json = JSON.parse(out) as EvaluationJson
    expect(code).toBe(2)
    expect(json.all.images).toBe(1)
    expect(json.failed.map((f) => f.image)).toEqual(['a', 'b'])
    expect(json.failed[0].message).toMatch(/a\.png is 52 × 48 pixels, but .*a_labels\.tif is 50 × 48/)
    expect(json.failed[1].file).toContain('b_labels.tif')
  })

  it('tells equal names apart by their folders, and refuses those it cannot', async () => {
    for (const plate of ['p1', 'p2']) {
      put(folder, `targets/${plate}/A01.png`, await pngBytes(image(shapes)))
      put(folder, `run/${plate}/A01_labels.tif`, tiffBytes(image(moved(plate === 'p1' ? 0 : 2)), 'uint16'))
      put(folder, `flat/${plate}x/A01_labels.tif`, tiffBytes(image(shapes), 'uint16'))
    }
    put(folder, 'targets/B01.png', await pngBytes(image(shapes)))
    put(folder, 'flat/B01.png', await pngBytes(image(shapes)))
    const told = await run(
      '--targets',
      join(folder, 'targets'),
      '--predictions',
      join(folder, 'run'),
      '--json',
    )
    expect((JSON.parse(told.out) as EvaluationJson).all.images).toBe(2)
    const { code, out } = await run(
      '--targets',
      join(folder, 'targets'),
      '--predictions',
      join(folder, 'flat'),
      '--json',
    )
    const json = JSON.parse(out) as EvaluationJson
    expect([code, json.all.images]).toEqual([2, 1])
    expect(json.failed[0].message).toMatch(/flat has 2 files called A01 \(.*p1x.*p2x.*folders do not tell/)
  })

  it('compares outlines of unknown size with each other', async () => {
    const square = (x: number) => ({
      type: 'Feature',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [x, 2],
            [x + 10, 2],
            [x + 10, 12],
            [x, 12],
            [x, 2],
          ],
        ],
      },
    })
    put(
      folder,
      't/a.geojson',
      JSON.stringify({ type: 'FeatureCollection', features: [square(1), square(30)] }),
    )
    put(
      folder,
      'p/a.geojson',
      JSON.stringify({ type: 'FeatureCollection', features: [square(2), square(60)] }),
    )
    const { code, out } = await run(
      '--targets',
      join(folder, 't'),
      '--predictions',
      join(folder, 'p'),
      '--json',
    )
    const json = JSON.parse(out) as EvaluationJson
    // 90 of 110 pixels shared: found up to .80.
    expect([code, json.all.missed, json.all.extra, json.all.F1_70, json.all.F1_90]).toEqual([0, 1, 1, 0.5, 0])
  })

  it('exits with 1 and a plain sentence when nothing can be done', async () => {
    const sets = await writeSets()
    put(folder, 'other/x.png', await pngBytes(image(shapes)))
    put(folder, 'wrong/a.png', await pngBytes(paint(10, 10, [])))
    const groups = put(folder, 'groups.csv', 'id,group\na,one\na,two\n')
    const cases: [string[], RegExp][] = [
      [[], /One --targets PATH is needed/],
      [['--targets', sets.targets], /At least one --predictions/],
      [['--targets', sets.targets, '--predictions', sets.good, '--wrong'], /--wrong/],
      [['--targets', join(folder, 'nowhere'), '--predictions', sets.good], /nowhere does not exist/],
      [
        ['--targets', sets.targets, '--predictions', join(folder, 'other')],
        /No image of .*targets \(a, b, c\) has the same name in .*other \(x\)/,
      ],
      [
        ['--targets', sets.targets, '--predictions', join(folder, 'wrong')],
        /No image could be compared\. .*52 × 48 pixels, but .* 10 × 10/,
      ],
      [
        ['--targets', sets.targets, '--predictions', sets.good, '--groups', groups],
        /two different rows for a: 2 and 3/,
      ],
      [
        ['--targets', sets.targets, '--predictions', sets.good, '--groups', groups, '--by', 'x'],
        /two different rows|no column "x"/,
      ],
    ]
    for (const [args, words] of cases) {
      const { code, err, out } = await run(...args)
      expect(code, args.join(' ')).toBe(1)
      expect(err).toMatch(words)
      expect(out).toBe('')
    }
  })

  it('counts a target set without a nucleus by the written conventions', async () => {
    put(folder, 't/a.png', await pngBytes(image([])))
    put(folder, 't/b.png', await pngBytes(image([])))
    put(folder, 'p/a.png', await pngBytes(image([])))
    put(folder, 'p/b.png', await pngBytes(image(shapes)))
    const { code, out } = await run(
      '--targets',
      join(folder, 't'),
      '--predictions',
      join(folder, 'p'),
      '--json',
    )
    const json = JSON.parse(out) as EvaluationJson
    expect([code, json.all.S, json.all.extra, json.all.missed_percent, json.all.count_MAPE]).toEqual([
      0,
      0.5,
      4,
      null,
      null,
    ])
    expect(json.notes.join()).toMatch(/none of the 2 targets holds a nucleus/i)
  })

  it('finds the look groups from images beside the targets, and draws the report over them', async () => {
    const sets = await writeSets()
    for (const name of ['a', 'b']) {
      const labels = image(shapes)
      const pixels = labels.data.map((v, i) => (v ? 150 : 8) + ((i * 7919) % 9))
      put(folder, `images/${name}.png`, await pngBytes({ ...labels, data: pixels }))
    }
    put(folder, 'images/c.png', await pngBytes(paint(20, 20, [])))
    const { code, out } = await run(
      '--targets',
      sets.targets,
      '--predictions',
      sets.poor,
      '--out',
      join(folder, 'out'),
      '--json',
    )
    const json = JSON.parse(out) as EvaluationJson
    expect(code).toBe(0)
    expect(Object.keys(json.groups).every((group) => group.endsWith('fluorescent'))).toBe(true)
    expect(Object.values(json.groups).reduce((sum, group) => sum + group.images, 0)).toBe(2)
    expect(json.group_source).toMatch(/images; 1 images were not found there or have another size/)
    expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('data:image/png;base64,')
    const none = await run(
      '--targets',
      sets.targets,
      '--predictions',
      sets.poor,
      '--images',
      join(folder, 'nowhere'),
    )
    expect([none.code, none.out]).toEqual([1, ''])
  })

  it('names segmenters by what tells them apart', () => {
    expect(segmenterNames(['/x/unet', '/x/stardist/labels', '/x/a.csv'])).toEqual([
      'unet',
      'stardist/labels',
      'a',
    ])
    expect(segmenterNames(['/x/one/run', '/x/two/run', '/x/two/run'])).toEqual([
      'one/run',
      'two/run',
      'two/run (2)',
    ])
  })
})
