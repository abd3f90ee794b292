import { type ChildProcess, spawn } from 'node:child_process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { pause, watch } from './tools'

export interface PackagedApp {
  page: Page
  process: ChildProcess
  /** What the page said in its console that it should not have. */
  wrong: string[]
  /** Drops files and folders on the window, as the system does it: only a trusted drop gives paths. */
  drop(paths: string[]): Promise<void>
  /** Closes the window, as its user does; resolves with the exit code when everything is saved. */
  quit(): Promise<number | null>
  kill(): Promise<void>
}

export interface LaunchOptions {
  home: string
  display: string
  args?: string[]
  env?: Record<string, string>
  /** Another user than the one of the tests, with Chromium's sandbox: only an installed app has it on every Linux. */
  uid?: number
}

/**
 * Starts a packaged app as its user does and looks through Chromium's debugging port. The driver's own way to start
 * Electron needs Node's inspector, which the fuses of a package switch off.
 */
export async function launchPackaged(executable: string, options: LaunchOptions): Promise<PackagedApp> {
  const { home, display, args = [], env = {}, uid } = options
  const sandbox = uid === undefined ? ['--no-sandbox'] : []
  const child = spawn(
    executable,
    ['--remote-debugging-port=0', '--disable-gpu', '--force-renderer-accessibility', ...sandbox, ...args],
    {
      env: { ...process.env, KARYON_HOME: home, HOME: home, DISPLAY: display, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      uid,
      gid: uid,
    },
  )
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const page = await firstPage(child).catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  const wrong: string[] = []
  watch(page, wrong)
  await page.waitForSelector('.app')
  return {
    page,
    process: child,
    wrong,
    async drop(paths) {
      const client = await page.context().newCDPSession(page)
      const data = { items: [], files: paths, dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await client.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
    },
    async quit() {
      await page.evaluate(() => window.close()).catch(() => undefined)
      return ended
    },
    async kill() {
      // Nothing, when it has ended.
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The window's page, once there is one: a driver that comes earlier waits for ever. */
async function firstPage(child: ChildProcess): Promise<Page> {
  const port = await debuggingPort(child)
  for (let wait = 0; wait < 300; wait++) {
    const reply = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined)
    const targets = ((await reply?.json()) ?? []) as { type: string; url: string }[]
    if (targets.some(({ type, url }) => type === 'page' && url.startsWith('karyon:'))) break
    await pause(100)
  }
  // Without defaults: those are for browsers, and Electron refuses them.
  const browser = await connect(`http://127.0.0.1:${port}`)
  const page = browser.contexts()[0]?.pages()[0]
  if (!page) throw new Error('the app showed no window within 30 s')
  return page
}

function debuggingPort(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    child.stderr!.on('data', (part) => {
      text += part
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(text)
      if (found) done(found[1]!)
    })
    child.once('error', fail)
    child.once('exit', (code, signal) => fail(new Error(`the app ended (${signal ?? code}): ${text}`)))
  })
}

/** A page that is just being replaced makes the driver wait for ever: then it asks anew. */
async function connect(address: string): Promise<Browser> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await chromium.connectOverCDP(address, { noDefaults: true, timeout: 10_000 })
    } catch (error) {
      if (attempt === 4) throw error
    }
  }
}
