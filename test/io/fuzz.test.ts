import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { KaryonError } from '@core/errors'
import { memorySource } from '@core/io/byte-source'
import { inspectSource } from '@core/io/inspect-file'
import { openImageFrom } from '@core/io/open-image'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePng } from './png-fixture'
import { seededRandom, testValues, writeTiff } from './tiff-fixture'

const rejections: unknown[] = []
const note = (reason: unknown) => rejections.push(reason)
beforeAll(() => {
  process.on('unhandledRejection', note)
})
afterAll(() => {
  process.off('unhandledRejection', note)
})

const TRIALS = 800

function seeds(): { name: string; bytes: Uint8Array }[] {
  const list: { name: string; bytes: Uint8Array }[] = []
  for (const compression of ['none', 'lzw', 'deflate', 'packbits'] as const) {
    const values = testValues(300, 16, 'uint', 3)
    const page = { width: 20, height: 15, bits: 16, values, compression }
    list.push({ name: `${compression} strips`, bytes: writeTiff([{ ...page, rowsPerStrip: 4 }]) })
    list.push({
      name: `${compression} tiles`,
      bytes: writeTiff([{ ...page, tile: [16, 16] }], { big: true }),
    })
  }
  const text = 'ImageJ=1.53\nimages=2\nchannels=2\n'
  const page = {
    width: 9,
    height: 9,
    values: testValues(81, 8, 'uint'),
    extra: [{ tag: 270, type: 2 as const, values: text }],
  }
  list.push({ name: 'ImageJ', bytes: writeTiff([page, page], { littleEndian: false }) })
  list.push({
    name: 'png',
    bytes: writePng(9, 9, { bits: 16, colourType: 2, values: testValues(243, 16, 'uint') }),
  })
  const goldens = JSON.parse(readFileSync(resolve('test/golden/io-tiff.json'), 'utf8')) as {
    name: string
    file: string
  }[]
  for (const { name, file } of goldens) {
    const bytes = new Uint8Array(Buffer.from(file, 'base64'))
    if (bytes.length < 6000) list.push({ name, bytes })
  }
  return list
}

it(`${TRIALS} damaged files: each an answer or an error with a name, quickly, and nothing left behind`, async () => {
  const random = seededRandom(77)
  const files = seeds()
  let slowest = 0
  let refused = 0
  for (let trial = 0; trial < TRIALS; trial++) {
    const { name, bytes } = files[trial % files.length]
    const damaged = trial % 5 === 4 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes.slice()
    for (let k = 1 + Math.floor(random() * 6); k > 0; k--) {
      // Headers and directories sit at the ends: most damage goes there.
      const near = Math.floor(random() * Math.min(300, damaged.length))
      const at = [near, damaged.length - 1 - near, Math.floor(random() * damaged.length)][
        Math.floor(random() * 3)
      ]
      if (at >= 0 && at < damaged.length)
        damaged[at] = [0, 255, 1, 128, Math.floor(random() * 256)][Math.floor(random() * 5)]
    }
    const begun = performance.now()
    const line = await inspectSource(memorySource(name, damaged))
    slowest = Math.max(slowest, performance.now() - begun)
    if (!line.ok) refused++
    if (!line.ok) expect(line.code, `${name}, trial ${trial}: ${line.message}`).not.toBe('internal')
    const failure = await readCorner(name, damaged)
    if (failure !== undefined) expect(failure, `${name}, trial ${trial}`).toBeInstanceOf(KaryonError)
  }
  await new Promise((done) => setTimeout(done, 50))
  expect(rejections).toEqual([])
  expect(refused).toBeGreaterThan(TRIALS / 10)
  expect(slowest).toBeLessThan(5000)
})

async function readCorner(name: string, bytes: Uint8Array): Promise<unknown> {
  try {
    const image = await openImageFrom(memorySource(name, bytes))
    const { width, height, sizeC, sizeT } = image.metadata
    await image.readPlane(
      { c: sizeC - 1, t: sizeT - 1 },
      { x: 0, y: 0, width: Math.min(9, width), height: Math.min(9, height) },
    )
    await image.close()
    return undefined
  } catch (error) {
    return error
  }
}
