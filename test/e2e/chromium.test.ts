import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from './axe'
import { dropFiles, type InBrowser, look, openInBrowser } from './in-browser'
import { chromiumPath, hasBuild, pause, readsLicences, runEnded, screenshot, smallPlate } from './tools'

const can = hasBuild && chromiumPath !== undefined
if (!can)
  console.log('End to end in Chromium: left out, because there is no build (npm run build) or no Chromium.')

describe.runIf(can)('the window in Chromium, from drop to export', () => {
  let shell: InBrowser
  let page: Page
  let plate: string

  beforeAll(async () => {
    shell = await openInBrowser(async (home) => {
      plate = join(home, 'Karyon-Sample')
      await smallPlate(plate)
      return []
    })
    page = shell.page
  })
  afterAll(() => shell?.close())

  it('shows an empty start that says what to do', async () => {
    await expect(page.title()).resolves.toBe('Karyon')
    expect(await page.getByRole('heading', { name: 'Drop a plate folder or images' }).isVisible()).toBe(true)
    await look(page, 'count')
    await page.keyboard.press('Alt+2')
    await page.getByText('No run yet.').waitFor()
    await page.keyboard.press('Alt+1')
  })

  it('takes dropped files, shows the plan, counts them and names the file that cannot be read', async () => {
    const files = readdirSync(plate).filter((name) => name.endsWith('.tif'))
    await dropFiles(
      page,
      files.map((name) => ({ name, bytes: readFileSync(join(plate, name)) })),
    )
    await page.locator('.drop--plan').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Change…' }).click()
    expect(await page.getByRole('timer').count()).toBe(0)
    await look(page, 'plan')
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.locator('.plan').innerText()).toContain('Karyon-Sample')
    await page.getByRole('button', { name: 'Count Enter' }).click()
    await page.locator('.queue').waitFor()
    await screenshot(page, 'queue-running')
    await runEnded(page)
    expect(await page.locator('.run__numbers').innerText()).toMatch(/5[\s\S]*of 5 images/)
    expect(await page.locator('.remedy').count()).toBe(1)
    expect((await page.locator('.remedy b').innerText()).length).toBeGreaterThan(10)
    await look(page, 'queue')
  })

  it('shows the plate, links the selection everywhere and copies the table', async () => {
    await page.getByRole('link', { name: 'Results' }).click()
    await page.locator('[data-well="B02"]').click()
    expect(await page.locator('[data-well="B02"]').getAttribute('aria-selected')).toBe('true')
    expect(await page.locator('.results__side h2').innerText()).toBe('Well B02')
    expect(await page.locator('.rows__line.is-selected').innerText()).toContain('B02')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.results__side h2').innerText()).toBe('Well B03')
    const count = Number(await page.locator('.results__side .readout--hero .value').innerText())
    expect(count).toBeGreaterThan(0)
    await look(page, 'plate')
    await page.getByRole('button', { name: /^Nuclei [0-9]/ }).click()
    await page
      .locator('.rows--tight .rows__line.rows__at')
      .nth(count - 1)
      .waitFor()
    expect(await page.locator('[role="table"][aria-label="Nuclei"]').getAttribute('aria-rowcount')).toBe(
      String(count),
    )
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    expect(await page.locator('.toasts').innerText()).toContain(`Copied ${count} rows`)
  })

  it('opens a nucleus of the table in its image, with outlines and raw values', async () => {
    await page.locator('.rows--tight .rows__line.rows__at').nth(2).dblclick()
    await page.locator('.stage').waitFor()
    await page.waitForFunction(() =>
      /outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
    )
    await page.locator('.card').waitFor()
    // The stage shows pixels: many grays, and the outlines' own green.
    const count = () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.stage__canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      let green = 0
      const grays = new Set<number>()
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 1]! - data[i]! > 60) green++
        else if (data[i] === data[i + 1] && data[i] === data[i + 2]) grays.add(data[i]!)
      }
      return { green, grays: grays.size }
    }
    let colours = await page.evaluate(count)
    for (let wait = 0; wait < 50 && colours.green <= 200; wait++) {
      await pause(200)
      colours = await page.evaluate(count)
    }
    expect(colours.green).toBeGreaterThan(200)
    expect(colours.grays).toBeGreaterThan(40)
    await page.mouse.move(500, 400)
    await page.waitForFunction(() =>
      /of 65,535/.test(document.querySelector('.strip__px')?.textContent ?? ''),
    )
    await page.keyboard.press('f')
    await look(page, 'image')
  })

  it('is driven by keys: overlay, zoom, fields, regions, Ctrl K, ?', async () => {
    await page.locator('.stage').focus()
    await page.keyboard.press('2')
    expect(await page.getByRole('button', { name: /^Fill/ }).getAttribute('aria-pressed')).toBe('true')
    await screenshot(page, 'image-fill')
    await page.keyboard.press('1')
    const hash = await page.evaluate(() => window.location.hash)
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction((before) => window.location.hash !== before, hash)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await screenshot(page, 'keys')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find or run' }).fill('settings')
    await screenshot(page, 'find')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    const seen = new Set<string>()
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('F6')
      seen.add(
        await page.evaluate(
          () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? '',
        ),
      )
    }
    expect(seen).toContain('places')
    expect(seen).toContain('settings')
  })

  it('keeps a setting, shows models, devices and the guide', async () => {
    await look(page, 'settings')
    await page.getByLabel('Pixels').check()
    await page.waitForFunction(() => true)
    await pause(200)
    expect(JSON.parse(readFileSync(join(shell.home, 'settings.json'), 'utf8'))).toMatchObject({ units: 'px' })
    await page.keyboard.press('Alt+4')
    await page.getByRole('heading', { name: 'Models & device' }).waitFor()
    await look(page, 'devices')
    await page.getByRole('link', { name: 'Help' }).click()
    await look(page, 'help')
    await readsLicences(page)
    await look(page, 'licences')
  })

  it('exports overlays and the workbook into the results folder', async () => {
    // The second key before the browser has told of the new place: under load it comes that early.
    const opened = await page.evaluate(async () => {
      const press = (init: KeyboardEventInit) =>
        document.body.dispatchEvent(
          new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }),
        )
      press({ key: '2', altKey: true })
      await Promise.resolve()
      press({ key: 'e', ctrlKey: true })
      await Promise.resolve()
      return document.querySelector('[role="menu"]') !== null
    })
    expect(opened).toBe(true)
    await screenshot(page, 'export')
    expect(await seriousViolations(page)).toEqual([])
    await page.getByRole('menuitem', { name: /Overlays/ }).click()
    await page.locator('.toasts', { hasText: 'Overlays saved' }).waitFor({ timeout: 60_000 })
    const [run] = readdirSync(shell.output)
    const folder = join(shell.output, run!)
    for (const name of [
      'counts.csv',
      'wells.csv',
      'nuclei.csv',
      'results.xlsx',
      'run.json',
      'labels',
      'overlays',
    ]) {
      expect(existsSync(join(folder, name)), name).toBe(true)
    }
    expect(readdirSync(join(folder, 'overlays')).length).toBe(4)
  })

  it('comes back to the same place after a reload, with the past run there', async () => {
    await page.reload()
    await page.locator('.plate').waitFor()
    await page.keyboard.press('Alt+1')
    await page.locator('.recent a').first().waitFor()
    expect(await page.locator('.recent a').count()).toBe(1)
  })

  it('said nothing to the console but what was expected', () => {
    expect(shell.wrong).toEqual([])
  })
})
