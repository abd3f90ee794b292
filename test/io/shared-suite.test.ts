import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inspectFile } from '@core/io/inspect-file'
import { openImage } from '@core/io/open-image'
import { describe, expect, it } from 'vitest'

const folder = resolve('../shared/data/tiff')
const present = existsSync(resolve(folder, 'index.csv'))
if (!present) console.log('The shared TIFF suite is not there: its files are not read in this run.')

interface Row {
  file: string
  reader: string
  pages: number
  shape: number[]
  dtype: string
  sum: number
  min: number
  max: number
}

function rows(): Row[] {
  const [head, ...lines] = readFileSync(resolve(folder, 'index.csv'), 'utf8').trim().split(/\r?\n/)
  const keys = head.split(',')
  return lines.map((line) => {
    const cell = Object.fromEntries(line.split(',').map((value, i) => [keys[i], value]))
    return {
      file: cell.file,
      reader: cell.reader,
      pages: Number(cell.pages),
      shape: cell.shape.split('x').map(Number),
      dtype: cell.dtype,
      sum: Number(cell.sum),
      min: Number(cell.min),
      max: Number(cell.max),
    }
  })
}

describe.runIf(present)('the shared TIFF reader suite', () => {
  it('every file with a reference equals it; the others are read or refused with a name; each under 5 s', async () => {
    const wrong: string[] = []
    let equal = 0
    for (const row of rows()) {
      const begun = performance.now()
      const line = await inspectFile(resolve(folder, row.file))
      const seconds = (performance.now() - begun) / 1000
      if (seconds > 5) wrong.push(`${row.file}: ${seconds.toFixed(1)} s`)
      if (!row.reader) {
        if (!line.ok && line.code === 'internal') wrong.push(`${row.file}: ${line.message}`)
        continue
      }
      if (!line.ok) {
        wrong.push(`${row.file}: ${line.code} ${line.message}`)
        continue
      }
      const near = (a: number | null, b: number) =>
        a !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
      const count = row.shape.reduce((a, b) => a * b, 1)
      const same =
        count === line.width * line.height * line.channels &&
        row.shape.includes(line.width) &&
        row.shape.includes(line.height) &&
        row.dtype === line.dtype &&
        row.pages === line.pages &&
        near(line.sum, row.sum) &&
        near(line.min, row.min) &&
        near(line.max, row.max)
      if (same) equal++
      else wrong.push(`${row.file}: ${JSON.stringify(line)} instead of ${JSON.stringify(row)}`)
    }
    expect(wrong).toEqual([])
    expect(equal).toBeGreaterThan(200)
  })

  it('every field and label image of the other sets opens with the size it should have', async () => {
    const images = resolve('../shared/data/bbbc039/images')
    for (const name of readdirSync(images).slice(0, 5)) {
      const image = await openImage(resolve(images, name))
      expect(image.metadata).toMatchObject({ width: 696, height: 520, samples: 1, dtype: 'uint16' })
      await image.close()
    }
  })
})
