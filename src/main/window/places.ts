import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The app's own folder: beside out/ when run from a checkout, the archive when packaged. */
export function appRoot(): string {
  // Built files lie in out/main or out/main/chunks.
  const up = [join(__dirname, '..', '..'), join(__dirname, '..', '..', '..')]
  return up.find((dir) => existsSync(join(dir, 'package.json'))) ?? resolve('.')
}

/** Models: outside the archive when packaged, because the runtime reads them as plain files. */
export function resourcesDir(): string {
  const packaged = process.resourcesPath ? join(process.resourcesPath, 'models') : undefined
  return packaged && existsSync(packaged) ? process.resourcesPath : join(appRoot(), 'resources')
}

export function rendererDir(): string {
  return join(appRoot(), 'out', 'renderer')
}

/** Settings, imported models and the list of runs: the same place for window, browser and command line. */
export function dataDir(): string {
  const dir = process.env.KARYON_HOME ?? join(homedir(), '.karyon')
  mkdirSync(dir, { recursive: true })
  return dir
}

export function version(): string {
  const { version } = JSON.parse(readFileSync(join(appRoot(), 'package.json'), 'utf8')) as { version: string }
  return version
}
