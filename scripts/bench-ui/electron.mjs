import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** The Electron the standard variables choose, the installed one, or the one the shared tools give. */
export function electronPath(root) {
  if (process.env.ELECTRON_EXEC_PATH) return process.env.ELECTRON_EXEC_PATH
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override && existsSync(join(override, 'electron'))) return join(override, 'electron')
  const own = join(root, 'node_modules', 'electron', 'dist', 'electron')
  if (existsSync(own)) return own
  const tool = resolve(root, '..', 'shared', 'tools', 'get-electron')
  if (!existsSync(tool)) return undefined
  try {
    return execFileSync(tool, { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

/** The display that is there, or an Xvfb of our own; undefined where there is neither. */
export async function display() {
  if (process.env.DISPLAY) return { name: process.env.DISPLAY, close: () => undefined }
  const xvfb = (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'Xvfb'))
    .find((path) => existsSync(path))
  if (!xvfb) return undefined
  for (let number = 110; number < 130; number++) {
    const socket = `/tmp/.X11-unix/X${number}`
    if (existsSync(socket)) continue
    const server = spawn(xvfb, [`:${number}`, '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: 'ignore',
    })
    for (let wait = 0; wait < 50 && !existsSync(socket); wait++)
      await new Promise((done) => setTimeout(done, 100))
    if (existsSync(socket)) return { name: `:${number}`, close: () => server.kill() }
    server.kill()
  }
  return undefined
}
