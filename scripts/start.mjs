/**
 * `npm start [-- --browser] [-- paths]`: the desktop app where an Electron binary and a display are there,
 * otherwise the same window in a browser, with a clear line and the address. Runs what is built; run.mjs
 * sees to that. `ELECTRON_EXEC_PATH` and `ELECTRON_OVERRIDE_DIST_PATH` choose another Electron.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { standFor } from './stand-for.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const main = join(root, 'out', 'main', 'index.js')

/** The Electron to start, or undefined when only its package is there (the binary is fetched separately). */
function electron() {
  const given = process.env.ELECTRON_EXEC_PATH
  if (given) return existsSync(given) ? given : undefined
  const names = {
    win32: 'electron.exe',
    darwin: 'Electron.app/Contents/MacOS/Electron',
    linux: 'electron',
  }
  const name = names[process.platform] ?? 'electron'
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override && existsSync(join(override, name))) return join(override, name)
  const home = join(root, 'node_modules', 'electron')
  const pathFile = join(home, 'path.txt')
  const relative = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : name
  const binary = join(home, 'dist', relative)
  return existsSync(binary) ? binary : undefined
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

const args = process.argv.slice(2)
const forced = args.includes('--browser')
const rest = args.filter((arg) => arg !== '--browser')
const binary = forced ? undefined : electron()

function start(command, commandArgs) {
  standFor(spawn(command, commandArgs, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit' }))
}

if (binary && hasDisplay()) {
  // Chromium's own sandbox cannot be used by root; the page stays sandboxed from Node either way.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  start(binary, [root, ...(asRoot ? ['--no-sandbox'] : []), ...rest])
} else {
  if (!forced) {
    const why = binary ? 'No display was found' : 'No Electron binary was found'
    console.log(`${why}, so Karyon opens in a browser on this computer.`)
  }
  start(process.execPath, [main, ...rest])
}
