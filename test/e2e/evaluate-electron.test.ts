import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from './axe'
import { masksOfRun, predictions, targets } from './evaluate-data'
import {
  display,
  electronPath,
  hasBuild,
  makeHome,
  pause,
  runEnded,
  screenshot,
  smallPlate,
  watch,
} from './tools'

const executable = hasBuild ? electronPath() : undefined
if (!executable)
  console.log('Evaluate in Electron: left out, because there is no build or no Electron binary here.')

describe.runIf(executable)('Evaluate and Compare in Electron', () => {
  let app: ElectronApplication
  let page: Page
  let screen: Awaited<ReturnType<typeof display>>
  let place: Awaited<ReturnType<typeof makeHome>>
  let names: string[]
  const wrong: string[] = []

  beforeAll(async () => {
    screen = await display()
    if (!screen) throw new Error('no display and no Xvfb')
    place = await makeHome()
    names = await targets(join(place.home, 'Bowl'))
    await predictions(place.home, join(place.home, 'Bowl'), names)
    await smallPlate(join(place.home, 'Karyon-Sample'))
    app = await _electron.launch({
      executablePath: executable,
      args: [resolve('.'), '--no-sandbox', '--disable-gpu'],
      env: { ...process.env, KARYON_HOME: place.home, DISPLAY: screen.name } as Record<string, string>,
    })
    // Closing while a run counts asks; the answer here is Close.
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = (async () => ({ response: 1, checkboxChecked: false })) as never
    })
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
    page = await app.firstWindow()
    watch(page, wrong)
    await page.waitForSelector('.app')
  })
  afterAll(async () => {
    await app?.close().catch(() => undefined)
    screen?.close()
    await place?.close()
  })

  /** The next dialog of the system is answered with this path. */
  const answer = (path: string) =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never
    }, path)

  it('scores folders chosen in the system’s dialog, and draws error maps over the message port', async () => {
    await page.getByRole('link', { name: 'Evaluate' }).click()
    await answer(join(place.home, 'Bowl/labels'))
    await page.getByRole('button', { name: 'Choose masks…' }).click()
    const segmenters = page.getByRole('region', { name: 'Segmenters' })
    for (const kind of ['classical', 'one-pipeline']) {
      await answer(join(place.home, kind))
      await segmenters.getByRole('button', { name: 'Folder…' }).click()
      await segmenters.getByText(kind, { exact: true }).waitFor()
    }
    await page.getByRole('button', { name: `Score ${names.length} images` }).click()
    await page.locator('.board tr.own').nth(1).waitFor({ timeout: 120_000 })
    await page.waitForFunction(() =>
      /\d errors/.test(document.querySelector('.errors__bar')?.textContent ?? ''),
    )
    await page.keyboard.press('n')
    await page.locator('.errors__ring').waitFor()
    // The stage shows more than its own gray: the map has come.
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.mapstage canvas')
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      return data?.some((value, i) => i % 4 < 3 && value > 0x2e)
    })
    await screenshot(page, 'electron-evaluate')
    expect(await seriousViolations(page)).toEqual([])
  })

  it('exports tables with the numbers on the screen', async () => {
    await page.keyboard.press('Control+e')
    await page.getByRole('menuitem', { name: /Tables/ }).click()
    await page.locator('.toasts', { hasText: '3 files' }).waitFor({ timeout: 60_000 })
    const folder = join(place.output, readdirSync(place.output).find((name) => name.endsWith('evaluation'))!)
    const json = JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')) as { all: { S: number } }
    const shown = await page.locator('.board tr.own .big').first().innerText()
    expect(shown).toContain(json.all.S.toFixed(3).replace('0.', '.'))
  })

  it('compares two segmenters side by side', async () => {
    await page.getByRole('link', { name: 'Compare' }).click()
    await page.getByRole('button', { name: 'Choose A and B…' }).click()
    for (const [side, kind] of [
      ['A', 'classical'],
      ['B', 'one-pipeline'],
    ] as const) {
      await answer(join(place.home, kind))
      const region = page.getByRole('region', { name: side, exact: true })
      await region.getByRole('button', { name: 'Folder…' }).click()
      await region.getByText(kind, { exact: true }).waitFor()
    }
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.locator('.panes .stage').nth(1).waitFor({ timeout: 120_000 })
    await pause(800)
    await screenshot(page, 'electron-compare')
    expect(await seriousViolations(page)).toEqual([])
  })

  it('attaches masks to a run and draws its error map in Review', { timeout: 240_000 }, async () => {
    await page.keyboard.press('Alt+1')
    await answer(join(place.home, 'Karyon-Sample'))
    await page.keyboard.press('Control+o')
    await page.locator('.drop--plan').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.queue').waitFor()
    await runEnded(page)
    const run = readdirSync(place.output).find((name) => name.includes('-karyon_'))!
    mkdirSync(join(place.home, 'masks'))
    await masksOfRun(join(place.output, run, 'labels'), join(place.home, 'masks'))
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByRole('link', { name: 'Image', exact: true }).click()
    await page.locator('.stage__layer').waitFor()
    await page.keyboard.press('3')
    await answer(join(place.home, 'masks'))
    await page.getByRole('button', { name: 'Choose target masks…' }).click()
    await page.locator('.errors__key').waitFor({ timeout: 30_000 })
    expect(await page.locator('.errors__key').innerText()).toMatch(/missed 0\s+extra 1/)
    await pause(600)
    await screenshot(page, 'electron-error-map')
    expect(await seriousViolations(page)).toEqual([])
  })

  it('said nothing to the console', () => {
    expect(wrong).toEqual([])
  })
})
