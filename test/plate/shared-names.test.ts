import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isNotPlate, parseName } from '@core/plate/parse-name'
import { describe, expect, it } from 'vitest'

const list = resolve('../shared/field/plate_names.csv')
const there = existsSync(list)
if (!there) console.log('plate_names.csv is not there: its rows are not checked.')

/** The list has quoted cells but no line breaks inside them. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, 11)
    .map((found) => found[1].replace(/^"|"$/g, '').replaceAll('""', '"'))
}

describe.runIf(there)('the shared list of names', () => {
  const [, ...lines] = there ? readFileSync(list, 'utf8').trim().split(/\r?\n/) : []

  it('has rows', () => {
    expect(lines.length).toBeGreaterThanOrEqual(60)
  })

  for (const line of lines) {
    const [name, kind, plate, well, site, channel, z, t] = cells(line)
    it(name, () => {
      const parsed = parseName(name)
      expect(isNotPlate(parsed) ? 'not a plate image' : 'plate image').toBe(kind)
      if (isNotPlate(parsed)) return
      const expected = { plate, well, site, channel, z, t }
      for (const [key, cell] of Object.entries(expected)) {
        const value = parsed[key as keyof typeof expected] ?? ''
        const allowed = cell.split('|').map((one) => one.normalize('NFC'))
        expect(allowed, `${key} is ${value}`).toContain(value)
      }
    })
  }
})
