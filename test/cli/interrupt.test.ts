import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable } from '../pipeline/results'
import { fieldTiff, writeFiles } from './fields'
import { counted, csv, type KaryonOptions, karyon, scratch } from './karyon'

const { path: root, remove } = scratch('stop')
afterAll(remove)

const input = join(root, 'images')
/** Makes every image take half a second longer, so that there is time to interfere. */
const slow = join(root, 'slow.cjs')

beforeAll(() => {
  const files: Record<string, Uint8Array> = {}
  for (let i = 0; i < 8; i++) files[`field ${i}.tif`] = fieldTiff(600 + i)
  writeFiles(input, files)
  writeFiles(root, {
    'slow.cjs': `
      const promises = require('node:fs/promises')
      const { open } = promises
      promises.open = async (path, ...rest) => {
        if (String(path).endsWith('.tif')) await new Promise((done) => setTimeout(done, 500))
        return open(path, ...rest)
      }`,
  })
})

/** Starts a slow count and interferes once the first image is counted. */
function whenUnderWay(
  args: string[],
  interfere: (child: import('node:child_process').ChildProcess) => void,
  options: KaryonOptions = {},
) {
  let done = false
  return karyon(['count', input, ...args], {
    ...options,
    preload: slow,
    cwd: root,
    onStart: (child) =>
      child.stderr!.on('data', (text: string) => {
        if (done || !/nuclei$/m.test(text)) return
        done = true
        interfere(child)
      }),
  })
}

describe('interrupted', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`exits 130 on ${signal}, keeps what is counted and goes on with --resume`, async () => {
      const out = join(root, `out-${signal}`)
      const stopped = await whenUnderWay(['--out', out, '--labels'], (child) => child.kill(signal))
      expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('--resume')])
      expect(existsSync(join(out, 'counts.csv'))).toBe(false)
      const { stderr } = await counted([input, '--out', out, '--labels', '--resume'])
      expect(stderr).toMatch(/Going on: [1-7] of 8 images already counted/)
      const whole = join(root, `whole-${signal}`)
      await counted([input, '--out', whole, '--labels'])
      expect(comparable(out)).toEqual(comparable(whole))
    })
  }
})

describe('who asks to stop', () => {
  it('may be heard twice for one request: the image in work is finished and the run closed all the same', async () => {
    const out = join(root, 'twice')
    const stopped = await whenUnderWay(['--out', out], (child) => {
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGINT'), 100)
    })
    expect([stopped.code, existsSync(join(out, '.karyon', 'lock'))]).toEqual([130, false])
  })

  it('may tell only the process that npm started', async () => {
    const out = join(root, 'launched')
    const stopped = await whenUnderWay(['--out', out], (child) => child.kill('SIGTERM'), {
      through: [resolve('scripts/run.mjs'), 'karyon'],
    })
    expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('--resume')])
    expect(existsSync(join(out, '.karyon', 'lock'))).toBe(false)
  })
})

describe('--resume', () => {
  it('finds the unfinished run of these images in the default place', async () => {
    const stopped = await whenUnderWay([], (child) => child.kill('SIGINT'))
    expect(stopped.code).toBe(130)
    const other = writeFiles(join(root, 'other', 'images'), { 'a.tif': fieldTiff(650) })
    const elsewhere = await counted([other, '--resume'], { cwd: root })
    expect(elsewhere.stderr).toContain('No run to go on with here')
    const { stderr } = await counted([input, '--resume'], { cwd: root })
    expect(stderr).toMatch(/Going on: [1-7] of 8/)
  })

  it('starts a new run where there is none, and refuses the run of other images', async () => {
    const out = join(root, 'new')
    const first = await counted([join(input, 'field 0.tif'), '--out', out, '--resume'])
    expect(first.stderr).toContain('No run to go on with here')
    const { code, stderr } = await karyon(['count', input, '--out', out, '--resume'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('was begun for')])
  })

  it('of a finished run changes nothing, and says which settings it keeps', async () => {
    const out = join(root, 'finished')
    await counted([input, '--out', out, '--labels'])
    const before = comparable(out)
    const { stderr } = await counted([input, '--out', out, '--resume'])
    expect(stderr).toContain('labels true')
    expect(comparable(out)).toEqual(before)
  })

  it('goes on with a folder that was given twice', async () => {
    const folder = writeFiles(join(root, 'twice'), { 'a.tif': fieldTiff(670) })
    const out = join(root, 'twice-out')
    const args = [folder, folder, '--out', out, '--model', 'classical']
    await counted(args)
    expect((await counted([...args, '--resume'])).stderr).toContain('Going on: 1 of 1')
    expect(csv(join(out, 'counts.csv'))).toHaveLength(1)
  })

  it('tries failed images again', async () => {
    const folder = writeFiles(join(root, 'mended'), { 'a.tif': fieldTiff(660), 'b.tif': 'not yet an image' })
    const out = join(root, 'mended-out')
    const first = await karyon(['count', folder, '--out', out])
    expect([first.code, first.stderr]).toEqual([2, expect.stringContaining('failed: b.tif')])
    writeFileSync(join(folder, 'b.tif'), fieldTiff(661))
    await counted([folder, '--out', out, '--resume'])
    expect(csv(join(out, 'counts.csv')).map(({ status }) => status)).toEqual(['counted', 'counted'])
  })

  it('starts anew where setting up the run was itself cut short', async () => {
    const out = join(root, 'cut-short')
    await counted([join(input, 'field 0.tif'), '--out', out])
    writeFileSync(join(out, '.karyon', 'run.sqlite'), '')
    const { stderr } = await counted([join(input, 'field 0.tif'), '--out', out, '--resume'])
    expect(stderr).toContain('No run to go on with here')
  })
})

describe('two runs in one folder', () => {
  it('refuses the second and leaves the first alone', async () => {
    const out = join(root, 'shared')
    const seconds: Promise<{ code: number | null; stderr: string }>[] = []
    const first = await whenUnderWay(['--out', out, '--labels'], () => {
      seconds.push(karyon(['count', input, '--out', out]), karyon(['count', input, '--out', out, '--resume']))
    })
    for (const second of await Promise.all(seconds)) {
      expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/Another Karyon \(process \d+/)])
    }
    expect([first.code, first.stderr]).toEqual([0, expect.any(String)])
    expect(csv(join(out, 'counts.csv'))).toHaveLength(8)
  })

  it('lets exactly one of several that start at once', async () => {
    const out = join(root, 'race')
    const all = await Promise.all(
      Array.from({ length: 4 }, () => karyon(['count', input, '--out', out], { preload: slow })),
    )
    expect(all.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1])
  })

  it('takes over from a process that was killed', async () => {
    const out = join(root, 'stale')
    const killed = await whenUnderWay(['--out', out], (child) => child.kill('SIGKILL'))
    expect(killed.signal).toBe('SIGKILL')
    expect(JSON.parse(readFileSync(join(out, '.karyon', 'lock'), 'utf8'))).toMatchObject({
      pid: expect.any(Number),
    })
    await counted([input, '--out', out])
    expect(csv(join(out, 'counts.csv'))).toHaveLength(8)
  })
})
