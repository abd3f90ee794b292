import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fieldTiff, grayTiff } from '../cli/fields'
import { counted, csv, jsonLines, scratch } from '../cli/karyon'

const { path: root, remove } = scratch('many')
afterAll(remove)

/** `KARYON_MANY=10000` for the whole measurement; it takes some minutes. */
const IMAGES = Number(process.env.KARYON_MANY) || 1000
/** Queue set up within this, for 10,000 images; a machine doing other things as well is forgiven some. */
const SET_UP_MS = 3000

describe(`${IMAGES} small images`, () => {
  it('are queued at once and counted in flat memory', async () => {
    const input = join(root, 'images')
    const contents = Array.from({ length: 20 }, (_, seed) =>
      seed === 0
        ? grayTiff(new Uint16Array(32 * 32).fill(7), 32, 32)
        : fieldTiff(900 + seed, { side: 32, nuclei: 1 }),
    )
    for (let i = 0; i < IMAGES; i++) {
      const folder = join(input, `day ${Math.floor(i / 500)}`)
      if (i % 500 === 0) mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `field ${i}.tif`), contents[i % contents.length]!)
    }
    const out = join(root, 'out')
    // Memory of the whole process, threads included, sampled from inside.
    const samples = join(root, 'memory.txt')
    writeFileSync(
      join(root, 'memory.cjs'),
      `const { isMainThread } = require('node:worker_threads')
       const { appendFileSync } = require('node:fs')
       if (isMainThread) setInterval(() => appendFileSync(${JSON.stringify(samples)}, process.memoryUsage.rss() + '\\n'), 200).unref()`,
    )
    const start = performance.now()
    let queuedMs = 0
    const { stdout } = await counted([input, '--out', out, '--json'], {
      preload: join(root, 'memory.cjs'),
      onStart: (child) =>
        child.stdout!.on('data', (text: string) => {
          if (queuedMs === 0 && text.includes('"event":"start"')) queuedMs = performance.now() - start
        }),
    })
    const events = jsonLines<{ event: string; elapsedS?: number }>(stdout)
    const rss = readFileSync(samples, 'utf8').trim().split('\n').map(Number)
    const { early, late } = thirds(rss)
    const seconds = events.at(-1)!.elapsedS!
    console.log(
      `${IMAGES} images: queued after ${Math.round(queuedMs)} ms, counted in ${seconds.toFixed(1)} s; ` +
        `memory ${megabytes(early)} MB in the second third, ${megabytes(late)} MB in the last`,
    )
    expect(events.filter(({ event }) => event === 'image')).toHaveLength(IMAGES)
    expect(csv(join(out, 'counts.csv'))).toHaveLength(IMAGES)
    expect(queuedMs).toBeLessThan(SET_UP_MS * Math.max(1, loadavg()[0]! / availableParallelism()))
    expect(late - early).toBeLessThan(40 * 2 ** 20)
  }, 1_800_000)
})

/** Median memory in the second and in the last third: the first is the program warming up. */
function thirds(rss: number[]): { early: number; late: number } {
  const third = Math.floor(rss.length / 3)
  const median = (from: number) => rss.slice(from, from + third).sort((a, b) => a - b)[Math.floor(third / 2)]!
  return { early: median(third), late: median(2 * third) }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}
