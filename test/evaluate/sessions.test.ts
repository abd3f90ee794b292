import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabelImage } from '@core/image/label-image'
import { EvaluateSessions } from '@services/evaluate/sessions'
import type { EvaluateEvent, EvaluateExport } from '@shared/evaluate'
import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { pngBytes, put, tiffBytes } from './fixtures'
import { paint, type Shape } from './paint'

const root = mkdtempSync(join(tmpdir(), 'karyon-sessions-'))
let folder = root
let n = 0
let told: EvaluateEvent[] = []
let sessions: EvaluateSessions
beforeEach(() => {
  folder = join(root, `case ${n++} æ`)
  told = []
  sessions = new EvaluateSessions('0.0.0', (event) => told.push(event))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const shapes: Shape[] = [
  ['e', 12, 12, 7, 6],
  ['e', 34, 14, 6, 6],
  ['r', 8, 28, 10, 9],
  ['e', 36, 34, 8, 7],
]
const image = (list: readonly Shape[]) => paint(52, 48, list)
const grayOf = (labels: LabelImage) => ({
  ...labels,
  data: Uint8Array.from(labels.data, (v) => (v ? 200 : 20)),
})

/** Three targets with images; `good` is exact but for a lost nucleus in b; `other` has no c and a d too many. */
async function sets() {
  for (const name of ['a', 'b', 'c']) {
    put(folder, `data/labels/${name}.png`, await pngBytes(image(shapes)))
    put(folder, `data/images/${name}.png`, await pngBytes(grayOf(image(shapes))))
    const found = name === 'b' ? shapes.slice(1) : shapes
    put(folder, `good/${name}_labels.tif`, tiffBytes(image(found), 'uint16'))
    put(
      folder,
      `other/${name === 'c' ? 'd' : name}.png`,
      await pngBytes(image(shapes.map(([k, x, y, w, h]) => [k, x + 2, y, w, h]))),
    )
  }
  const setup = (...names: string[]) => ({
    targets: { path: join(folder, 'data/labels') },
    predictions: names.map((name) => ({ path: join(folder, name) })),
    asked: { targets: { handle: 't' }, predictions: names.map((handle) => ({ handle })) },
  })
  return setup
}

describe('scores for the window', () => {
  it('says before scoring what matches and what does not', async () => {
    const setup = await sets()
    const preview = await sessions.preview(setup('good', 'other'))
    expect(preview.common).toBe(2)
    expect(preview.segmenters.map(({ matched }) => matched)).toEqual([3, 2])
    expect(preview.segmenters[1]!.targetsAlone).toEqual({ count: 1, names: ['c'] })
    expect(preview.segmenters[1]!.predictionsAlone).toEqual({ count: 1, names: ['d'] })
    expect(preview.images).toMatchObject({ found: 2 })
    expect(preview.groupings).toEqual(['look', 'none'])
  })

  it('gives scores, groups, errors worst first and error maps whose pixels are those of the rule', async () => {
    const setup = await sets()
    const view = await sessions.run(setup('good'))
    expect(view.images.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(view.segmenters[0]!.all.F1[4]).toBeCloseTo((1 + 6 / 7 + 1) / 3, 12)
    expect(view.segmenters[0]!.all.errors.missed).toBe(1)
    expect(view.groupedBy).toBe('look')
    expect(told.at(-1)).toEqual({ type: 'evaluate', stage: 'looks', done: 3, total: 3 })
    const one = { id: view.id, image: 1, segmenter: 0 }
    const errors = await sessions.errors(one)
    expect(errors).toEqual([
      expect.objectContaining({
        kind: 'missed',
        targets: 1,
        predictions: 0,
        box: { x: 5, y: 6, width: 15, height: 13 },
      }),
    ])
    const whole = { x: 0, y: 0, width: 52, height: 48, most: 512 }
    const alone = await sessions.map({ ...one, ...whole, layer: 'alone', palette: 'published' })
    const pixels = new Uint32Array(alone.buffers[0]!)
    expect(alone.meta).toEqual({ width: 52, height: 48, factor: 1, picture: true })
    const blue = new Uint32Array(Uint8Array.of(0, 128, 255, 255).buffer)[0]!
    expect(pixels.filter((value) => value === blue).length).toBeGreaterThan(30)
    const safe = await sessions.map({ ...one, ...whole, layer: 'alone', palette: 'safe' })
    expect(new Uint32Array(safe.buffers[0]!).includes(blue)).toBe(false)
    const small = await sessions.map({ ...one, ...whole, most: 26, layer: 'over', palette: 'safe' })
    expect(small.meta).toMatchObject({ width: 26, height: 24, factor: 2 })
    const outlines = await sessions.outlines({ ...one, side: 'target' })
    expect([...new Uint8Array(outlines.buffers[3]!)]).toEqual([1, 0, 0, 0])
  })

  it('groups by a column of a table and draws wells together for intervals', async () => {
    const setup = await sets()
    const table = put(folder, 'wells.csv', 'image,group,well\na,one,A01\nb,two,A01\nc,two,A02\n')
    const view = await sessions.run({ ...setup('good'), table })
    expect(view.groups).toEqual(['one', 'two'])
    expect(view.clusteredBy).toBe('well')
    expect(view.groupings).toEqual(['group', 'look', 'well', 'none'])
    const wells = await sessions.run({ ...setup('good'), table, by: 'well' })
    expect(wells.groups).toEqual(['A01', 'A02'])
    await expect(sessions.run({ ...setup('good'), table, by: 'day' })).rejects.toThrow(/grouped by day/)
  })

  it('groups by the plates of a table where names tell none', async () => {
    const setup = await sets()
    const table = put(folder, 'plates.csv', 'image,plate\na,P1\nb,P2\nc,P2\n')
    const view = await sessions.run({ ...setup('good'), table, by: 'plate' })
    expect(view.groups).toEqual(['P1', 'P2'])
    expect(view.images.map(({ group }) => group)).toEqual(['P1', 'P2', 'P2'])
    expect(view.groupSource).toBe(`column "plate" of ${table}`)
  })

  it('compares two segmenters without targets', async () => {
    await sets()
    const view = await sessions.compare({
      a: { path: join(folder, 'data/labels') },
      b: { path: join(folder, 'good') },
    })
    expect(view.images.map(({ targets, scores }) => [targets, scores[0]!.predictions])).toEqual([
      [4, 4],
      [4, 3],
      [4, 4],
    ])
    expect(view.all.errors).toMatchObject({ missed: 1, extra: 0 })
  })

  it('writes everything that can be exported', async () => {
    const setup = await sets()
    const view = await sessions.run(setup('good'))
    const all: EvaluateExport[] = ['tables', 'plots', 'report', 'map', 'maps', 'sheets']
    let made = ''
    for (const what of all) {
      const { folder: to, files } = await sessions.export({
        id: view.id,
        image: 1,
        segmenter: 0,
        what,
        palette: 'published',
        base: folder,
      })
      expect(files, what).toBeGreaterThan(0)
      made = to
    }
    expect(readdirSync(made).sort()).toEqual(
      [
        'contact-sheets',
        'error-maps',
        'evaluation.json',
        'images.csv',
        'objects.csv',
        'plots',
        'report.html',
      ].sort(),
    )
    const map = await sharp(join(made, 'error-maps/good/b.png')).raw().toBuffer({ resolveWithObject: true })
    expect(map.info).toMatchObject({ width: 52, height: 48, channels: 3 })
    expect(readFileSync(join(made, 'objects.csv'), 'utf8').trim().split('\n').length).toBe(1 + 12 + 11)
    for (const name of readdirSync(join(made, 'plots')).filter((file) => file.endsWith('.svg'))) {
      expect(existsSync(join(made, 'plots', name.replace('.svg', '.png')))).toBe(true)
      expect(readFileSync(join(made, 'plots', name), 'utf8')).not.toMatch(/var\(|NaN|undefined/)
    }
    const sheet = readdirSync(join(made, 'contact-sheets'))[0]!
    expect((await sharp(join(made, 'contact-sheets', sheet)).metadata()).width).toBe(1912)
  })

  it('writes a file for each image and group, however alike their names are', async () => {
    const long = 'x'.repeat(118)
    for (const name of [`${long}_s1`, `${long}_s2`]) {
      put(folder, `t/${name}.png`, await pngBytes(image(shapes)))
      put(folder, `p/${name}.png`, await pngBytes(image(shapes.slice(1))))
    }
    const view = await sessions.run({
      targets: { path: join(folder, 't') },
      predictions: [{ path: join(folder, 'p') }],
      table: put(folder, 'doses.csv', `image,group\n${long}_s1,<5 µM\n${long}_s2,>5 µM\n`),
      asked: { targets: { handle: 't' }, predictions: [{ handle: 'p' }] },
    })
    const asked = { id: view.id, image: 1, segmenter: 0, palette: 'safe' as const, base: folder }
    for (const what of ['maps', 'map', 'sheets'] as const) await sessions.export({ ...asked, what })
    const names = (of: string) => readdirSync(join(folder, 't evaluation', of)).sort()
    expect(names('error-maps/p').map((name) => name.slice(-7))).toEqual(['_s1.png', '_s2.png'])
    expect(names('contact-sheets')).toEqual(['p - -5 µM (2).png', 'p - -5 µM.png'])
  })

  it('says in a sentence what is wrong with the input, and stops when asked', async () => {
    const setup = await sets()
    put(folder, 'small/a.png', await pngBytes(paint(20, 20, [])))
    await expect(sessions.run(setup('small'))).rejects.toThrow(/No image could be compared\..*52 × 48/)
    put(folder, 'strange/x.png', await pngBytes(image(shapes)))
    await expect(sessions.run(setup('strange'))).rejects.toThrow(/has the same name/)
    await expect(sessions.errors({ id: 'gone', image: 0, segmenter: 0 })).rejects.toThrow(/no longer kept/)
    const running = sessions.run(setup('good'))
    sessions.cancel()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('plates and wells without a run', () => {
  it('are told by folders, group scores and are drawn together for intervals', async () => {
    for (const [well, sites] of [
      ['B02', [1, 2]],
      ['B03', [1]],
    ] as const) {
      for (const site of sites) {
        const name = `${well}/field-${well}-${site}`
        put(folder, `Plate-7/labels/${name}.png`, await pngBytes(image(shapes)))
        put(folder, `found/${name}_labels.png`, await pngBytes(image(well === 'B03' ? [] : shapes)))
      }
    }
    const setup = {
      targets: { path: join(folder, 'Plate-7/labels') },
      predictions: [{ path: join(folder, 'found') }],
      asked: { targets: { handle: 't' }, predictions: [{ handle: 'p' }] },
    }
    expect((await sessions.preview(setup)).groupings).toEqual(['plate', 'well', 'none'])
    const view = await sessions.run({ ...setup, by: 'well' })
    expect(view.groups).toEqual(['B02', 'B03'])
    expect(view.clusteredBy).toBe('well')
    expect(view.segmenters[0]!.groups.map(({ S }) => S)).toEqual([1, 0])
    expect(view.images.map(({ plate, well }) => `${plate} ${well}`)).toEqual([
      'Plate-7 B02',
      'Plate-7 B02',
      'Plate-7 B03',
    ])
  })

  it('of several plates are kept apart where their names are the same', async () => {
    for (const plate of ['Plate-8', 'Plate-9']) {
      put(folder, `both/labels/${plate}_B02_s1_w1.png`, await pngBytes(image(shapes)))
      const found = plate === 'Plate-8' ? shapes : []
      put(folder, `both/found/${plate}_B02_s1_w1_labels.png`, await pngBytes(image(found)))
    }
    const view = await sessions.run({
      targets: { path: join(folder, 'both/labels') },
      predictions: [{ path: join(folder, 'both/found') }],
      asked: { targets: { handle: 't' }, predictions: [{ handle: 'p' }] },
      by: 'well',
    })
    expect(view.groups).toEqual(['Plate-8 B02', 'Plate-9 B02'])
    expect(view.segmenters[0]!.groups.map(({ S }) => S)).toEqual([1, 0])
  })
})

describe('target masks attached to a run', () => {
  /** A results folder as a run leaves it, with one image more than there are targets. */
  async function run() {
    await sets()
    put(folder, 'run/run.json', '{}')
    for (const name of ['a', 'b', 'z'])
      put(
        folder,
        `run/labels/p/${name}_labels.tif`,
        tiffBytes(image(name === 'b' ? shapes.slice(1) : shapes), 'uint16'),
      )
    return (name: string, index: number) => ({
      runId: 'r',
      runFolder: join(folder, 'run'),
      targets: join(folder, 'data/labels'),
      index,
      labelsPath: join(folder, `run/labels/p/${name}_labels.tif`),
    })
  }

  it('compares the one image that is looked at, and gives its map', async () => {
    const wanted = await run()
    const found = (await sessions.attachedErrors(wanted('b', 7)))!
    expect(found).toMatchObject({ width: 52, height: 48, targets: 4, predictions: 3, agreed: 3 })
    expect(found.kinds).toEqual({ missed: 1, extra: 0, split: 0, merged: 0, 'poor outline': 0 })
    expect(found.errors.map(({ kind }) => kind)).toEqual(['missed'])
    const whole = { x: 0, y: 0, width: 52, height: 48, most: 64 }
    const one = { id: found.id, image: 7, segmenter: 0, layer: 'lines', palette: 'published' } as const
    const { meta, buffers } = await sessions.map({ ...one, ...whole })
    expect(meta).toMatchObject({ width: 52, height: 48, factor: 1 })
    const pixels = new Uint8ClampedArray(buffers[0]!)
    const at = (x: number, y: number) => [...pixels.slice((y * 52 + x) * 4, (y * 52 + x) * 4 + 4)]
    expect(at(50, 2)).toEqual([0, 0, 0, 36])
    // The lost nucleus is the first shape: its outline is missed.
    const { box } = found.errors[0]!
    expect(at(box.x, box.y + (box.height >> 1))).toEqual([0, 128, 255, 255])
    const half = await sessions.map({ ...one, ...whole, most: 26 })
    expect(half.meta).toMatchObject({ width: 26, height: 24, factor: 2 })
    const shrunk = new Uint8ClampedArray(half.buffers[0]!)
    expect([...shrunk.slice(0, 4)]).toEqual([0, 0, 0, 36])
  })

  it('has nothing to say of an image without a target, and names what cannot be compared', async () => {
    const wanted = await run()
    expect(await sessions.attachedErrors(wanted('z', 1))).toBeNull()
    put(folder, 'data/labels/a.png', await pngBytes(paint(60, 48, [])))
    await expect(sessions.attachedErrors(wanted('a', 0))).rejects.toMatchObject({
      code: 'label-mismatch',
      message: expect.stringContaining('60 × 48'),
    })
    await expect(
      sessions.attachedErrors({ ...wanted('a', 0), targets: join(folder, 'nowhere') }),
    ).rejects.toMatchObject({ code: 'file-missing' })
    // After a failure the masks are read anew.
    expect(await sessions.attachedErrors(wanted('b', 7))).toMatchObject({ agreed: 3 })
  })
})
