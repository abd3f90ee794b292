import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { type AtomicFs, openAtomic, temporaryName, writeFileAtomic } from '@core/export/atomic'
import { removeStaleTemps } from '@core/export/stale-temps'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'karyon-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const nodeError = (code: string) => Object.assign(new Error(`${code}: made for the test`), { code })

/** Node's file system with one operation that fails from its `after`th call on. */
function failing(
  operation: 'open' | 'write' | 'sync' | 'close' | 'rename',
  code: string,
  after = 0,
): AtomicFs {
  let calls = 0
  const trip = () => {
    if (calls++ >= after) throw nodeError(code)
  }
  return {
    async open(path, flags) {
      if (operation === 'open') trip()
      const handle = await open(path, flags)
      return {
        write: (async (...args: Parameters<typeof handle.write>) => {
          if (operation === 'write') trip()
          return handle.write(...args)
        }) as typeof handle.write,
        async sync() {
          if (operation === 'sync') trip()
          await handle.sync()
        },
        async close() {
          await handle.close()
          if (operation === 'close') trip()
        },
      }
    },
    async rename(from, to) {
      if (operation === 'rename') trip()
      await rename(from, to)
    },
    unlink,
  }
}

async function caught(work: Promise<unknown>): Promise<KaryonError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(KaryonError)
  return error as KaryonError
}

describe('writeFileAtomic', () => {
  it('writes text, bytes and chunks, and replaces what was there', async () => {
    const path = join(folder, 'tælling 🔬 "1".csv')
    await writeFileAtomic(path, 'old')
    await writeFileAtomic(path, 'µm')
    expect([...readFileSync(path)]).toEqual([0xc2, 0xb5, 0x6d])
    await writeFileAtomic(path, Uint8Array.of(1, 2))
    expect([...readFileSync(path)]).toEqual([1, 2])
    await writeFileAtomic(
      path,
      (async function* () {
        yield 'a'
        yield new Uint8Array(600_000).fill(98)
        yield 'c'
      })(),
    )
    expect(readFileSync(path, 'latin1')).toBe(`a${'b'.repeat(600_000)}c`)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it.each(['open', 'write', 'sync', 'close', 'rename'] as const)(
    'leaves the old file and no half one when the disk fills up in %s',
    async (operation) => {
      const path = join(folder, 'counts.csv')
      writeFileSync(path, 'old')
      const error = await caught(
        writeFileAtomic(path, 'x'.repeat(400_000), { fs: failing(operation, 'ENOSPC') }),
      )
      expect(error.code).toBe('disk-full')
      expect(error.message).toBe(`The disk that holds ${folder} is full; counts.csv was not written.`)
      expect(error.remedy).toContain('resume')
      expect(error.file).toBe(path)
      expect(readFileSync(path, 'utf8')).toBe('old')
      expect(readdirSync(folder)).toEqual(['counts.csv'])
    },
  )

  it('leaves no half file when the disk fills up in the middle', async () => {
    const path = join(folder, 'nuclei.csv')
    const file = await openAtomic(path, { fs: failing('write', 'ENOSPC', 2) })
    await file.write('a'.repeat(300_000))
    await file.write('b'.repeat(300_000))
    const error = await caught(file.write('c'.repeat(300_000)))
    expect(error.code).toBe('disk-full')
    expect(await caught(file.commit())).toBe(error)
    expect(readdirSync(folder)).toEqual([])
    await file.abort()
  })

  it.each([
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'output-unwritable'],
    ['EROFS', 'output-unwritable'],
    ['EIO', 'output-unwritable'],
    ['ENAMETOOLONG', 'output-unwritable'],
  ])('says what %s means', async (code, expected) => {
    const error = await caught(writeFileAtomic(join(folder, 'a.csv'), 'x', { fs: failing('open', code) }))
    expect(error.code).toBe(expected)
    expect(error.message).toContain('a.csv')
    expect(error.message).toContain(folder)
    expect(error.remedy).toMatch(/\.$/)
  })

  it('says when the folder is gone or a folder stands in its place', async () => {
    const gone = await caught(writeFileAtomic(join(folder, 'none', 'a.csv'), 'x'))
    expect([gone.code, gone.message]).toEqual([
      'output-unwritable',
      `a.csv cannot be written: the folder ${join(folder, 'none')} does not exist.`,
    ])
    mkdirSync(join(folder, 'b.csv', 'full'), { recursive: true })
    const taken = await caught(writeFileAtomic(join(folder, 'b.csv'), 'x'))
    expect(taken.code).toBe('output-unwritable')
    expect(readdirSync(folder)).toEqual(['b.csv'])
  })

  it('passes an error of the content on as it is and leaves nothing', async () => {
    const broken = async function* () {
      yield 'first'
      throw new RangeError('no more')
    }
    await expect(writeFileAtomic(join(folder, 'a'), broken())).rejects.toThrow(RangeError)
    expect(readdirSync(folder)).toEqual([])
  })

  it('works where folders cannot be synced', async () => {
    // The second open is that of the folder.
    await writeFileAtomic(join(folder, 'a'), 'x', { fs: failing('open', 'EISDIR', 1) })
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('x')
  })
})

describe('openAtomic', () => {
  it('shows nothing before commit, everything after, and nothing after abort', async () => {
    const path = join(folder, 'a.csv')
    const file = await openAtomic(path)
    await file.write('half')
    expect(existsSync(path)).toBe(false)
    expect(readdirSync(folder)[0]).toMatch(/^\.a\.csv\.\d+-[0-9a-f]{12}\.tmp$/)
    await file.commit()
    await file.abort()
    expect(readFileSync(path, 'utf8')).toBe('half')
    expect(file.bytesWritten).toBe(4)
    await expect(file.write('more')).rejects.toThrow('closed already')
    const other = await openAtomic(path)
    await other.write('other')
    await other.abort()
    expect(readFileSync(path, 'utf8')).toBe('half')
    expect(readdirSync(folder)).toEqual(['a.csv'])
  })

  it('does not mind that a buffer is used again', async () => {
    const buffer = new Uint8Array(3)
    const file = await openAtomic(join(folder, 'a'))
    for (let i = 1; i <= 3; i++) await file.write(buffer.fill(i))
    await file.commit()
    expect([...readFileSync(join(folder, 'a'))]).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3])
  })

  it('takes names as long as the disk does', async () => {
    for (const name of [`${'n'.repeat(251)}.tif`, `${'æ'.repeat(120)}.tif`, `${'🔬'.repeat(60)}.tif`]) {
      expect(Buffer.byteLength(temporaryName(name))).toBeLessThanOrEqual(255)
      await writeFileAtomic(join(folder, name), 'x')
      expect(existsSync(join(folder, name))).toBe(true)
    }
  })
})

describe('removeStaleTemps', () => {
  it('removes what dead runs left, nothing else', async () => {
    mkdirSync(join(folder, 'labels'))
    const make = (name: string) => writeFileSync(join(folder, name), 'x')
    make('.counts.csv.11-0123456789ab.tmp')
    make('.counts.csv.22-0123456789ab.tmp')
    make('.old.csv.22-aaaaaaaaaaaa.tmp')
    make('labels/.a_labels.tif.11-0123456789ab.tmp')
    make('counts.csv')
    make('.someone.tmp')
    const now = Date.now()
    const longAgo = new Date(now - 25 * 3600 * 1000)
    utimesSync(join(folder, '.old.csv.22-aaaaaaaaaaaa.tmp'), longAgo, longAgo)
    const isAlive = (pid: number) => pid === 22
    const removed = await removeStaleTemps(folder, { recursive: true, isAlive, now })
    expect(removed).toEqual([
      join(folder, '.counts.csv.11-0123456789ab.tmp'),
      join(folder, '.old.csv.22-aaaaaaaaaaaa.tmp'),
      join(folder, 'labels', '.a_labels.tif.11-0123456789ab.tmp'),
    ])
    expect(readdirSync(folder).sort()).toEqual([
      '.counts.csv.22-0123456789ab.tmp',
      '.someone.tmp',
      'counts.csv',
      'labels',
    ])
    expect(await removeStaleTemps(join(folder, 'none'))).toEqual([])
  })

  it('leaves a file this process is writing', async () => {
    const file = await openAtomic(join(folder, 'a'))
    expect(await removeStaleTemps(folder)).toEqual([])
    await file.commit()
    expect(readdirSync(folder)).toEqual(['a'])
  })
})
