import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { seriousViolations } from './axe'
import {
  chromiumPath,
  launchChromium,
  makeHome,
  openPage,
  type Server,
  screenshot,
  startServer,
} from './tools'

export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1180, height: 760 },
]

export interface Fault {
  /** Everything whose path begins so. */
  under: string
  /** As the system names it (`EIO`), or `HANG`. */
  code: string
  /** Names of the calls that fail; all by default. */
  only?: string[]
}

/** One browser, one home, one server and one page: what a file of end-to-end tests shares. */
export interface InBrowser {
  readonly browser: Browser
  readonly server: Server
  readonly page: Page
  /** What went wrong in the page: errors thrown and printed. */
  readonly wrong: string[]
  readonly home: string
  readonly output: string
  /** From now on these paths fail; none takes all faults back. */
  fail(...faults: Fault[]): void
  /** Chooses a folder below the home to be counted. `ready` is called right before it is read. */
  give(folder: string, ready?: () => void): Promise<void>
  /** Ends the server. */
  stop(): Promise<void>
  /** Starts another in the same home, with a page of its own. */
  start(): Promise<void>
  /** Ends the server (and its page) and starts another in the same home. */
  restart(args?: string[], signal?: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

/** @param before fills the home before the server starts; what it returns are the server's arguments. */
export async function openInBrowser(
  before: (home: string) => Promise<string[]> | string[] = () => [],
  { prefs = {}, env = {} }: { prefs?: object; env?: Record<string, string> } = {},
): Promise<InBrowser> {
  const place = await makeHome(prefs)
  const { home, output } = place
  const faults = join(home, 'faults.json')
  writeFileSync(faults, '[]')
  const all = {
    // The page's own folder chooser starts in the home folder.
    HOME: home,
    NODE_OPTIONS: `--require "${resolve('test/e2e/faults.cjs')}"`,
    KARYON_TEST_FAULTS: faults,
    ...env,
  }
  const args = await before(home)
  const browser = await launchChromium(chromiumPath!)
  let server = await startServer(home, args, all)
  let opened = await openPage(browser, server.url)
  async function restart(again: string[] = [], signal: NodeJS.Signals = 'SIGTERM') {
    await opened.page.close()
    await server.stop(signal)
    server = await startServer(home, again, all)
    opened = await openPage(browser, server.url)
  }
  return {
    browser,
    home,
    output,
    get server() {
      return server
    },
    get page() {
      return opened.page
    },
    get wrong() {
      return opened.wrong
    },
    fail: (...list) => writeFileSync(faults, JSON.stringify(list)),
    async give(folder, ready) {
      await chooseFolder(opened.page, folder, '')
      ready?.()
      await opened.page.getByRole('button', { name: 'Count this folder' }).click()
    },
    stop: () => server.stop(),
    start: () => restart(),
    restart,
    async close() {
      await Promise.all([browser.close(), server.stop()])
      await place.close()
    },
  }
}

/** Every place: pictures in both sizes and themes, and no serious accessibility violation. */
export async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate((t) => {
      document.documentElement.dataset.theme = t
    }, theme)
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await settled(page)
      await screenshot(page, `${name}-${size.width}-${theme}`)
    }
    expect(await seriousViolations(page), `${name}, ${theme}`).toEqual([])
  }
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'dark'
  })
  await page.setViewportSize(SIZES[0]!)
}

/** One picture and one accessibility check, for a state that differs from its place by a sentence. */
export async function glance(page: Page, name: string): Promise<void> {
  await settled(page)
  await screenshot(page, name)
  expect(await seriousViolations(page), name).toEqual([])
}

/** Until the page has drawn what it knows: a resize is laid out, and the drawing worker's answer has come. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 150))),
      ),
  )
}

/** A drop made by the page itself: files by name and content. */
export async function dropFiles(page: Page, files: { name: string; bytes: Uint8Array }[]): Promise<void> {
  const data = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  await page.evaluate((all) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of all)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name))
    const target = document.querySelector('main')!
    for (const type of ['dragenter', 'dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }))
  }, data)
}

/** A drop as the system makes it: trusted, of files and folders on the disk. */
export async function dropPaths(page: Page, paths: string[]): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await client.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
  await client.detach()
}

/** Goes to a folder below the home in the page's own chooser; `then` is pressed in the end. */
export async function chooseFolder(page: Page, path: string, then = 'Count this folder'): Promise<void> {
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('Control+o')
  await dialog.waitFor()
  for (const part of path.split('/')) {
    await dialog.getByRole('button', { name: part, exact: true }).click()
    await dialog.locator(`[title$="/${part}"]`).first().waitFor()
  }
  if (then) await dialog.getByRole('button', { name: then }).click()
}

/** The sentence and remedy of the notice that says so, in one line. */
export async function notice(page: Page, words: RegExp | string): Promise<string> {
  const box = page.locator('.notice, .remedy', { hasText: words }).first()
  await box.waitFor()
  return (await box.locator('p').first().innerText()).replace(/\s+/g, ' ')
}
