import { KaryonError } from '../../errors'
import type { Raster } from '../../image/raster'
import { labelComponents } from '../../instances/label-components'
import { plural } from './object-painter'
import type { Segmentation } from './segmentation'

/** Largest label for which a table of one entry a value is made; above it a map is used. */
const TABLE_LIMIT = 1 << 24

/**
 * Turns the pixels of a label image into numbered objects: 0 is background, every other value one object,
 * whether in one piece or several. Gray saved as RGB and whole numbers saved as float are taken and said. A
 * picture whose only value is 255, or the highest its type can hold (65,535), is a mask, not a label image: each
 * of its pieces (8-connected) becomes one object, and that is said.
 *
 * @throws KaryonError `image-damaged` for colours, fractions and negative values, which name no object
 */
export function labelsFromRaster(raster: Raster, file: string): Segmentation {
  const notes: string[] = []
  const values = singleChannel(raster, file, notes)
  const highest = checkValues(values, file)
  if (!(values instanceof Uint8Array) && !(values instanceof Uint16Array) && isFloat(values)) {
    notes.push(`${file}: labels are stored as floating-point numbers; all are whole.`)
  }
  const { data, fileLabels } = renumber(values, highest)
  const { width, height } = raster
  const count = fileLabels.length - 1
  const labels = { width, height, data, count }
  if (count !== 1) return { labels, fileLabels, notes }
  const pieces = labelComponents(Uint8Array.from(data), width, height, 8)
  if (pieces.count === 1) return { labels, fileLabels, notes }
  if (fileLabels[1] === 0xff || fileLabels[1] === topValue(values)) {
    notes.push(
      `${file}: a mask with the one value ${fileLabels[1]}; its ${plural(pieces.count, 'separate piece')} are taken as one object each.`,
    )
    return { labels: pieces, fileLabels: Uint32Array.from({ length: pieces.count + 1 }, (_, i) => i), notes }
  }
  notes.push(
    `${file}: only label ${fileLabels[1]}, in ${pieces.count} pieces, taken as one object. If it is a mask, save it with 0 and 255.`,
  )
  return { labels, fileLabels, notes }
}

function singleChannel(raster: Raster, file: string, notes: string[]): Raster['data'] {
  if (raster.samples === 1) return raster.data
  const { data } = raster
  const gray = data.slice(0, data.length / 3)
  for (let i = 0, j = 0; i < gray.length; i++, j += 3) {
    if (data[j] !== data[j + 1] || data[j] !== data[j + 2]) {
      throw new KaryonError(
        'image-damaged',
        `${file} is a colour picture, not a label image: colours do not number nuclei.`,
        'Save the labels as a gray image of 8, 16 or 32 bits.',
        { file },
      )
    }
    gray[i] = data[j]
  }
  notes.push(`${file}: gray labels saved as RGB.`)
  return gray
}

function isFloat(values: Raster['data']): boolean {
  return values instanceof Float32Array || values instanceof Float64Array
}

function checkValues(values: Raster['data'], file: string): number {
  let highest = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value > highest) highest = value
    // NaN fails this too.
    if (!(value >= 0) || value > 0xffffffff || value !== Math.floor(value)) throw noLabel(value, file)
  }
  return highest
}

function noLabel(value: number, file: string): KaryonError {
  return new KaryonError(
    'image-damaged',
    `${file} holds the value ${Number(value.toPrecision(6))}, which is no label: labels are whole numbers from 0.`,
    'If this is a probability map, threshold and number its objects first; if it is an image, choose the folder of its label images.',
    { file },
  )
}

function topValue(values: Raster['data']): number {
  return values instanceof Uint16Array ? 0xffff : 0xff
}

/** Values in ascending order become 1, 2, 3 … */
function renumber(values: Raster['data'], highest: number): { data: Uint32Array; fileLabels: Uint32Array } {
  const data = Uint32Array.from(values as ArrayLike<number>)
  if (highest > TABLE_LIMIT) return renumberSparse(data)
  const table = new Uint32Array(highest + 1)
  for (let i = 0; i < data.length; i++) table[data[i]] = 1
  const fileLabels = [0]
  table[0] = 0
  for (let value = 1; value <= highest; value++) {
    if (table[value] === 0) continue
    table[value] = fileLabels.length
    fileLabels.push(value)
  }
  for (let i = 0; i < data.length; i++) data[i] = table[data[i]]
  return { data, fileLabels: Uint32Array.from(fileLabels) }
}

function renumberSparse(data: Uint32Array): { data: Uint32Array; fileLabels: Uint32Array } {
  const present = new Set<number>()
  for (let i = 0; i < data.length; i++) present.add(data[i])
  present.delete(0)
  const fileLabels = Uint32Array.from([0, ...[...present].sort((a, b) => a - b)])
  const numbers = new Map<number, number>()
  fileLabels.forEach((value, i) => {
    numbers.set(value, i)
  })
  for (let i = 0; i < data.length; i++) data[i] = numbers.get(data[i])!
  return { data, fileLabels }
}
