import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { look } from './in-browser'
import { electron, type InElectron, openInElectron } from './in-electron'
import { pause, runEnded, smallPlate } from './tools'

if (!electron) console.log('Correcting in Electron: left out, because there is no build or no Electron here.')

describe.runIf(electron)('correcting an image in Electron', { timeout: 120_000 }, () => {
  let shell: InElectron
  beforeAll(async () => {
    shell = await openInElectron((home) => smallPlate(join(home, 'Karyon-Sample')))
  })
  afterAll(() => shell?.close())

  const table = () => {
    const [run] = readdirSync(shell.output)
    return readFileSync(join(shell.output, run!, 'counts.csv'), 'utf8')
  }
  const shown = () => shell.page.locator('.inspector .readout--hero .value').innerText()
  const shows = (count: number) =>
    shell.page.waitForFunction(
      (wanted) => document.querySelector('.inspector .readout--hero .value')?.textContent === wanted,
      String(count),
    )
  /** Opens well B02 of the last run. */
  const openWell = async () => {
    await shell.page.keyboard.press('Alt+2')
    await shell.page.locator('[data-well="B02"]').click()
    await shell.page.keyboard.press('Enter')
    await shell.page.waitForFunction(() =>
      /nuclei outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
    )
  }
  let n = 0

  it('removes a nucleus: the tables follow', async () => {
    const { page } = shell
    await shell.give('Karyon-Sample')
    await page.getByRole('button', { name: 'Count Enter' }).click()
    await runEnded(page)
    await openWell()
    n = Number(await shown())
    expect(n).toBeGreaterThan(4)
    expect(table()).not.toContain('corrected')
    await page.locator('.stage').focus()
    await page.keyboard.press('n')
    await page.keyboard.press('e')
    await page.getByRole('toolbar', { name: 'Tools' }).waitFor()
    await page.keyboard.press('Delete')
    await shows(n - 1)
    await look(page, 'correct-electron')
    await page.getByRole('button', { name: /^Done/ }).click()
    for (let wait = 0; wait < 100 && !table().includes('corrected'); wait++) await pause(100)
    expect(table()).toContain('Corrected by hand: 1 removed')
  })

  it('is still so after a restart, and can be taken back', async () => {
    await shell.stop()
    await shell.start()
    await openWell()
    expect(await shown()).toBe(String(n - 1))
    await shell.page.locator('.stage').focus()
    await shell.page.keyboard.press('e')
    await shell.page.getByRole('toolbar', { name: 'Tools' }).waitFor()
    await shell.page.keyboard.press('Control+z')
    await shows(n)
    await shell.page.getByRole('button', { name: /^Done/ }).click()
    for (let wait = 0; wait < 100 && table().includes('corrected'); wait++) await pause(100)
    expect(table()).not.toContain('corrected')
    expect(shell.wrong).toEqual([])
  })
})
