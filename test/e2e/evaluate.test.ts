import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pngBytes } from '../evaluate/fixtures'
import { seriousViolations } from './axe'
import { masksOfRun, predictions, real, targets } from './evaluate-data'
import { type InBrowser, look, openInBrowser } from './in-browser'
import { chromiumPath, hasBuild, openExport, pause, runEnded, screenshot, smallPlate } from './tools'

const can = hasBuild && chromiumPath !== undefined
if (!can)
  console.log('Evaluate in Chromium: left out, because there is no build (npm run build) or no Chromium.')

describe.runIf(can)('Evaluate and Compare in Chromium', () => {
  let shell: InBrowser
  let page: Page
  let names: string[]

  beforeAll(async () => {
    shell = await openInBrowser(async (home) => {
      names = await targets(join(home, 'Bowl'))
      await predictions(home, join(home, 'Bowl'), names)
      const plate = join(home, 'Karyon-Sample')
      await smallPlate(plate)
      return [plate]
    })
    page = shell.page
  })
  afterAll(() => shell?.close())

  /** Goes to a folder in the page's own chooser as a person does: up to the top, then down. */
  async function choose(path: string): Promise<void> {
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('list').waitFor()
    for (;;) {
      const up = dialog.getByRole('button', { name: 'One folder up' })
      await pause(150)
      if ((await up.count()) === 0) break
      await up.click()
    }
    for (const part of path.split('/').filter(Boolean))
      await dialog.getByRole('button', { name: part, exact: true }).click()
    await dialog.locator('.dialog__foot .clip', { hasText: path }).waitFor()
    await dialog.getByRole('button', { name: 'Use this folder' }).click()
  }

  it('says what is missing when there is nothing', async () => {
    await runEnded(page)

    await page.getByRole('link', { name: 'Evaluate' }).click()
    await page.getByText('No target masks.').waitFor()
    await look(page, 'evaluate-empty')
  })

  it('shows what matches by name before anything is scored', async () => {
    await page.getByRole('button', { name: 'Choose masks…' }).click()
    await choose(join(shell.home, 'Bowl/labels'))
    const segmenters = page.getByRole('region', { name: 'Segmenters' })
    for (const kind of ['classical', 'one-pipeline']) {
      await segmenters.getByRole('button', { name: /Folder/ }).click()
      await choose(join(shell.home, kind))
    }
    await segmenters.getByText(`${names.length} matched by name`).nth(1).waitFor()
    await page.getByText(/Found by itself/).waitFor()
    await look(page, 'evaluate-setup')
  })

  it('scores, and every number on the screen is that of the services', async () => {
    await page.getByRole('button', { name: `Score ${names.length} images` }).click()
    await page.locator('.board').waitFor({ timeout: 120_000 })
    const own = page.locator('.board tr.own')
    expect(await own.count()).toBe(2)
    expect(await own.nth(0).innerText()).toMatch(/classical[\s\S]*\.\d{3}/)
    expect(await page.locator('.board').innerText()).toContain('Published for other images')
    await page.waitForFunction(() =>
      /\d errors/.test(document.querySelector('.errors__bar')?.textContent ?? ''),
    )
    await pause(1500)
    await look(page, 'evaluate')
  })

  it('steps through the errors, worst first, with keys, filters and palettes', async () => {
    await page.keyboard.press('n')
    await page.locator('.errors__ring').waitFor()
    expect(await page.locator('.errors__bar').innerText()).toMatch(/1 of \d+/)
    await page.keyboard.press('n')
    await page.keyboard.press('Shift+N')
    expect(await page.locator('.errors__bar').innerText()).toMatch(/1 of \d+/)
    await page.getByRole('button', { name: 'Colour-blind safe' }).click()
    await page.getByRole('button', { name: /errors here/ }).click()
    await pause(1200)
    await screenshot(page, 'evaluate-errors-safe')
    expect(await seriousViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Published', exact: true }).click()
    await page.getByRole('button', { name: /^\d+ images/ }).click()
    const before = await page.locator('.evaluate__name').getAttribute('title')
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(
      (name) => document.querySelector('.evaluate__name')?.getAttribute('title') !== name,
      before,
    )
    await page.keyboard.press(']')
    await page.getByRole('heading', { name: /F1 at \.75/ }).waitFor()
    await page.keyboard.press('[')
    for (const tab of ['S of images', 'Kinds of error']) {
      await page.getByRole('button', { name: tab }).click()
      await pause(300)
      await screenshot(page, `evaluate-${tab.split(' ')[0]!.toLowerCase()}`)
      expect(await seriousViolations(page)).toEqual([])
    }
    await page.getByRole('button', { name: 'Pooled' }).click()
    await screenshot(page, 'evaluate-pooled')
    await page.getByRole('button', { name: 'Macro, per image' }).click()
  })

  it('exports the report, the tables, the plots and a contact sheet a group', async () => {
    const write = async (item: RegExp, done: string) => {
      await openExport(page)
      await page.getByRole('menuitem', { name: item }).click()
      await page.locator('.toasts', { hasText: done }).waitFor({ timeout: 120_000 })
    }
    await openExport(page)
    await pause(200)
    await screenshot(page, 'evaluate-export')
    await page.keyboard.press('Escape')
    await write(/Report/, 'Report: 1 file')
    await write(/Tables/, 'Tables of images and objects: 3 files')
    await write(/Plots/, 'Plots: 10 files')
    await write(/this image/, 'Error map of this image: 1 file')
    await write(/Contact sheets/, 'Contact sheets by group')
    const folder = join(shell.output, readdirSync(shell.output).find((name) => name.endsWith('evaluation'))!)
    expect(readdirSync(folder).sort()).toEqual([
      'contact-sheets',
      'error-maps',
      'evaluation.json',
      'images.csv',
      'objects.csv',
      'plots',
      'report.html',
    ])
    const json = JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')) as { all: { S: number } }
    const shown = await page.locator('.board tr.own .big').first().innerText()
    expect(shown).toContain(json.all.S.toFixed(3).replace('0.', '.'))
  })

  it('comes back to the scores after a reload', async () => {
    await page.reload()
    await page.locator('.board tr.own').first().waitFor()
  })

  it('compares two segmenters, linked, swapped, blinked, where they differ most first', async () => {
    await page.getByRole('link', { name: 'Compare' }).click()
    await page.getByRole('button', { name: 'Choose A and B…' }).click()
    for (const [side, kind] of [
      ['A', 'classical'],
      ['B', 'one-pipeline'],
    ] as const) {
      await page
        .getByRole('region', { name: side, exact: true })
        .getByRole('button', { name: /Folder/ })
        .click()
      await choose(join(shell.home, kind))
    }
    await page
      .getByRole('region', { name: 'Images' })
      .getByRole('button', { name: /Folder/ })
      .click()
    await choose(join(shell.home, 'Bowl/images'))
    await look(page, 'compare-setup')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.locator('.panes .stage').nth(1).waitFor({ timeout: 120_000 })
    await pause(1500)
    await look(page, 'compare')
    const delta = await page.locator('.compare__delta .value').innerText()
    await page.keyboard.press('x')
    const swapped = await page.locator('.compare__delta .value').innerText()
    if (delta !== '0') expect(swapped).not.toBe(delta)
    await page.keyboard.press('x')
    await page.keyboard.press('n')
    // On generated fluorescence both segmenters are the same pipeline: there is no difference to go to.
    if (real) await page.locator('.errors__ring').nth(1).waitFor()
    await pause(400)
    await screenshot(page, 'compare-difference')
    await page.keyboard.press('l')
    expect(await page.getByRole('button', { name: /Not linked/ }).count()).toBe(1)
    await page.keyboard.press('l')
    await page.keyboard.press('b')
    expect(await page.locator('.panes .stage').count()).toBe(1)
    await page.getByRole('button', { name: 'Swipe' }).click()
    await pause(400)
    await screenshot(page, 'compare-swipe')
    expect(await seriousViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Side by side' }).click()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(
      () => document.querySelectorAll('.filmstrip__item')[1]?.getAttribute('aria-current') === 'true',
    )
  })

  it('takes a run with its images and wells', async () => {
    await page.getByRole('button', { name: 'Choose others…' }).click()
    const a = page.getByRole('region', { name: 'A', exact: true })
    await a.getByLabel('Take a run').selectOption({ index: 1 })
    await a.getByText('Karyon-Sample').first().waitFor()
    const run = readdirSync(shell.output).find((name) => name.includes('-karyon_'))!
    await page
      .getByRole('region', { name: 'B', exact: true })
      .getByRole('button', { name: /Folder/ })
      .click()
    await choose(join(shell.output, run, 'labels'))
    await page
      .getByRole('region', { name: 'Images' })
      .getByRole('button', { name: /^Leave out/ })
      .click()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('button', { name: '4 wells' }).click()
    expect(await page.locator('.compare__wells tbody tr').count()).toBe(4)
    // The same label images on both sides agree in everything, and the run's own image is under them.
    expect(await page.locator('.compare__delta .value').innerText()).toBe('0')
    expect(await page.getByText('The image itself was not found').count()).toBe(0)
    await pause(800)
    await screenshot(page, 'compare-run')
    expect(await seriousViolations(page)).toEqual([])
  })

  it('draws the error map of a run in Review once masks are attached, and keeps them', async () => {
    const run = readdirSync(shell.output).find((name) => name.includes('-karyon_'))!
    await masksOfRun(join(shell.output, run, 'labels'), join(shell.home, 'masks'))
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByRole('link', { name: 'Image', exact: true }).click()
    await page.locator('.stage__layer').waitFor()
    await page.keyboard.press('3')
    await page.getByRole('button', { name: 'Choose target masks…' }).click()
    await choose(join(shell.home, 'masks'))
    await page.locator('.errors__key').waitFor({ timeout: 30_000 })
    // The first nucleus of each image is no target: one extra, all others agree.
    const nuclei = Number(await page.locator('.viewer__count .value').first().innerText())
    expect(await page.locator('.errors__key').innerText()).toMatch(
      new RegExp(`agreed ${nuclei - 1}\\s+missed 0\\s+extra 1`),
    )
    await page.keyboard.press('n')
    await page.locator('.errors__tag', { hasText: 'extra' }).waitFor()
    await pause(600)
    await look(page, 'image-errors')
    await page.reload()
    await page.locator('.stage__layer').waitFor()
    await page.keyboard.press('3')
    await page.locator('.errors__key').waitFor({ timeout: 30_000 })
    await page.keyboard.press('1')
    await page.getByRole('link', { name: 'Evaluate' }).click()
  })

  it('keeps controls and scales of a plate over a reload', async () => {
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByRole('link', { name: 'Plate' }).click()
    await page.locator('[data-well="B02"]').click()
    await page.getByRole('button', { name: 'Negative control' }).click()
    await page.getByRole('button', { name: '% of control' }).click()
    expect(await page.locator('[data-well="B02"]').innerText()).toBe('100 %')
    await look(page, 'plate-control')
    await page.reload()
    await page.locator('[data-well="B02"].is-negative').waitFor()
    await page.getByRole('link', { name: 'Evaluate' }).click()
  })

  it('says in a sentence what cannot be compared', async () => {
    await page.getByRole('link', { name: 'Scores' }).click()
    await page.getByRole('button', { name: /^Targets/ }).click()
    mkdirSync(join(shell.home, 'stranger'))
    await writeFile(
      join(shell.home, 'stranger', 'nobody.png'),
      await pngBytes({ width: 8, height: 8, data: new Uint8Array(64) }),
    )
    await page
      .getByRole('region', { name: 'Targets' })
      .getByRole('button', { name: /Folder/ })
      .click()
    await choose(join(shell.home, 'Bowl/labels'))
    await page
      .getByRole('region', { name: 'Segmenters' })
      .getByRole('button', { name: /Folder/ })
      .click()
    await choose(join(shell.home, 'stranger'))
    await page.getByText('No image has the same name in all sets.').waitFor()
    expect(await page.getByRole('button', { name: /^Score/ }).isDisabled()).toBe(true)
    await screenshot(page, 'evaluate-no-match')
    expect(await seriousViolations(page)).toEqual([])
  })

  it('said nothing to the console but what was expected', () => {
    expect(shell.wrong).toEqual([])
  })
})
