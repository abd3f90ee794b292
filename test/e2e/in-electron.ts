import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { dropPaths, type Fault } from './in-browser'
import { display, electronPath, hasBuild, makeHome, watch } from './tools'

/** The Electron to test with; undefined where there is none, or no build. */
export const electron = hasBuild ? electronPath() : undefined

/** One home, one display and one Electron: what a file of end-to-end tests shares. As `InBrowser`. */
export interface InElectron {
  readonly app: ElectronApplication
  readonly page: Page
  /** What went wrong in the page: errors thrown and printed. */
  readonly wrong: string[]
  readonly home: string
  readonly output: string
  /** Name of the display. */
  readonly screen: string
  fail(...faults: Fault[]): void
  /** Drops a folder below the home on the window. `ready` is called right before. */
  give(folder: string, ready?: () => void): Promise<void>
  /** As the user closes it; a run that counts goes on at the next start. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** What the app asked of its user, in `noted` of its main process, and the answer it gets (1: Close). */
export interface Noted {
  asked: string[]
  answer: number
}

async function launch(home: string, screen: string, faults: string) {
  const app = await _electron.launch({
    executablePath: electron!,
    args: [resolve('.'), '--no-sandbox', '--disable-gpu'],
    env: {
      ...(process.env as Record<string, string>),
      KARYON_HOME: home,
      HOME: home,
      DISPLAY: screen,
      KARYON_TEST_FAULTS: faults,
    },
  })
  await app.evaluate(({ dialog }) => {
    const noted: Noted = { asked: [], answer: 1 }
    Object.assign(globalThis, { noted })
    dialog.showMessageBox = (async (_window: unknown, options: Electron.MessageBoxOptions) => {
      noted.asked.push(`${options.message} ${options.detail}`)
      return { response: noted.answer, checkboxChecked: false }
    }) as never
  })
  // The driver drops NODE_OPTIONS. Names are read in the main process, so faults are needed there only.
  await app.evaluate((_electron, file) => {
    const main = process.mainModule as unknown as { require(name: string): unknown }
    main.require(file)
  }, resolve('test/e2e/faults.cjs'))
  // The Electron for tests may be an old one (Node 18) without zlib.crc32; the product's has it.
  await app.evaluate(() => {
    const main = process.mainModule as unknown as { require(name: string): Record<string, unknown> }
    main.require('node:zlib').crc32 ??= (data: Uint8Array, start = 0) => {
      let crc = ~start
      for (const byte of data) {
        crc ^= byte
        for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
      }
      return ~crc >>> 0
    }
  })
  return app
}

/** @param before fills the home before the app starts */
export async function openInElectron(
  before: (home: string) => Promise<unknown> | unknown = () => undefined,
): Promise<InElectron> {
  const shown = await display()
  if (!shown) throw new Error('no display and no Xvfb')
  const place = await makeHome()
  const { home, output } = place
  const faults = join(home, 'faults.json')
  writeFileSync(faults, '[]')
  await before(home)
  const wrong: string[] = []
  let app: ElectronApplication
  let page: Page
  const start = async () => {
    const started = performance.now()
    app = await launch(home, shown.name, faults)
    page = await app.firstWindow()
    watch(page, wrong)
    await page.waitForSelector('.app')
    const ms = Math.round(performance.now() - started)
    console.log(`Electron: window usable after ${ms} ms, launcher included`)
  }
  await start()
  return {
    get app() {
      return app
    },
    get page() {
      return page
    },
    wrong,
    home,
    output,
    screen: shown.name,
    fail: (...list) => writeFileSync(faults, JSON.stringify(list)),
    async give(folder, ready) {
      ready?.()
      await dropPaths(page, [join(home, folder)])
    },
    stop: () => app.close(),
    start,
    async close() {
      await app.close().catch(() => undefined)
      shown.close()
      await place.close()
    },
  }
}
