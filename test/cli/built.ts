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

const ARTEFACTS = resolve('test/artefacts')
const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json']
const OLD_MS = 60 * 60_000

/**
 * The folder with cli.js, image-worker.js and inference-host.js, built from the sources as they are: a build of
 * the tests' own, named by the newest source, so that no other build takes anything away from under them. Test
 * files running at the same time wait for one another.
 */
export function builtMain(): string {
  // Built once for this process, or given: sources edited meanwhile change no test that is under way.
  if (process.env.KARYON_BUILD) return process.env.KARYON_BUILD
  mkdirSync(ARTEFACTS, { recursive: true })
  const newest = Math.max(...SOURCES.map((path) => newestIn(resolve(path))))
  const folder = join(ARTEFACTS, `build-${Math.round(newest)}`)
  const isBuilt = () => existsSync(join(folder, '.built'))
  const lock = `${folder}.lock`
  while (!isBuilt()) {
    if (!takeLock(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
      continue
    }
    try {
      if (!isBuilt()) build(folder)
    } finally {
      rmSync(lock, { force: true })
    }
  }
  process.env.KARYON_BUILD = join(folder, 'main')
  process.env.KARYON_ROOT ??= resolve('.')
  return join(folder, 'main')
}

function build(folder: string): void {
  for (const name of readdirSync(ARTEFACTS).filter((entry) => entry.startsWith('build-'))) {
    const path = join(ARTEFACTS, name)
    if (Date.now() - statSync(path).mtimeMs > OLD_MS) rmSync(path, { recursive: true, force: true })
  }
  const electronVite = resolve('node_modules/electron-vite/bin/electron-vite.js')
  const options = ['--logLevel', 'error', '--config', 'test/cli/main-only.config.ts', '--outDir', folder]
  const { status, stderr } = spawnSync(process.execPath, [electronVite, 'build', ...options], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The build failed: ${stderr}`)
  writeFileSync(join(folder, '.built'), '')
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
