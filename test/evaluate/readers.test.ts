import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { csvRows } from '@core/evaluate/readers/csv-rows'
import { imageNameOf } from '@core/evaluate/readers/image-name'
import { labelsFromRaster } from '@core/evaluate/readers/label-raster'
import { matchByName } from '@core/evaluate/readers/match-by-name'
import { readSegmentations } from '@core/evaluate/readers/read-segmentations'
import type { Segmentation } from '@core/evaluate/readers/segmentation'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { writePng } from '../io/png-fixture'
import { writeTiff } from '../io/tiff-fixture'
import { fromRuns, pngBytes, put, tiffBytes } from './fixtures'
import { paint } from './paint'

interface Golden {
  coco: {
    h: number
    w: number
    polygons: number[][][]
    masks: number[][]
    all: number[]
    rle: { text: string; counts: number[]; mask: number[] }[]
  }
  kaggle: { h: number; w: number; rows: string[]; labels: number[] }
  roi: { h: number; w: number; shapes: { name: string; bytes: string; mask: number[] }[]; line: string }
  geojson: { h: number; w: number; json: unknown; labels: number[] }
}

const golden = JSON.parse(readFileSync('test/golden/evaluate-readers.json', 'utf8')) as Golden
const root = mkdtempSync(join(tmpdir(), 'karyon-readers-'))
let folder = root
let n = 0
beforeEach(() => {
  folder = join(root, String(n++))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function readOnly(path: string, size?: { width: number; height: number }): Promise<Segmentation> {
  const set = await readSegmentations(path)
  expect(set.items).toHaveLength(1)
  return set.items[0].read(size)
}

async function refusal(promise: Promise<unknown>): Promise<KaryonError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(KaryonError)
  return error as KaryonError
}

const labels = paint(40, 30, [
  ['e', 10, 10, 6, 5],
  ['e', 28, 18, 7, 8],
  ['r', 1, 24, 5, 4],
])

describe('label images', () => {
  it('reads PNG of 8 and 16 bits and TIFF of 16 and 32 bits and float, and closes gaps in the numbers', async () => {
    const sparse = { ...labels, data: labels.data.map((v) => (v === 2 ? 700 : v)), count: 700 }
    put(folder, 'a.png', await pngBytes(labels))
    put(folder, 'b.png', await pngBytes(sparse))
    put(folder, 'c_labels.tif', tiffBytes(sparse, 'uint16'))
    put(folder, 'd.ome.tif', tiffBytes(sparse, 'uint32'))
    put(folder, 'e.tiff', tiffBytes(labels, 'float32'))
    const set = await readSegmentations(folder)
    expect(set.items.map((item) => item.name)).toEqual(['a', 'b', 'c', 'd', 'e'])
    const read = await Promise.all(set.items.map((item) => item.read()))
    const [a, b, c, d, e] = read
    expect(a.labels.data).toEqual(labels.data)
    expect(e.labels.data).toEqual(labels.data)
    const closed = labels.data.map((v) => (v === 2 ? 3 : v === 3 ? 2 : v))
    for (const one of [b, c, d]) {
      expect(one.labels.data).toEqual(closed)
      expect([...one.fileLabels]).toEqual([0, 1, 3, 700])
    }
    expect(e.notes.join()).toContain('floating-point')
  })

  it('splits a mask of 0 and 255 into its pieces and says so, but keeps one label in two pieces', async () => {
    const mask = Uint8Array.from(labels.data, (v) => (v > 0 ? 255 : 0))
    const split = labelsFromRaster({ width: 40, height: 30, samples: 1, data: mask }, 'mask.png')
    expect(split.labels.count).toBe(3)
    expect(split.notes.join()).toMatch(/mask\.png.*3 separate pieces/)
    const wide = { width: 40, height: 30, samples: 1 as const, data: Uint16Array.from(mask) }
    expect(labelsFromRaster(wide, '16 bit.tif').labels.count).toBe(3)
    const one = labelsFromRaster(
      { width: 40, height: 30, samples: 1, data: mask.map((v) => v / 255) },
      'one.png',
    )
    expect(one.labels.count).toBe(1)
    expect(one.notes.join()).toMatch(/only label 1, in 3 pieces/)
  })

  it('takes the indices of a palette of colours, and says so', async () => {
    const palette = Array.from({ length: 768 }, (_, i) => (i < 3 ? 0 : (i * 37) % 256))
    const bytes = writePng(40, 30, { bits: 8, colourType: 3, values: [...labels.data], palette })
    const read = await readOnly(put(folder, 'palette.png', bytes))
    expect(read.labels).toEqual(labels)
    expect(read.notes.join()).toMatch(
      /palette\.png: the indices of its colour palette are taken as numbers, 0 as background/,
    )
  })

  it('takes gray saved as RGB and refuses colours, fractions and negative values by name', async () => {
    const gray = Uint8Array.from({ length: 4 * 3 }, (_, i) => Math.floor(i / 3))
    const rgb = await sharp(gray, { raw: { width: 2, height: 2, channels: 3 } })
      .png()
      .toBuffer()
    const taken = await readOnly(put(folder, 'gray.png', rgb))
    expect([...taken.labels.data]).toEqual([0, 1, 2, 3])
    expect(taken.notes.join()).toContain('saved as RGB')
    const colours = await sharp(
      gray.map((v, i) => v * (i % 3)),
      { raw: { width: 2, height: 2, channels: 3 } },
    )
      .png()
      .toBuffer()
    const path = put(folder, 'colour.png', colours)
    const item = (await readSegmentations(path)).items[0]
    expect((await refusal(item.read())).message).toMatch(/colour\.png is a colour picture, not a label image/)
    for (const [value, words] of [
      [0.5, '0.5'],
      [-1, '-1'],
      [Number.NaN, 'NaN'],
    ] as const) {
      const data = Float32Array.of(0, value)
      expect(() => labelsFromRaster({ width: 2, height: 1, samples: 1, data }, 'p.tif')).toThrow(
        `p.tif holds the value ${words}`,
      )
    }
  })

  it('takes the stored numbers of labels and masks that are marked white-is-zero', async () => {
    const white = (values: number[], bits = 8) =>
      writeTiff([{ width: 4, height: 1, bits, values, photometric: 0 }])
    const labelled = await readOnly(put(folder, 'labels.tif', white([0, 1, 0, 300], 16)))
    expect([...labelled.labels.data]).toEqual([0, 1, 0, 2])
    expect([...labelled.fileLabels]).toEqual([0, 1, 300])
    // As ImageJ writes a mask with an inverting look-up table.
    const mask = await readOnly(put(folder, 'mask.tif', white([255, 0, 0, 255])))
    expect([...mask.labels.data]).toEqual([1, 0, 0, 2])
    put(folder, 'bowl/x/masks/1.tif', white([0, 255, 0, 0]))
    put(folder, 'bowl/x/masks/2.tif', white([0, 0, 0, 255]))
    expect([...(await readOnly(join(folder, 'bowl'))).labels.data]).toEqual([0, 1, 0, 2])
    // Of one bit only the picture counts: writers of fax codes turn the bits over with the mark.
    const bits = await readOnly(put(folder, 'bits.tif', white([1, 0, 0, 1], 1)))
    expect([...bits.labels.data]).toEqual([0, 1, 1, 0])
  })

  it('leaves the image itself out where its labels lie beside it, and takes the labels folder of a data set', async () => {
    const png = await pngBytes(labels)
    put(folder, 'side/a.png', png)
    put(folder, 'side/a_cp_masks.png', png)
    put(folder, 'side/notes.txt', 'x')
    const side = await readSegmentations(join(folder, 'side'))
    expect(side.items.map((item) => item.file)).toEqual([join(folder, 'side/a_cp_masks.png')])
    expect(side.ignored).toEqual([join(folder, 'side/notes.txt')])
    put(folder, 'set/images/a.png', png)
    put(folder, 'set/images/b.png', png)
    put(folder, 'set/labels/a.png', png)
    put(folder, 'set/labels/b.png', png)
    const set = await readSegmentations(join(folder, 'set'))
    expect(set.items.map((item) => item.file)).toEqual([
      join(folder, 'set/labels/a.png'),
      join(folder, 'set/labels/b.png'),
    ])
    expect(set.notes.join()).toContain('folder "labels"')
  })

  it('takes the outlines where they lie with the images they were drawn in', async () => {
    const { h, w, json, labels: expected } = golden.geojson
    const picture = await pngBytes({ width: w, height: h, data: new Uint8Array(w * h).fill(90) })
    put(folder, 'a.png', picture)
    put(folder, 'a.geojson', JSON.stringify(json))
    put(folder, 'b.png', picture)
    const set = await readSegmentations(folder)
    expect(set.kind).toBe('GeoJSON')
    expect(set.items.map((item) => item.file)).toEqual([join(folder, 'a.geojson')])
    expect(set.notes).toEqual([
      `${folder}: the objects are taken from its outlines; its images, ${join(folder, 'a.png')} first, are left out.`,
    ])
    expect((await set.items[0].read({ width: w, height: h })).labels.data).toEqual(fromRuns(expected, w, h))
    put(folder, 'a_labels.png', await pngBytes(labels))
    expect((await readSegmentations(folder)).kind).toBe('label images')
  })

  it('takes the label images of a data set in parts, train/images with train/masks', async () => {
    const png = await pngBytes(labels)
    for (const kind of ['masks', 'labels']) {
      for (const part of ['train', 'val']) {
        for (const name of ['a', 'b']) {
          put(folder, `${kind}/${part}/images/${name}.png`, png)
          put(folder, `${kind}/${part}/${kind}/${name}_${kind}.png`, png)
        }
      }
      const set = await readSegmentations(join(folder, kind))
      expect(set.kind).toBe('label images')
      expect(set.items.map((item) => [...item.folders, item.name].join('/'))).toEqual([
        'train/a',
        'train/b',
        'val/a',
        'val/b',
      ])
      expect((await set.items[0].read()).labels.count).toBe(3)
      expect(set.notes).toEqual([
        `${join(folder, kind)}: the label images are taken from its folders "${kind}" beside "images".`,
      ])
    }
  })

  it('reads a Karyon run from its labels folder', async () => {
    put(folder, 'run.json', '{}')
    put(folder, 'overlays/p/a_overlay.png', await pngBytes(labels))
    put(folder, 'labels/p/a_labels.tif', tiffBytes(labels, 'uint16'))
    const set = await readSegmentations(folder)
    expect(set.kind).toBe('Karyon run')
    expect(set.items.map((item) => [item.name, ...item.folders])).toEqual([['a', 'p']])
    expect((await set.items[0].read()).labels.data).toEqual(labels.data)
  })
})

describe('one mask a file', () => {
  it('takes a folder that is itself called masks for label images, one an image', async () => {
    put(folder, 'study/masks/a.png', await pngBytes(labels))
    put(folder, 'study/masks/b.png', await pngBytes(labels))
    const set = await readSegmentations(join(folder, 'study/masks'))
    expect(set.kind).toBe('label images')
    expect(set.items.map(({ name }) => name)).toEqual(['a', 'b'])
    expect((await set.items[0].read()).labels.count).toBe(3)
  })

  it('puts the masks of an image together; the first keeps shared pixels, and that is said', async () => {
    const first = paint(20, 20, [['r', 2, 2, 8, 8]])
    const second = paint(20, 20, [['r', 8, 8, 6, 6]])
    const hidden = paint(20, 20, [['r', 3, 3, 2, 2]])
    const mask = async (image: typeof first) => pngBytes({ ...image, data: image.data.map((v) => v * 255) })
    put(folder, 'abc/masks/1.png', await mask(first))
    put(folder, 'abc/masks/2.png', await mask(second))
    put(folder, 'abc/masks/3.png', await mask(hidden))
    put(folder, 'abc/images/abc.png', await pngBytes(first))
    put(folder, 'none/images/none.png', await pngBytes(first))
    const set = await readSegmentations(folder)
    expect(set.items.map((item) => item.name).sort()).toEqual(['abc', 'none'])
    const abc = await set.items.find((item) => item.name === 'abc')!.read()
    expect(abc.labels.count).toBe(2)
    expect(abc.labels.data[8 * 20 + 8]).toBe(1)
    expect(abc.labels.data[10 * 20 + 10]).toBe(2)
    expect(abc.notes.join()).toMatch(/2 objects overlapped.*8 pixels.*1 object covered no pixel/)
    const none = await set.items.find((item) => item.name === 'none')!.read({ width: 20, height: 20 })
    expect(none.labels.count).toBe(0)
  })
})

describe('run lengths (Kaggle)', () => {
  const { h, w, rows, labels: expected } = golden.kaggle
  it('equals the reference, with overlaps kept by the first', async () => {
    const csv = ['ImageId,EncodedPixels', ...rows.map((row) => `abc,${row}`), 'empty,'].join('\n')
    const set = await readSegmentations(put(folder, 'solution.csv', csv))
    const read = await set.items[0].read({ width: w, height: h })
    expect(read.labels.data).toEqual(fromRuns(expected, w, h))
    expect((await set.items[1].read({ width: w, height: h })).labels.count).toBe(0)
    expect((await refusal(set.items[0].read())).message).toMatch(/does not say how large the image abc is/)
  })

  it('takes the size from Height and Width, quotes and semicolons', async () => {
    const csv = `\ufeffImageId;EncodedPixels;Height;Width;Usage\r\n${rows.map((row) => `"abc";"${row}";${h};${w};Private`).join('\r\n')}\r\n`
    const set = await readSegmentations(put(folder, 'solution.csv', csv))
    expect((await set.items[0].read()).labels.data).toEqual(fromRuns(expected, w, h))
  })

  it('takes the name from ImageId beside a column of row numbers, and tells equal names apart by their folders', async () => {
    const csv = 'id,ImageId,EncodedPixels,Height,Width\n1,A/abc.png,1 2,5,5\n2,B/abc.png,3 1,5,5\n'
    const set = await readSegmentations(put(folder, 'numbered.csv', csv))
    expect(set.items.map(({ name, folders }) => [name, ...folders])).toEqual([
      ['abc', 'A'],
      ['abc', 'B'],
    ])
    expect(matchByName(set.items, [...set.items].reverse()).pairs.map((pair) => pair.name)).toEqual([
      'A/abc',
      'B/abc',
    ])
  })

  it('names file and row of wrong run lengths', async () => {
    const cases: [string, RegExp][] = [
      ['1 5 9', /Row 2 of .*x\.csv \(abc\) has 3 numbers/],
      ['0 5', /Row 2 .*"0" where a whole number/],
      ['5 -2', /Row 2 .*"-2"/],
      ['10 5 12 3', /begins before the last one ended/],
      ['95 10', /95 of 10 pixels, beyond the 100 pixels of a 10 × 10 image/],
      ['a b', /"a"/],
    ]
    for (const [runs, words] of cases) {
      const set = await readSegmentations(put(folder, 'x.csv', `ImageId,EncodedPixels\nabc,${runs}\n`))
      expect((await refusal(set.items[0].read({ width: 10, height: 10 }))).message).toMatch(words)
    }
    expect((await refusal(readSegmentations(put(folder, 'y.csv', 'a,b\n1,2\n')))).message).toMatch(
      /no columns ImageId/,
    )
  })
})

describe('COCO', () => {
  const { h, w, polygons, masks, all, rle } = golden.coco
  const file = (annotations: unknown[], size: object = { width: w, height: h }) =>
    JSON.stringify({ images: [{ id: 7, file_name: 'p/abc.png', ...size }], annotations })

  it('fills polygons exactly as the COCO tools, one by one and together', async () => {
    for (let i = 0; i < polygons.length; i++) {
      const read = await readOnly(
        put(folder, `${i}.json`, file([{ image_id: 7, segmentation: polygons[i] }])),
      )
      expect(read.labels.data, `polygon ${i}`).toEqual(fromRuns(masks[i], w, h))
    }
    const read = await readOnly(
      put(folder, 'all.json', file(polygons.map((segmentation) => ({ image_id: 7, segmentation })))),
    )
    const original = read.labels.data.map((v) => read.fileLabels[v])
    expect(original).toEqual(fromRuns(all, w, h))
  })

  it('reads compressed and plain run lengths', async () => {
    for (const [i, { text, counts, mask }] of rle.entries()) {
      for (const value of [text, counts]) {
        const read = await readOnly(
          put(folder, `${i}.json`, file([{ image_id: 7, segmentation: { size: [h, w], counts: value } }])),
        )
        expect(read.labels.data, `mask ${i}`).toEqual(fromRuns(mask, w, h))
      }
    }
  })

  it('refuses run lengths that do not fit, unknown images and other JSON by name', async () => {
    const read = async (annotation: object) =>
      (await readSegmentations(put(folder, 'x.json', file([annotation])))).items[0].read()
    expect(
      (await refusal(read({ image_id: 7, segmentation: { size: [h, w], counts: [1, 2, 3] } }))).message,
    ).toMatch(/Annotation 1 of p\/abc\.png in .*x\.json has runs over 6 pixels/)
    expect(
      (await refusal(read({ image_id: 7, segmentation: { size: [h, w + 1], counts: [1] } }))).message,
    ).toMatch(/is for an image of 84 × 61/)
    expect(
      (await refusal(read({ image_id: 7, segmentation: { size: [h, w], counts: '~' } }))).message,
    ).toMatch(/no COCO text/)
    expect((await refusal(read({ image_id: 8, segmentation: [] }))).message).toMatch(
      /image 8, which it does not list/,
    )
    expect((await refusal(read({ image_id: 7, segmentation: [[1, 2]] }))).message).toMatch(
      /fewer than three points/,
    )
    expect((await refusal(readSegmentations(put(folder, 'y.json', '{"a":1}')))).message).toMatch(
      /neither COCO nor GeoJSON/,
    )
    expect((await refusal(readSegmentations(put(folder, 'z.json', '{"a":')))).message).toMatch(
      /z\.json is no complete JSON/,
    )
  })
})

describe('outlines', () => {
  it('reads GeoJSON with holes, several parts and annotations around', async () => {
    const { h, w, json, labels: expected } = golden.geojson
    const read = await readOnly(put(folder, 'a.geojson', JSON.stringify(json)), { width: w, height: h })
    expect(read.labels.data).toEqual(fromRuns(expected, w, h))
    expect(read.notes.join()).toMatch(/1 annotation left out/)
  })

  it('reads every ImageJ ROI type with an area as the reference does', async () => {
    const { h, w, shapes } = golden.roi
    for (const { name, bytes, mask } of shapes) {
      const read = await readOnly(put(folder, `${name}.roi`, Buffer.from(bytes, 'base64')), {
        width: w,
        height: h,
      })
      expect(read.labels.data, name).toEqual(fromRuns(mask, w, h))
    }
  })

  it('reads a zip of ROIs, leaves lines out, and refuses damaged ones by name', async () => {
    const { h, w, shapes, line } = golden.roi
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
    const zip = zipSync({
      '1.roi': bytes(shapes[4].bytes),
      '2.roi': bytes(shapes[7].bytes),
      '3.roi': bytes(line),
    })
    const read = await readOnly(put(folder, 'a_RoiSet.zip', zip), { width: w, height: h })
    expect(read.labels.count).toBe(2)
    expect(read.notes.join()).toMatch(/1 ROI without an area left out/)
    const cut = zipSync({ '1.roi': bytes(shapes[0].bytes).slice(0, 70) })
    const item = (await readSegmentations(put(folder, 'cut.zip', cut))).items[0]
    expect((await refusal(item.read({ width: w, height: h }))).message).toMatch(
      /1\.roi in .*cut\.zip ends before/,
    )
    const other = (await readSegmentations(put(folder, 'b.zip', 'no zip'))).items[0]
    expect((await refusal(other.read({ width: w, height: h }))).message).toMatch(/b\.zip is no complete zip/)
  })

  it('refuses outlines that lie outside the image they are compared with', async () => {
    const { json } = golden.geojson
    const item = (await readSegmentations(put(folder, 'a.geojson', JSON.stringify(json)))).items[0]
    expect((await refusal(item.read({ width: 20, height: 10 }))).message).toMatch(
      /a\.geojson lies at .*outside the image of 20 × 10/,
    )
    expect(await item.extent!()).toEqual({ width: 56, height: 46 })
  })
})

describe('names', () => {
  it('strips extensions and what programs add, and nothing else', () => {
    const cases = {
      'a.png': 'a',
      'x/y/a_labels.tif': 'a',
      'a_mask.ome.tiff': 'a',
      'a_cp_masks.png': 'a',
      'a.tif_seg.png': 'a.tif',
      'A01-labels.png': 'A01',
      'labels.png': 'labels',
      'embedded.png': 'embedded',
      'frame.0001.png': 'frame.0001',
      unlabeled: 'unlabeled',
      postmask: 'postmask',
    }
    for (const [name, expected] of Object.entries(cases)) expect(imageNameOf(name), name).toBe(expected)
  })

  it('reads CSV with quotes, empty cells and any line end', () => {
    expect(csvRows('a,b\r\n"x ""1""\ny",\n\n,2')).toEqual([
      ['a', 'b'],
      ['x "1"\ny', ''],
      ['', '2'],
    ])
    expect(csvRows('a\tb\n1\t2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  it('says plainly when there is nothing to read', async () => {
    expect((await refusal(readSegmentations(join(folder, 'missing')))).message).toMatch(
      /missing does not exist/,
    )
    put(folder, 'notes.txt', 'x')
    expect((await refusal(readSegmentations(folder))).message).toMatch(/holds no segmentation/)
    expect((await refusal(readSegmentations(join(folder, 'notes.txt')))).message).toMatch(
      /no kind of segmentation file/,
    )
  })
})
