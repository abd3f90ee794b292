import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

const BINARY = {
  win32: 'electron.exe',
  darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'),
  linux: 'electron',
}

/**
 * The unpacked Electron that the standard variables choose, or the one beside the electron package, for `platform`:
 * `{ dist, version }`. Undefined when there is none, and electron-builder fetches its own.
 *
 * @throws Error when a variable names one that is not there
 */
export function localElectron(root, platform, env = process.env) {
  const binary = BINARY[platform]
  const given = env.ELECTRON_EXEC_PATH
  if (given) return found(given.endsWith(binary) ? given.slice(0, -binary.length - 1) : dirname(given), given)
  const override = env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return found(override, join(override, binary))
  const own = join(root, 'node_modules', 'electron', 'dist')
  return existsSync(join(own, binary)) ? found(own, join(own, binary)) : undefined
}

function found(dist, executable) {
  if (!existsSync(executable)) throw new Error(`There is no Electron at ${executable}.`)
  const stated = join(dist, 'version')
  const version = existsSync(stated) ? readFileSync(stated, 'utf8').trim().replace(/^v/, '') : ask(executable)
  return { dist: dist.endsWith(sep) ? dist.slice(0, -1) : dist, version }
}

function ask(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  return execFileSync(executable, ['-p', 'process.versions.electron'], { env, encoding: 'utf8' }).trim()
}
