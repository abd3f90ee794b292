import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const temporary = () => mkdtempSync(join(tmpdir(), 'karyon-bench-'))
export const remove = (folder) =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
export const ended = (child) => new Promise((done) => child.on('exit', done))

/** The browser shell as a user starts it: plain Node on the build; resolves once it says its address. */
export async function startShell(main, home, args = []) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, KARYON_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const url = await new Promise((done, fail) => {
    let text = ''
    child.stdout.on('data', (part) => {
      text += part
      const found = /http:\S+/.exec(text)
      if (found) done(found[0])
    })
    child.on('exit', (code) => fail(new Error(`the browser shell ended with ${code}: ${text}`)))
  })
  child.removeAllListeners('exit')
  return {
    url,
    async stop() {
      child.kill()
      await ended(child)
    },
  }
}
