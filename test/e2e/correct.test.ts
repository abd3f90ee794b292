import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropFiles, glance, type InBrowser, look, openInBrowser, settled } from './in-browser'
import { chromiumPath, hasBuild, pause, runEnded, smallPlate } from './tools'

const can = hasBuild && chromiumPath !== undefined
if (!can) console.log('Correcting end to end: left out, because there is no build or no Chromium.')

describe.runIf(can)('correcting an image in Chromium', () => {
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

  const folder = () => join(shell.output, readdirSync(shell.output)[0]!)
  const table = (name: string) => readFileSync(join(folder(), name), 'utf8')
  const tables = () => ['counts.csv', 'wells.csv', 'nuclei.csv'].map(table)
  const now = async () => Number(await page.locator('.inspector .readout--hero .value').innerText())
  const changes = () => page.locator('.correct__history li').allInnerTexts()
  /** Until the image has this many nuclei. */
  const counts = (n: number) =>
    page.waitForFunction(
      (wanted) => document.querySelector('.inspector .readout--hero .value')?.textContent === wanted,
      String(n),
    )
  const inTables = async (text: string | RegExp) => {
    for (let wait = 0; wait < 100 && !table('counts.csv').match(text); wait++) await pause(100)
    expect(table('counts.csv')).toMatch(text)
  }
  let before: string[]
  let n = 0

  it('counts the sample plate and opens an image of it', { timeout: 240_000 }, async () => {
    const files = readdirSync(plate).filter((name) => name.endsWith('.tif'))
    await dropFiles(
      page,
      files.map((name) => ({ name, bytes: readFileSync(join(plate, name)) })),
    )
    await page.getByRole('button', { name: 'Count Enter' }).click()
    await runEnded(page)
    await page.getByRole('link', { name: 'Results' }).click()
    await page.locator('[data-well="B02"]').click()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() =>
      /nuclei outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
    )
    before = tables()
    n = await now()
    expect(n).toBeGreaterThan(4)
  })

  it('splits, merges, deletes, adds and keeps from the keyboard, with undo and redo', async () => {
    await page.locator('.stage').focus()
    await page.keyboard.press('n')
    await page.keyboard.press('e')
    await page.getByRole('toolbar', { name: 'Tools' }).waitFor()
    await counts(n)
    await page.keyboard.press('s')
    await page.keyboard.press('w')
    await page.locator('.correct__tag').nth(1).waitFor()
    await look(page, 'correct-split')
    expect(await page.locator('.inspector').innerText()).toMatch(/px → [\d,]+ \+ [\d,]+/)
    await page.locator('.stage').focus()
    await page.keyboard.press('Enter')
    await counts(n + 1)
    expect((await changes())[0]).toMatch(/^Split \d+/)
    // Both halves one again: the selected one and its nearest.
    await page.keyboard.press('m')
    await page.keyboard.press('Enter')
    await page.locator('.correct__tag').first().waitFor()
    await page.keyboard.press('Enter')
    await counts(n)
    expect((await changes())[0]).toMatch(/^Merged \d+ and \d+/)
    await page.keyboard.press('Delete')
    await counts(n - 1)
    await page.keyboard.press('Control+z')
    await counts(n)
    expect((await changes())[0]).toMatch(/undone/)
    await page.keyboard.press('Control+y')
    await counts(n - 1)
    await page.keyboard.press('Control+z')
    await counts(n)
    await page.keyboard.press('Control+Shift+Z')
    await counts(n - 1)
    // Drawn by keys alone, in the place of the one removed.
    await page.keyboard.press('a')
    await page.keyboard.press('Shift+ArrowUp')
    for (const [key, times] of [
      ['ArrowRight', 3],
      ['ArrowDown', 4],
      ['ArrowLeft', 4],
    ] as const) {
      await page.keyboard.press('Space')
      for (let step = 0; step < times; step++) await page.keyboard.press(`Shift+${key}`)
    }
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.locator('.correct__tag').first().waitFor()
    await glance(page, 'correct-add')
    await page.keyboard.press('Enter')
    await counts(n)
    expect((await changes())[0]).toMatch(/^Added \d+/)
    await page.keyboard.press('n')
    await page.keyboard.press('y')
    await page.waitForFunction(() =>
      /^Kept/.test(document.querySelector('.correct__history li')?.textContent ?? ''),
    )
  })

  it('draws with the pointer: a cut, an outline, superpixels', async () => {
    const stage = (await page.locator('.stage').boundingBox())!
    // The selected nucleus comes to the middle of the stage.
    await page.keyboard.press('n')
    await settled(page)
    const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 }
    await page.keyboard.press('s')
    await page.mouse.move(middle.x, stage.y + stage.height * 0.2)
    await page.mouse.down()
    await page.mouse.move(middle.x, stage.y + stage.height * 0.8, { steps: 12 })
    await page.mouse.up()
    await page.locator('.correct__tag').nth(1).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('.correct__tag').count()).toBe(0)
    await page.keyboard.press('p')
    await page.locator('.correct__piece').waitFor()
    await page.getByLabel('Over others').check()
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.down()
    await page.mouse.move(middle.x + 30, middle.y + 10, { steps: 5 })
    await page.mouse.up()
    expect(await page.getByRole('button', { name: '2', exact: true }).getAttribute('aria-pressed')).toBe(
      'true',
    )
    await look(page, 'correct-superpixels')
    await page.locator('.stage').focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() =>
      /^Painted/.test(document.querySelector('.correct__history li')?.textContent ?? ''),
    )
    await page.keyboard.press('v')
    await page.keyboard.down('h')
    await settled(page)
    await glance(page, 'correct-model-held')
    await page.keyboard.up('h')
    await page.keyboard.press('d')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() =>
      /^Removed/.test(document.querySelector('.correct__history li')?.textContent ?? ''),
    )
  })

  it('done: count, plate, tables and label image say the corrected number', async () => {
    const corrected = await now()
    await page.locator('.stage').focus()
    await page.keyboard.press('Escape')
    await page.getByText('Corrected by hand', { exact: true }).waitFor()
    await counts(corrected)
    await look(page, 'corrected')
    await inTables(/corrected/)
    expect(table('counts.csv').split('\n')[1]).toContain(`,${corrected},`)
    expect(table('nuclei.csv').split('\n')[0]).toMatch(/,corrected\r?$/)
    for (let wait = 0; wait < 100 && !table('run.json').includes('"corrections"'); wait++) await pause(100)
    expect(table('run.json')).toContain('"corrections"')
    expect(readdirSync(join(folder(), 'labels-corrected'))).toHaveLength(1)
    await page.getByRole('link', { name: 'Plate' }).click()
    await page.locator('[data-well="B02"]').click()
    expect(await page.locator('.results__side .readout--hero .value').innerText()).toBe(String(corrected))
    await page.reload()
    await page.locator('[data-well="B02"]').click()
    expect(await page.locator('.results__side .readout--hero .value').innerText()).toBe(String(corrected))
  })

  it('survives a kill, and reverts to the very same tables', async () => {
    await shell.restart([], 'SIGKILL')
    page = shell.page
    await page.keyboard.press('Alt+2')
    await page.locator('[data-well="B02"]').click()
    await page.keyboard.press('Enter')
    await page.getByText('Corrected by hand', { exact: true }).waitFor()
    await page.waitForFunction(() =>
      /nuclei outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
    )
    await page.locator('.stage').focus()
    await page.keyboard.press('e')
    await page.getByRole('button', { name: 'Revert' }).click()
    // Every change there was; they stay in the list.
    await page.locator('.correct__history li.is-now', { hasText: 'Outlined by' }).waitFor()
    await counts(n)
    expect((await changes()).filter((line) => line.includes('undone')).length).toBeGreaterThan(4)
    await page.getByRole('button', { name: 'Done Esc' }).click()
    // Written last of all tables.
    for (let wait = 0; wait < 100 && table('run.json').includes('"corrections"'); wait++) await pause(100)
    expect(tables()).toEqual(before)
    expect(table('run.json')).not.toContain('"corrections"')
    expect(readdirSync(join(folder(), 'labels-corrected'))).toHaveLength(0)
  })

  it('keeps and removes from the image page, with undo in a toast', async () => {
    await page.locator('.stage').focus()
    await page.keyboard.press('n')
    await page.keyboard.press('Delete')
    await page.locator('.toasts', { hasText: 'Removed' }).waitFor()
    await counts(n - 1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await counts(n)
    await page.keyboard.press('y')
    await page.getByText('Corrected by hand', { exact: true }).waitFor()
    expect(shell.wrong).toEqual([])
  })
})
