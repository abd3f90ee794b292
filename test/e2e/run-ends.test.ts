import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from './axe'
import { chooseFolder, type InBrowser, openInBrowser } from './in-browser'
import { chromiumPath, hasBuild, runEnded, screenshot, smallPlate } from './tools'

const can = hasBuild && chromiumPath !== undefined
if (!can) console.log('The end of a run in Chromium: left out, because there is no build or no Chromium.')

interface Noted {
  asked: number
  shown: string[]
  titles: string[]
  away: boolean
}
const noted = (page: Page) => page.evaluate(() => (window as unknown as { noted: Noted }).noted)

/** Notes what the page asks of the browser, and lets a test say that the page lies behind other windows. */
function watchBrowser(): void {
  const all: Noted = { asked: 0, shown: [], titles: [], away: false }
  Object.assign(window, { noted: all })
  const Real = window.Notification
  window.Notification = class extends Real {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options)
      all.shown.push(`${title}: ${options?.body}`)
    }
    static override requestPermission() {
      all.asked++
      return Real.requestPermission()
    }
  }
  document.hasFocus = () => !all.away
  new MutationObserver(() => {
    if (all.titles.at(-1) !== document.title) all.titles.push(document.title)
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
  })
}

describe.runIf(can)('the end of a run in the browser shell', { timeout: 240_000 }, () => {
  let shell: InBrowser
  const page = () => shell.page

  beforeAll(async () => {
    shell = await openInBrowser(async (home) => {
      // Large enough that a fast machine counts for as long as the tests need to look at it.
      await smallPlate(join(home, 'Karyon-Sample'), 2400)
      return []
    })
    await page().addInitScript(watchBrowser)
    await page().reload()
    await page().locator('.app').waitFor()
  })
  afterAll(() => shell?.close())

  const away = (is: boolean) =>
    page().evaluate((value) => {
      ;(window as unknown as { noted: Noted }).noted.away = value
      if (!value) window.dispatchEvent(new Event('focus'))
    }, is)
  async function count(): Promise<void> {
    await page().keyboard.press('Alt+1')
    await chooseFolder(page(), 'Karyon-Sample')
    await page().getByRole('button', { name: 'Count Enter' }).click()
    await page().locator('.queue').waitFor()
  }
  const words = /^Karyon-Sample: [\d,]+ nuclei in 4 images, 1 not read$/

  it('shows progress in the title, and asks for no leave by itself', async () => {
    expect(await page().title()).toBe('Karyon')
    await count()
    await page().getByRole('button', { name: 'Notify me at the end' }).waitFor()
    await screenshot(page(), 'queue-notify')
    await runEnded(page())
    const { asked, shown, titles } = await noted(page())
    expect(titles.some((title) => /^\d+ % Karyon-Sample – Karyon$/.test(title))).toBe(true)
    expect(await page().title()).toBe('Karyon')
    expect([asked, shown]).toEqual([0, []])
    // Its end was in sight: no line says it once more.
    expect(await page().locator('.toast').count()).toBe(0)
  })

  it('without leave says it in the title, and in a line with a way to the results once it is seen', async () => {
    await count()
    // Before anything else: a fast machine is done soon.
    await away(true)
    await page().getByRole('link', { name: 'Settings' }).click()
    await expect.poll(() => page().title(), { timeout: 60_000 }).toBe('Counted: Karyon-Sample – Karyon')
    expect(await page().locator('.toast').count()).toBe(0)
    await away(false)
    await page().locator('.toast').waitFor()
    expect(await page().locator('.toast span').innerText()).toMatch(words)
    expect(await page().title()).toBe('Karyon')
    await page().locator('.toast').getByRole('button', { name: 'Results' }).click()
    await page().locator('.plate').waitFor()
    expect((await noted(page())).shown).toEqual([])
  })

  it('asks when its user wants a notification, and then shows one', async () => {
    const origin = new URL(page().url()).origin
    await page().getByRole('link', { name: 'Settings' }).click()
    expect((await noted(page())).asked).toBe(0)
    await page().getByRole('button', { name: 'Allow it in this browser…' }).click()
    await expect.poll(async () => (await noted(page())).asked).toBe(1)
    // What its user answers in the browser's own window.
    await page().context().grantPermissions(['notifications'], { origin })
    await page().getByRole('button', { name: 'Allow it in this browser…' }).waitFor({ state: 'detached' })
    await count()
    expect(await page().getByRole('button', { name: 'Notify me at the end' }).count()).toBe(0)
    await away(true)
    await expect.poll(async () => (await noted(page())).shown, { timeout: 60_000 }).toHaveLength(1)
    expect((await noted(page())).shown[0]).toMatch(words)
    await away(false)
    await page().getByRole('link', { name: 'Settings' }).click()
    await page().getByLabel('Notification of the system').uncheck()
    await count()
    // Before anything else: a fast machine is done soon.
    await away(true)
    await page().getByRole('link', { name: 'Settings' }).click()
    await expect.poll(() => page().title(), { timeout: 60_000 }).toBe('Counted: Karyon-Sample – Karyon')
    expect((await noted(page())).shown).toHaveLength(1)
    expect(await seriousViolations(page())).toEqual([])
    await screenshot(page(), 'settings-run-end')
  })

  it('said nothing to the console', () => {
    expect(shell.wrong).toEqual([])
  })
})
