import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { writeSamplePlate } from '@core/simulate/sample-plate'
import { type Browser, chromium, type Page } from 'playwright-core'

export const MAIN = resolve('out/main/index.js')
export const ARTEFACTS = resolve('test/artefacts')

function onPath(...names: string[]): string | undefined {
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (dir && existsSync(join(dir, name))) return join(dir, name)
  }
  return undefined
}

export const chromiumPath =
  process.env.KARYON_CHROMIUM ?? onPath('chromium', 'chromium-browser', 'google-chrome')
export const hasBuild = existsSync(MAIN)

/** The Electron to test with: the one the standard variables choose, or the one the shared tools give. */
export function electronPath(): string | undefined {
  const given = process.env.ELECTRON_EXEC_PATH
  if (given) return given
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override && existsSync(join(override, 'electron'))) return join(override, 'electron')
  const own = resolve('node_modules/electron/dist/electron')
  if (existsSync(own)) return own
  const tool = resolve('../shared/tools/get-electron')
  if (!existsSync(tool)) return undefined
  try {
    return execFileSync(tool, { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

/** A display for Electron: the one that is there, or an Xvfb of our own. */
export async function display(): Promise<{ name: string; close(): void } | undefined> {
  if (process.env.DISPLAY) return { name: process.env.DISPLAY, close: () => undefined }
  const xvfb = onPath('Xvfb')
  if (!xvfb) return undefined
  for (let number = 90; number < 110; number++) {
    if (existsSync(`/tmp/.X11-unix/X${number}`)) continue
    const server = spawn(xvfb, [`:${number}`, '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: 'ignore',
    })
    for (let wait = 0; wait < 50 && !existsSync(`/tmp/.X11-unix/X${number}`); wait++) await pause(100)
    if (existsSync(`/tmp/.X11-unix/X${number}`))
      return { name: `:${number}`, close: () => void server.kill() }
    server.kill()
  }
  return undefined
}

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

export function launchChromium(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
}

/** A home for settings and runs, and a folder results go to; both gone afterwards. */
export async function makeHome(
  prefs: object = {},
): Promise<{ home: string; output: string; close(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'karyon-e2e-'))
  const output = join(home, 'results')
  mkdirSync(output)
  await writeFile(join(home, 'settings.json'), JSON.stringify({ theme: 'dark', output, ...prefs }))
  return {
    home,
    output,
    close: () => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  }
}

/** A small plate of our own: four wells, two channels, small fields, one file that is cut off. */
export async function smallPlate(folder: string, side = 256): Promise<{ folder: string; broken: string }> {
  await writeSamplePlate(folder, { wells: ['B02', 'B03', 'C02', 'C03'], sites: 1, width: side, height: side })
  const broken = join(folder, 'Karyon-Sample_D02_s1_w10000000A-0000-0000-0000-00000000000A.tif')
  await writeFile(broken, Buffer.from([0x49, 0x49, 42, 0, 0xff, 0xff, 0, 0]))
  return { folder, broken }
}

export interface Server {
  url: string
  process: ChildProcess
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** The browser shell as a user starts it: plain Node on the built file. */
export async function startServer(
  home: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Server> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, KARYON_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr!.on('data', (part) => {
    said += part
    process.stderr.write(part)
  })
  const url = await new Promise<string>((done, fail) => {
    let text = ''
    child.stdout!.on('data', (part) => {
      text += part
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)
      if (found) done(found[0])
    })
    child.on('close', (code) => fail(new Error(`the server ended with ${code}: ${said}`)))
  })
  return {
    url,
    process: child,
    stop: (signal = 'SIGTERM') =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done()
        // No test waits for ever, nor leaves a server behind.
        const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
        child.on('exit', () => {
          clearTimeout(late)
          done()
        })
        child.kill(signal)
      }),
  }
}

/** Opens the page and keeps what went wrong in it. */
export async function openPage(browser: Browser, url: string, size = { width: 1440, height: 900 }) {
  const page = await browser.newPage({ viewport: size, colorScheme: 'dark', reducedMotion: 'reduce' })
  const wrong: string[] = []
  watch(page, wrong)
  await page.goto(url)
  await page.waitForSelector('.app')
  return { page, wrong }
}

export function watch(page: Page, wrong: string[]): void {
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text())
  })
}

/** Waits until the run that is shown has ended. */
export async function runEnded(page: Page, timeout = 180_000): Promise<void> {
  await page.locator('.run__actions .btn--primary', { hasText: 'Results' }).waitFor({ timeout })
}

/** Opens Help, Licences, and finds what Karyon is built on there, with its words. */
export async function readsLicences(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Help' }).click()
  await page.getByRole('link', { name: 'Licences' }).click()
  // The package's own, one that the build puts into the window, one of a native library, and one of its licence's.
  for (const [title, words] of [
    ['Karyon (Apache-2.0)', 'Karyon is built on the work of others'],
    ['react-dom', 'MIT License'],
    ['onnxruntime-node', 'MIT License'],
    ['Libraries inside ONNX Runtime', 'protobuf'],
    ['GNU Lesser General Public License 3', 'Version 3, 29 June 2007'],
  ] as const) {
    await page.getByRole('button', { name: title, exact: false }).first().click({ timeout: 30_000 })
    await page.locator('.licences__words').getByText(words).first().waitFor()
  }
  await page.getByRole('button', { name: 'Karyon (Apache-2.0)' }).click()
}

/** Opens the export menu by its key, which is heard once the place that has it is there. */
export async function openExport(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Export/ }).waitFor()
  await page.keyboard.press('Control+e')
  await page.getByRole('menu', { name: 'Export' }).waitFor()
}

export const screenshot = async (page: Page, name: string) => {
  mkdirSync(ARTEFACTS, { recursive: true })
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`) })
}
