import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeTiff } from '@core/export/write-tiff'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable, filesBelow } from '../pipeline/results'
import { fieldTiff, grayTiff, writeFiles } from './fields'
import { counted, csv, karyon, scratch } from './karyon'

const { path: root, remove } = scratch('bad')
const NOBODY = 65534
const isRoot = process.getuid?.() === 0
afterAll(remove)

const good = fieldTiff(700)

/** A value a pixel, by position. */
function image(width: number, height: number, value: (x: number, y: number) => number): Uint8Array {
  const data = Uint16Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  return grayTiff(data, width, height)
}

/** A classic TIFF header that claims any size, with one strip that is not there. */
function claims(width: number, height: number): Uint8Array {
  const bytes = Uint8Array.from(image(2, 2, () => 1))
  const view = new DataView(bytes.buffer)
  const ifd = view.getUint32(4, true)
  for (let i = 0; i < view.getUint16(ifd, true); i++) {
    const entry = ifd + 2 + 12 * i
    const tag = view.getUint16(entry, true)
    if (tag !== 256 && tag !== 257) continue
    view.setUint16(entry + 2, 4, true)
    view.setUint32(entry + 8, tag === 256 ? width : height, true)
  }
  return bytes
}

/** The next-page pointer leads back to the first page. */
function cyclic(): Uint8Array {
  const bytes = Uint8Array.from(good)
  const view = new DataView(bytes.buffer)
  const ifd = view.getUint32(4, true)
  view.setUint32(ifd + 2 + 12 * view.getUint16(ifd, true), ifd, true)
  return bytes
}

function floats(): Uint8Array {
  const source = new Float32Array(160 * 160)
  const view = new DataView(good.buffer, good.byteOffset)
  for (let i = 0; i < source.length; i++)
    source[i] = view.getUint16(good.length - 2 * (source.length - i), true)
  source[5] = Number.NaN
  source[500] = Number.POSITIVE_INFINITY
  source[900] = Number.NEGATIVE_INFINITY
  return writeTiff({ width: 160, height: 160, samples: 1, data: source })
}

describe('files that are no good', () => {
  const input = join(root, 'files')
  const out = join(root, 'files-out')
  const long = 'n'.repeat(236)
  let rows: Map<string, Record<string, string>>
  let outcome: Awaited<ReturnType<typeof karyon>>
  const noise = (seed: number) => (x: number, y: number) => {
    const mixed = Math.imul(x * 7919 + y * 104729 + seed, 2654435761) >>> 0
    return 200 + ((mixed ^ (mixed >>> 15)) % 40)
  }

  beforeAll(async () => {
    writeFiles(input, {
      'good.tif': good,
      'zero bytes.tif': '',
      'cut short.tif': good.subarray(0, good.length / 2),
      'cut in the header.tif': good.subarray(0, 6),
      'text.tif': 'These are only words.\n',
      'really a tiff.png': good,
      'huge claim.tif': claims(100_000, 100_000),
      'cyclic.tif': cyclic(),
      'floats.tif': floats(),
      'black.tif': image(160, 160, () => 0),
      'white.tif': image(160, 160, () => 65_535),
      'constant.tif': image(160, 160, () => 1234),
      'noise.tif': image(256, 256, noise(1)),
      'gradient.tif': image(256, 256, (x, y) => 100 + 8 * x + 3 * y),
      'one pixel.tif': image(1, 1, () => 7),
      'thin.tif': image(20_000, 3, noise(3)),
      'tall.tif': image(3, 20_000, noise(4)),
      'it\'s a "quoted" name; $(x).tif': good,
      'blåbærgrød æøå.tif': good,
      'emoji 🔬🧫.tif': good,
      [`${long}.tif`]: good,
      [`${'å'.repeat(124)}.tif`]: good,
      'notes.docx': 'no image',
    })
    symlinkSync(input, join(input, 'loop'))
    symlinkSync('self', join(input, 'self'))
    symlinkSync(join(root, 'nowhere'), join(input, 'dangling.tif'))
    spawnSync('mkfifo', [join(input, 'pipe.tif')])
    outcome = await karyon(['count', input, '--out', out, '--labels', '--overlays'])
    rows = new Map(csv(join(out, 'counts.csv')).map((row) => [row.file!, row]))
  })

  it('fail by themselves; the rest is counted', () => {
    expect(outcome.code).toBe(2)
    const failed = [...rows.values()].filter(({ status }) => status === 'failed')
    expect(failed.map(({ file }) => file).sort()).toEqual(
      ['cut in the header.tif', 'cut short.tif', 'huge claim.tif', 'text.tif', 'zero bytes.tif'].sort(),
    )
    for (const { file, error, remedy, count } of failed) {
      expect(count).toBe('')
      expect(error).not.toMatch(/did not expect|undefined|\[object/)
      expect(remedy).not.toBe('')
      expect(outcome.stderr).toContain(`failed: ${file}`)
    }
  })

  const codes: Record<string, string> = {
    'zero bytes.tif': 'file-empty',
    'cut short.tif': 'file-truncated',
    'text.tif': 'format-unknown',
  }
  for (const [file, code] of Object.entries(codes)) {
    it(`names what is wrong with ${file}`, () => {
      expect(rows.get(file)!.error_code).toBe(code)
    })
  }

  it('reads what only looks bad: a wrong ending, a circle of pages, NaN and infinite values', () => {
    const { count } = rows.get('good.tif')!
    expect(Number(count)).toBeGreaterThan(3)
    expect(rows.get('really a tiff.png')!.count).toBe(count)
    expect(rows.get('cyclic.tif')!.count).toBe(count)
    expect(Number(rows.get('floats.tif')!.count)).toBeGreaterThan(3)
  })

  for (const file of ['black', 'white', 'constant', 'one pixel', 'noise', 'gradient']) {
    it(`finds nothing in ${file}.tif and says so`, () => {
      expect(rows.get(`${file}.tif`)).toMatchObject({ count: '0', status: 'counted' })
      expect(rows.get(`${file}.tif`)!.flags).toContain('empty')
    })
  }

  it('counts strips narrower than a nucleus, and says what that is worth', () => {
    for (const file of ['thin.tif', 'tall.tif', 'one pixel.tif']) {
      expect(rows.get(file)).toMatchObject({ status: 'counted' })
      expect(rows.get(file)!.notes).toContain('less than a nucleus')
    }
  })

  it('takes every name, and gives each its label image and overlay', () => {
    const { count } = rows.get('good.tif')!
    for (const name of [
      long,
      'blåbærgrød æøå',
      'emoji 🔬🧫',
      'å'.repeat(124),
      'it\'s a "quoted" name; $(x)',
    ]) {
      expect(rows.get(`${name}.tif`), name).toMatchObject({ count, status: 'counted' })
    }
    const whole = [...rows.values()].filter(({ status }) => status === 'counted')
    expect(readdirSync(join(out, 'labels'))).toHaveLength(whole.length)
    expect(readdirSync(join(out, 'overlays'))).toHaveLength(whole.length)
    expect(existsSync(join(out, 'labels', `${long}_labels.tif`))).toBe(true)
  })
})

describe.runIf(isRoot)('files and folders one may not read', () => {
  it('are said so, and the rest is counted', async () => {
    const input = writeFiles(join(root, 'private'), {
      'a.tif': good,
      'secret.tif': good,
      'locked/b.tif': good,
    })
    const out = join(root, 'private-out')
    mkdirSync(out)
    for (const folder of [root, out]) chmodSync(folder, 0o777)
    chmodSync(join(input, 'secret.tif'), 0)
    chmodSync(join(input, 'locked'), 0)
    const { code, stderr } = await karyon(['count', input, '--out', out], {
      uid: NOBODY,
      env: { HOME: root, KARYON_HOME: join(root, 'home') },
    })
    chmodSync(join(input, 'locked'), 0o755)
    expect([code, stderr]).toEqual([2, expect.stringContaining('You are not allowed to read this file.')])
    expect(stderr).toMatch(/folder .*locked cannot be read \(EACCES\)/)
    expect(csv(join(out, 'counts.csv')).map(({ status }) => status)).toEqual(['counted', 'failed'])
  })

  it('says so when it may not write the results', async () => {
    const input = writeFiles(join(root, 'for-nobody'), { 'a.tif': good })
    const out = join(root, 'read-only')
    mkdirSync(out, { mode: 0o555 })
    const { code, stderr } = await karyon(['count', input, '--out', out], {
      uid: NOBODY,
      env: { HOME: root, KARYON_HOME: join(root, 'home') },
    })
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/access is denied \(EACCES\)[\s\S]*another output folder/),
    ])
    const file = join(root, 'a-file')
    writeFileSync(file, '')
    const onFile = await karyon(['count', input, '--out', join(file, 'out')])
    expect([onFile.code, onFile.stderr]).toEqual([1, expect.stringMatching(/cannot be written/)])
  })
})

describe('files that change while they are read', () => {
  it('fail by themselves when they vanish or grow', async () => {
    const input = writeFiles(join(root, 'moving'), { 'a.tif': good, 'gone.tif': good, 'growing.tif': good })
    const preload = join(root, 'moving.cjs')
    writeFiles(root, {
      'moving.cjs': `
        const fs = require('node:fs')
        const promises = require('node:fs/promises')
        const { open } = promises
        promises.open = async (path, flags, ...rest) => {
          const name = String(path)
          if (flags === 'r' && name.endsWith('gone.tif')) fs.rmSync(name, { force: true })
          const handle = await open(path, flags, ...rest)
          if (flags === 'r' && name.endsWith('growing.tif')) {
            const { read } = handle
            handle.read = (...args) => {
              fs.appendFileSync(name, 'more')
              return read.apply(handle, args)
            }
          }
          return handle
        }`,
    })
    const out = join(root, 'moving-out')
    const { code } = await karyon(['count', input, '--out', out], { preload })
    expect(code).toBe(2)
    expect(csv(join(out, 'counts.csv')).map(({ file, error_code }) => `${file} ${error_code}`)).toEqual([
      'a.tif ',
      'gone.tif file-missing',
      'growing.tif file-changing',
    ])
  })
})

describe('images whose reading never ends, or ends its thread', () => {
  it('fail by themselves', async () => {
    const input = writeFiles(join(root, 'stuck'), {
      'a.tif': good,
      'dies.tif': good,
      'hangs.tif': good,
      'spins.tif': good,
      'throws.tif': good,
      'z.tif': good,
    })
    const preload = join(root, 'stuck.cjs')
    writeFiles(root, {
      'stuck.cjs': `
        const promises = require('node:fs/promises')
        const { open } = promises
        promises.open = (path, flags, ...rest) => {
          const name = flags === 'r' ? String(path) : ''
          if (name.endsWith('dies.tif')) process.exit(7)
          if (name.endsWith('hangs.tif')) return new Promise(() => setInterval(() => {}, 1000))
          if (name.endsWith('spins.tif')) for (;;);
          if (name.endsWith('throws.tif')) setImmediate(() => { throw new Error('out of nowhere') })
          return open(path, flags, ...rest)
        }`,
    })
    const out = join(root, 'stuck-out')
    const { code, stderr } = await karyon(['count', input, '--out', out], {
      preload,
      env: { KARYON_SILENCE_S: '4' },
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining('Nothing came of this image for 4 seconds.')])
    expect(csv(join(out, 'counts.csv')).map(({ file, error_code }) => `${file} ${error_code}`)).toEqual([
      'a.tif ',
      'dies.tif internal',
      'hangs.tif timed-out',
      'spins.tif timed-out',
      'throws.tif internal',
      'z.tif ',
    ])
  })
})

describe('a full disk', () => {
  const small = join(root, 'small disk')
  let mounted = false
  beforeAll(() => {
    mkdirSync(small)
    mounted = isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', small]).status === 0
    if (!mounted) console.log('No small disk can be made here: the full disk is left out.')
  })
  afterAll(() => {
    if (mounted) execFileSync('umount', ['-l', small])
  })

  it('is said, leaves no half file, and the run goes on when there is room', async () => {
    if (!mounted) return
    const files: Record<string, Uint8Array> = {}
    for (let i = 0; i < 12; i++) files[`field ${i}.tif`] = fieldTiff(720 + i, { nuclei: 3 })
    const input = writeFiles(join(root, 'for the small disk'), files)
    const whole = join(root, 'large-disk')
    await counted([input, '--out', whole, '--labels', '--overlays'])
    const out = join(small, 'out')
    mkdirSync(out, { recursive: true })
    // Full at a different place each time: while setting up, among the label images, while writing tables.
    const room = [0, 40, 120, 200, 280, 330]
    for (const kilobytes of room) {
      const ballast = join(small, 'ballast')
      rmSync(ballast, { force: true })
      spawnSync('dd', [
        'if=/dev/zero',
        `of=${ballast}`,
        'bs=1k',
        `count=${Math.max(0, freeKilobytes(small) - kilobytes)}`,
      ])
      const { code, stderr } = await karyon([
        'count',
        input,
        '--out',
        out,
        '--labels',
        '--overlays',
        '--resume',
      ])
      if (code !== 0) {
        expect(stderr).toMatch(/full/)
        expect([1, 2]).toContain(code)
      }
      expect(filesBelow(out).filter((file) => file.endsWith('.tmp'))).toEqual([])
    }
    rmSync(join(small, 'ballast'), { force: true })
    await counted([input, '--out', out, '--labels', '--overlays', '--resume'])
    expect(comparable(out)).toEqual(comparable(whole))
  })
})

function freeKilobytes(folder: string): number {
  return Number(spawnSync('df', ['-k', '--output=avail', folder], { encoding: 'utf8' }).stdout.split('\n')[1])
}
