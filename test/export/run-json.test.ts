import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseRunJson, type RunJson, runJsonText, runSheetEntries, writeRunJson } from '@core/export/run-json'
import { describe, expect, it } from 'vitest'

const hash = 'ab'.repeat(32)

function run(): RunJson {
  return {
    inputs: [{ bytes: 724_000, path: 'Plate1/æ_B02.tif', sha256: hash, root: 0 }],
    format: 1,
    app: { platform: 'linux x64', name: 'karyon', version: '0.1.0', node: '20.20.0' },
    startedFrom: 'command line',
    times: {
      started: '2026-11-22T15:43:07.000Z',
      finished: '2026-11-22T15:44:00.250Z',
      seconds: 53.25,
      resumed: 1,
    },
    roots: ['/data/Plate1'],
    output: '/data/out',
    model: { name: 'starter', version: '0.1.0', sha256: hash },
    device: {
      asked: 'auto',
      used: 'cpu',
      why: 'No other device passed its check.',
      tried: [{ device: 'webgpu', accepted: false, reason: 'No adapter was found.' }],
      changes: [],
    },
    settings: { tile: 512, labels: true, channel: 'auto', 'min area': null },
    choices: [
      { what: 'nuclear channel', value: 'Hoechst', why: 'Its name says so.', byHand: false, scope: 'Plate1' },
    ],
    totals: { images: 1, counted: 1, failed: 0, leftOut: 0, nuclei: 120, skippedFiles: 2 },
    warnings: ['Pixel size is not known.'],
    failures: [],
    skipped: [{ path: 'a_thumb.tif', reason: 'thumbnail', detail: 'A thumbnail.' }],
  }
}

describe('run.json', () => {
  it('has its keys in the order of the schema, whatever order they came in', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'karyon-run-'))
    const path = join(folder, 'run.json')
    await writeRunJson(path, run())
    const text = readFileSync(path, 'utf8')
    rmSync(folder, { recursive: true })
    expect(text).toBe(runJsonText(run()))
    expect(text.endsWith('}\n')).toBe(true)
    expect(Object.keys(JSON.parse(text))).toEqual([
      'format',
      'app',
      'startedFrom',
      'times',
      'roots',
      'output',
      'model',
      'device',
      'settings',
      'choices',
      'totals',
      'warnings',
      'failures',
      'skipped',
      'inputs',
    ])
    expect(text).toContain('"path": "Plate1/æ_B02.tif",\n      "root": 0,\n      "bytes": 724000,')
    expect(Object.keys(JSON.parse(text).settings)).toEqual(['channel', 'labels', 'min area', 'tile'])
    expect(parseRunJson(text)).toEqual(run())
  })

  it('refuses to write what does not fit', () => {
    const wrong = { ...run(), model: { name: 'starter', version: '0.1.0', sha256: 'none' } }
    expect(() => runJsonText(wrong)).toThrow(/model\.sha256/)
  })

  it('tells newer and damaged files apart', () => {
    const code = (text: string) => {
      try {
        parseRunJson(text, 'run.json')
      } catch (error) {
        return [(error as { code: string }).code, (error as { file: string }).file]
      }
      return []
    }
    expect(code('{"format": 2}')).toEqual(['run-newer', 'run.json'])
    expect(code('{"format": 1}')).toEqual(['run-damaged', 'run.json'])
    expect(code('{"form')).toEqual(['run-damaged', 'run.json'])
    expect(code('null')).toEqual(['run-damaged', 'run.json'])
  })

  it('becomes key and value pairs for the run sheet, long lists cut', () => {
    const long = run()
    long.inputs = Array.from({ length: 1500 }, (_, i) => ({ path: `${i}.tif`, root: 0, bytes: i }))
    const entries = runSheetEntries(long)
    const value = (key: string) => entries.find((entry) => entry.key === key)?.value
    expect(entries[0]).toEqual({ key: 'format', value: 1 })
    expect(value('model.sha256')).toBe(hash)
    expect(value('settings.labels')).toBe(true)
    expect(value('totals.nuclei')).toBe(120)
    expect(value('device.tried 1')).toBe('webgpu · false · No adapter was found.')
    expect(value('inputs 200')).toBe('199.tif · 0 · 199')
    expect(value('inputs')).toBe('1,300 more in run.json')
    expect(entries.some((entry) => entry.key === 'settings.min area')).toBe(false)
    expect(entries.length).toBeLessThan(260)
  })
})
