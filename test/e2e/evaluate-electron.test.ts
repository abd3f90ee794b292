import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from './axe'
import { masksOfRun, predictions, targets } from './evaluate-data'
import { electron, type InElectron, openInElectron } from './in-electron'
import { openExport, pause, runEnded, screenshot, smallPlate } from './tools'

if (!electron)
  console.log('Evaluate in Electron: left out, because there is no build or no Electron binary here.')

describe.runIf(electron)('Evaluate and Compare in Electron', () => {
  let shell: InElectron
  let names: string[]
  const page = () => shell.page

  beforeAll(async () => {
    shell = await openInElectron(async (home) => {
      names = await targets(join(home, 'Bowl'))
      await predictions(home, join(home, 'Bowl'), names)
      await smallPlate(join(home, 'Karyon-Sample'))
    })
  })
  afterAll(() => shell?.close())

  /** The next dialog of the system is answered with this path. */
  const answer = (path: string) =>
    shell.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never
    }, path)

  it('scores folders chosen in the system’s dialog, and draws error maps over the message port', async () => {
    await page().getByRole('link', { name: 'Evaluate' }).click()
    await answer(join(shell.home, 'Bowl/labels'))
    await page().getByRole('button', { name: 'Choose masks…' }).click()
    const segmenters = page().getByRole('region', { name: 'Segmenters' })
    for (const kind of ['classical', 'one-pipeline']) {
      await answer(join(shell.home, kind))
      await segmenters.getByRole('button', { name: 'Folder…' }).click()
      await segmenters.getByText(kind, { exact: true }).waitFor()
    }
    await page()
      .getByRole('button', { name: `Score ${names.length} images` })
      .click()
    await page().locator('.board tr.own').nth(1).waitFor({ timeout: 120_000 })
    await page().waitForFunction(() =>
      /\d errors/.test(document.querySelector('.errors__bar')?.textContent ?? ''),
    )
    await page().keyboard.press('n')
    await page().locator('.errors__ring').waitFor()
    // The stage shows more than its own gray: the map has come.
    await page().waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.mapstage canvas')
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      return data?.some((value, i) => i % 4 < 3 && value > 0x2e)
    })
    await screenshot(page(), 'electron-evaluate')
    expect(await seriousViolations(page())).toEqual([])
  })

  it('exports tables with the numbers on the screen', async () => {
    await openExport(page())
    await page()
      .getByRole('menuitem', { name: /Tables/ })
      .click()
    await page().locator('.toasts', { hasText: '3 files' }).waitFor({ timeout: 60_000 })
    const folder = join(shell.output, readdirSync(shell.output).find((name) => name.endsWith('evaluation'))!)
    const json = JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')) as { all: { S: number } }
    const shown = await page().locator('.board tr.own .big').first().innerText()
    expect(shown).toContain(json.all.S.toFixed(3).replace('0.', '.'))
  })

  it('compares two segmenters side by side', async () => {
    await page().getByRole('link', { name: 'Compare' }).click()
    await page().getByRole('button', { name: 'Choose A and B…' }).click()
    for (const [side, kind] of [
      ['A', 'classical'],
      ['B', 'one-pipeline'],
    ] as const) {
      await answer(join(shell.home, kind))
      const region = page().getByRole('region', { name: side, exact: true })
      await region.getByRole('button', { name: 'Folder…' }).click()
      await region.getByText(kind, { exact: true }).waitFor()
    }
    await page().getByRole('button', { name: 'Compare', exact: true }).click()
    await page().locator('.panes .stage').nth(1).waitFor({ timeout: 120_000 })
    await pause(800)
    await screenshot(page(), 'electron-compare')
    expect(await seriousViolations(page())).toEqual([])
  })

  it('attaches masks to a run and draws its error map in Review', { timeout: 240_000 }, async () => {
    await page().keyboard.press('Alt+1')
    await answer(join(shell.home, 'Karyon-Sample'))
    await page().keyboard.press('Control+o')
    await page().locator('.drop--plan').waitFor()
    await page().keyboard.press('Enter')
    await page().locator('.queue').waitFor()
    await runEnded(page())
    const run = readdirSync(shell.output).find((name) => name.includes('-karyon_'))!
    mkdirSync(join(shell.home, 'masks'))
    await masksOfRun(join(shell.output, run, 'labels'), join(shell.home, 'masks'))
    await page().getByRole('link', { name: 'Review' }).click()
    await page().getByRole('link', { name: 'Image', exact: true }).click()
    await page().locator('.stage__layer').waitFor()
    await page().keyboard.press('3')
    await answer(join(shell.home, 'masks'))
    await page().getByRole('button', { name: 'Choose target masks…' }).click()
    await page().locator('.errors__key').waitFor({ timeout: 30_000 })
    expect(await page().locator('.errors__key').innerText()).toMatch(/missed 0\s+extra 1/)
    await pause(600)
    await screenshot(page(), 'electron-error-map')
    expect(await seriousViolations(page())).toEqual([])
  })

  it('said nothing to the console', () => {
    expect(shell.wrong).toEqual([])
  })
})
