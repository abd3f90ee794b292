import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash2 } from '@core/simulate/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldTiff, writeFiles } from '../cli/fields'
import { counted, csv, karyon, scratch } from '../cli/karyon'
import { comparable } from './results'

const { path: root, remove } = scratch('kill')
afterAll(remove)

const KILLS = 20

describe('killed at any moment', () => {
  const input = join(root, 'images')
  const whole = join(root, 'whole')
  /** From the start to the first counted image. */
  let firstImageMs = 0

  beforeAll(async () => {
    // A plate whose channels' names do not tell (looked at while preparing), loose pictures and one bad file.
    const files: Record<string, Uint8Array | string> = { 'bad.tif': 'no image' }
    for (let i = 0; i < 6; i++) {
      files[`P_B0${i + 1}_s1_w1.tif`] = fieldTiff(200 + i, { nuclei: 2 })
      files[`P_B0${i + 1}_s1_w2.tif`] = fieldTiff(300 + i)
    }
    for (let i = 0; i < 14; i++) files[`loose/field ${i}.tif`] = fieldTiff(400 + i, { nuclei: 3 + i })
    writeFiles(input, files)
    const start = performance.now()
    const { code } = await karyon(['count', input, '--out', whole, '--labels', '--overlays'], {
      onStart: (child) =>
        child.stderr!.on('data', (text: string) => {
          if (firstImageMs === 0 && /nuclei$/m.test(text)) firstImageMs = performance.now() - start
        }),
    })
    expect(code).toBe(2)
    expect(csv(join(whole, 'counts.csv'))).toHaveLength(21)
  })

  it(`goes on after each of ${KILLS} kills and ends with the same results`, async () => {
    let kills = 0
    let chains = 0
    while (kills < KILLS) {
      const out = join(root, `killed-${chains++}`)
      let code: number | null = null
      // A chain of kills, each sooner or later in the work, until a start comes through.
      while (code === null) {
        const outcome = await karyon(['count', input, '--out', out, '--labels', '--overlays', '--resume'], {
          onStart: (child) => {
            if (kills < KILLS) killAt(child, kills, firstImageMs)
          },
        })
        code = outcome.code
        if (outcome.signal === 'SIGKILL') kills++
        else expect([outcome.code, outcome.stderr]).toEqual([2, expect.any(String)])
      }
      expect(comparable(out)).toEqual(comparable(whole))
    }
    console.log(`${kills} kills in ${chains} runs`)
  }, 600_000)

  it('writes the results again when killed while it wrote them', async () => {
    const out = join(root, 'tables')
    // Ends the process as soon as the first table has its name.
    const [preload] = [join(root, 'end-while-writing.cjs')]
    writeFiles(root, {
      'end-while-writing.cjs': `
        const promises = require('node:fs/promises')
        const { rename } = promises
        promises.rename = async (from, to) => {
          await rename(from, to)
          if (to.endsWith('wells.csv')) process.kill(process.pid, 'SIGKILL')
        }`,
    })
    const killed = await karyon(['count', input, '--out', out, '--labels', '--overlays'], { preload })
    expect(killed.signal).toBe('SIGKILL')
    expect(existsSync(join(out, 'run.json'))).toBe(false)
    const { code } = await karyon(['count', input, '--out', out, '--labels', '--overlays', '--resume'])
    expect(code).toBe(2)
    expect(comparable(out)).toEqual(comparable(whole))
  })
})

/**
 * Kills at a moment that the kill's number decides: one in three on the way to the first image, the others
 * some milliseconds after the first to sixth image, which for the last of a run falls into writing its tables.
 */
function killAt(child: ChildProcess, number: number, firstImageMs: number): void {
  const chance = (of: number) => hash2(number, of, 2018) / 2 ** 32
  const kill = (after: number) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), after)
    child.on('exit', () => clearTimeout(timer))
  }
  if (number % 3 === 0) {
    kill(chance(1) * firstImageMs)
    return
  }
  let left = 1 + Math.floor(6 * chance(2))
  child.stderr!.on('data', (text: string) => {
    const images = text.match(/nuclei$|failed:/gm)?.length ?? 0
    if (left > 0 && left <= images) kill(120 * chance(3))
    left -= images
  })
}

describe('an image that ends the process', () => {
  const input = join(root, 'crashing')
  const preload = join(root, 'crash.cjs')
  beforeAll(() => {
    writeFiles(input, { 'a.tif': fieldTiff(501), 'crash.tif': fieldTiff(502), 'z.tif': fieldTiff(503) })
    // As a fault in a native decoder would: the process is gone at once.
    writeFiles(root, {
      'crash.cjs': `
        const promises = require('node:fs/promises')
        const { open } = promises
        promises.open = (path, ...rest) => {
          if (String(path).endsWith('crash.tif')) process.kill(process.pid, 'SIGSEGV')
          return open(path, ...rest)
        }`,
    })
  })

  it('is left out after the second time, and the rest is counted', async () => {
    const out = join(root, 'crashed')
    const count = () => karyon(['count', input, '--out', out, '--labels', '--resume'], { preload })
    for (let time = 0; time < 2; time++) expect((await count()).signal).toBe('SIGSEGV')
    const third = await count()
    expect([third.code, third.signal]).toEqual([2, null])
    const rows = csv(join(out, 'counts.csv'))
    expect(rows.map(({ file, status }) => `${file} ${status}`)).toEqual([
      'a.tif counted',
      'crash.tif failed',
      'z.tif counted',
    ])
    expect(rows[1]!.error).toMatch(/ended twice while it worked on this image.*SIGSEGV/)
  })

  it('counts an image that was only there when a person ended Karyon', async () => {
    const out = join(root, 'innocent')
    const count = (fault?: string) =>
      karyon(['count', join(input, 'a.tif'), '--out', out, '--labels', '--resume'], { preload: fault })
    const kill = writeFiles(root, {
      'kill.cjs': `
        const promises = require('node:fs/promises')
        const { open } = promises
        promises.open = (path, ...rest) => {
          if (String(path).endsWith('a.tif')) process.kill(process.pid, 'SIGKILL')
          return open(path, ...rest)
        }`,
    })
    for (let time = 0; time < 3; time++)
      expect((await count(join(kill, 'kill.cjs'))).signal).toBe(time < 2 ? 'SIGKILL' : null)
    const { code } = await count()
    expect(code).toBe(0)
    const plain = join(root, 'innocent-plain')
    await counted([join(input, 'a.tif'), '--out', plain, '--labels'])
    expect(readFileSync(join(out, 'nuclei.csv'))).toEqual(readFileSync(join(plain, 'nuclei.csv')))
    expect(comparable(out).counts).toEqual(comparable(plain).counts)
  })
})
