import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'

/** A build of the tests' own, so that a build of the app at the same time takes nothing away from under them. */
const FOLDER = resolve('test/artefacts/build')
const STAMP = join(FOLDER, '.built')
const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json']

/**
 * The folder with cli.js, image-worker.js and inference-host.js, built from the sources as they are. Test files
 * running at the same time wait for one another.
 */
export function builtMain(): string {
  // Built once for this process, or given: sources edited meanwhile change no test that is under way.
  if (process.env.KARYON_BUILD) return process.env.KARYON_BUILD
  const newest = Math.max(...SOURCES.map((path) => newestIn(resolve(path))))
  const isCurrent = () => existsSync(STAMP) && statSync(STAMP).mtimeMs > newest
  const lock = `${FOLDER}.lock`
  mkdirSync(resolve('test/artefacts'), { recursive: true })
  while (!isCurrent()) {
    if (!takeLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
      continue
    }
    try {
      if (!isCurrent()) build()
    } finally {
      rmSync(lock, { force: true })
    }
  }
  process.env.KARYON_BUILD = join(FOLDER, 'main')
  process.env.KARYON_ROOT ??= resolve('.')
  return join(FOLDER, 'main')
}

function build(): void {
  const electronVite = resolve('node_modules/electron-vite/bin/electron-vite.js')
  const options = ['--logLevel', 'error', '--config', 'test/cli/main-only.config.ts', '--outDir', FOLDER]
  const { status, stderr } = spawnSync(process.execPath, [electronVite, 'build', ...options], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The build failed: ${stderr}`)
  writeFileSync(STAMP, '')
}

/** A lock left by a killed test run is no lock. */
function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'))
    return true
  } catch {
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0
    if (age > 120_000) rmSync(lock, { force: true })
    return false
  }
}

function newestIn(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}
