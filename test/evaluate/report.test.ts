import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { afterAll, describe, expect, it } from 'vitest'
import { evaluateCommand } from '../../src/cli/evaluate'
import { pngBytes, put } from './fixtures'
import { paint, type Shape } from './paint'

const folder = mkdtempSync(join(tmpdir(), 'karyon-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shapes: Shape[] = [
  ['e', 12, 12, 7, 6],
  ['e', 34, 14, 6, 6],
  ['r', 8, 28, 10, 9],
]

describe('report', () => {
  it('is one self-contained page with the numbers, the plots, the worst cases and what they were made of', async () => {
    for (const name of ['a', 'b', 'c<d']) {
      put(folder, `targets/${name}.png`, await pngBytes(paint(52, 48, shapes)))
      put(folder, `good/${name}.png`, await pngBytes(paint(52, 48, shapes)))
      put(
        folder,
        `poor & odd/${name}.png`,
        await pngBytes(
          paint(
            52,
            48,
            shapes.slice(name === 'a' ? 1 : 0).map(([k, a, b, c, d]) => [k, a + 2, b, c, d]),
          ),
        ),
      )
    }
    const groups = put(
      folder,
      'groups.csv',
      'id,group\na,small fluorescent\nb,purple tissue\nc<d,purple tissue\n',
    )
    const quiet = { write: () => true }
    const args = [
      '--targets',
      join(folder, 'targets'),
      '--predictions',
      join(folder, 'good'),
      join(folder, 'poor & odd'),
      '--groups',
      groups,
    ]
    const code = await evaluateCommand([...args, '--out', join(folder, 'out')], {
      stdout: quiet,
      stderr: quiet,
    })
    expect(code).toBe(0)
    const html = readFileSync(join(folder, 'out/report.html'), 'utf8')
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|src="(?!data:)|<link|@import|url\(/)
    for (const words of [
      'poor &amp; odd',
      'c&lt;d',
      'small fluorescent',
      'Nature Methods 16',
      'sign-flip',
      'missed: target only',
    ]) {
      expect(html).toContain(words)
    }
    expect(html).toContain('1.000')
    const svgs = html.match(/<svg[\s\S]*?<\/svg>/g) ?? []
    expect(svgs).toHaveLength(1 + 1 + 2 + 1)
    for (const svg of svgs) {
      expect(() => new XMLParser({ ignoreAttributes: false }).parse(svg, true)).not.toThrow()
      expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    }
    // The perfect segmenter has no worst case; the other has three.
    const maps = html.match(/data:image\/png;base64,([A-Za-z0-9+/=]+)/g) ?? []
    expect(maps).toHaveLength(3)
    const json = JSON.parse(readFileSync(join(folder, 'out/evaluation.json'), 'utf8')) as {
      segmenters: { all: { S: number } }[]
    }
    expect(html).toContain(json.segmenters[1].all.S.toFixed(3).replace('0.', '.'))
    const hashes = html.match(/[0-9a-f]{64}/g) ?? []
    expect(hashes).toHaveLength(3)
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
  })
})
