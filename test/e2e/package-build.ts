import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const root = resolve('.')

/** Packs the build in `built` with the Electron at `electron` and gives the folder everything lies in. */
export function makePackage(out: string, built: string, electron: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/package.mjs', '--built', built, '--out', out, ...args],
    { env: { ...process.env, ELECTRON_EXEC_PATH: electron }, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`packing failed: ${stdout}${stderr}`)
  return out
}

/**
 * A copy of the last build, which other tests may make anew meanwhile. The Electron for tests may be an old one, of
 * a Node without `zlib.crc32`; nothing can be patched into a packaged app while it runs, so the copy brings it.
 */
export function copyBuild(to: string): string {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(join(root, 'out'), to, { recursive: true })
  const main = join(to, 'main', 'index.js')
  writeFileSync(main, `${CRC32}\n${readFileSync(main, 'utf8')}`)
  return to
}

const CRC32 = `require('node:zlib').crc32 ??= (data, start = 0) => {
  let crc = ~start
  for (const byte of data) {
    crc ^= byte
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
};`

/** Paths in an archive, those that are unpacked beside it included. */
export function listArchive(file: string): string[] {
  const cli = 'node_modules/@electron/asar/bin/asar.js'
  const text = execFileSync(process.execPath, [cli, 'list', file], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return text
    .split('\n')
    .filter(Boolean)
    .map((path) => path.replaceAll('\\', '/'))
}

/** A table of a run without the columns that tell of time. */
export function tableOf(folder: string, name: string): string[][] {
  const rows = readFileSync(join(folder, name), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field]) => field!))
  const kept = rows[0]!.map((column) => column !== 'seconds')
  return rows.map((row) => row.filter((_, index) => kept[index] ?? true))
}
