import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, pause, screenshot } from '../e2e/tools'
import { type FakeWindow, openFakeWindow } from './open-fake'

if (!chromiumPath) console.log('The window over a fake api: left out, because there is no Chromium.')

describe.runIf(chromiumPath)('the window over a fake api', () => {
  let fake: FakeWindow
  beforeAll(async () => {
    fake = await openFakeWindow(chromiumPath!, 'fake-page-window')
  })
  afterAll(() => fake?.close())

  const PLATE = 'images=400&nuclei=60'

  /** Runs of the same images beside the fake's own. */
  const addRuns = (page: Page, names: Record<string, string>) =>
    page.evaluate(async (given) => {
      const [run] = await window.fake.request('runs.list', {})
      const runs = Object.entries(given).map(([id, name]) => ({ ...run!, id, name }))
      window.fake.emit(runs.map((one) => ({ type: 'run' as const, run: one })))
    }, names)

  const PLACES = ['#/count', '#/queue', '#/review/run-1', '#/review/run-1/image/0', '#/evaluate', '#/devices']

  /** One page of this size that goes to every place in turn. */
  async function everyPlace(
    size: { width: number; height: number },
    look: (page: Page, place: string) => Promise<void>,
  ): Promise<void> {
    const page = await fake.open(PLATE, PLACES[0], size)
    for (const place of PLACES) {
      await page.evaluate((hash) => {
        window.location.hash = hash
      }, place)
      await pause(300)
      await look(page, place)
    }
    await page.close()
  }

  const LARGE_ENOUGH = [
    { width: 1180, height: 760 },
    { width: 1440, height: 900 },
  ]
  it.each(LARGE_ENOUGH)('has no scroll bars at $width × $height', async (size) => {
    await everyPlace(size, async (page, place) => {
      const { all, shown } = await page.evaluate(() => {
        const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement
        return { all: [scrollWidth, scrollHeight], shown: [clientWidth, clientHeight] }
      })
      expect([place, ...all]).toEqual([place, size.width, size.height])
      expect([place, ...shown]).toEqual([place, size.width, size.height])
    })
  })

  const ZOOMED = [
    { zoom: 150, width: 960, height: 600 },
    { zoom: 200, width: 720, height: 450 },
  ]
  it.each(ZOOMED)('at a zoom of $zoom % keeps its smallest size and is scrolled', async (size) => {
    await everyPlace(size, async (page, place) => {
      const app = await page.evaluate(() => {
        const { width, height } = document.querySelector('.app')!.getBoundingClientRect()
        window.scrollTo(9999, 9999)
        const { right, bottom } = document.querySelector('.strip')!.getBoundingClientRect()
        return { width, height, right, bottom }
      })
      await screenshot(page, `fake-small-${size.width}-${PLACES.indexOf(place)}`)
      const end = { right: size.width, bottom: size.height }
      expect({ place, ...app }).toEqual({ place, width: 1180, height: 760, ...end })
      if (place !== '#/review/run-1') return
      // The map is as large as in the smallest window, not what is left of 450 px.
      expect((await page.locator('.plate').boundingBox())!.width).toBeGreaterThan(400)
      await page.keyboard.press('Control+k')
      const dialog = (await page.locator('.dialog--find').boundingBox())!
      expect(dialog.x).toBeCloseTo((size.width - dialog.width) / 2, 0)
      await page.keyboard.press('Escape')
    })
  })

  it('Review: another run begins at the top of its tables', async () => {
    const page = await fake.open(PLATE, '#/review/run-1')
    await page.locator('[data-well="E04"]').waitFor()
    await addRuns(page, { 'run-2': 'Test-02' })
    const show = async (run: string) => {
      await page.locator('.bar select').selectOption(run)
      await page.waitForFunction((id) => window.location.hash === `#/review/${id}`, run)
      await page.locator('[data-well="E04"]').waitFor()
    }
    // Both have been looked at: no moment without images comes between them.
    await show('run-2')
    await show('run-1')
    const top = () =>
      page.locator('[aria-label="Wells"][role="rowgroup"]').evaluate((element) => element.scrollTop)
    const wells = page.getByRole('rowgroup', { name: 'Wells' })
    await wells.focus()
    await page.keyboard.press('End')
    await page.waitForFunction(
      () => document.querySelector('[aria-label="Wells"][role="rowgroup"]')!.scrollTop > 1000,
    )
    await show('run-2')
    await pause(300)
    expect(await top()).toBe(0)
    expect(await page.locator('.results__side').innerText()).toContain('Pick a well')
    await page.close()
  })

  it('Tab leaves the export menu, which closes, and goes on from its button', async () => {
    const page = await fake.open('images=8&nuclei=20', '#/review/run-1')
    await page.locator('.plate').waitFor()
    await page.keyboard.press('Control+e')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.getByRole('menu').count()).toBe(0)
    // The first control after the bar.
    expect(await page.evaluate(() => document.activeElement?.closest('label')?.textContent)).toMatch(/^Show/)
    await page.keyboard.press('Control+e')
    await page.keyboard.press('F6')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+e')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Export')
    await page.close()
  })

  it('Find or run: runs that look alike come and go with what is typed', async () => {
    const page = await fake.open('images=8&nuclei=20', '#/count')
    await addRuns(page, { 'run-2': 'Test-01', 'run-3': 'Test-01', 'run-4': 'Test-01' })
    await page.keyboard.press('Control+k')
    const find = page.getByRole('combobox', { name: 'Find or run' })
    await find.fill('test')
    expect(await page.getByRole('option').count()).toBe(4)
    await find.fill('licences')
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['Licences'])
    await find.fill('test')
    expect(await page.getByRole('option').count()).toBe(4)
    await page.close()
  })

  it('a flag tells how many of what is listed carry it: wells of the plate shown, images of all', async () => {
    const page = await fake.open('images=8&nuclei=20', '#/review/run-1')
    await page.locator('.plate').waitFor()
    // Both fields of A01 and one of A02 are empty; so is one of another plate.
    await page.evaluate(async () => {
      const images = await window.fake.request('runs.images', { runId: 'run-1' })
      const empty = [0, 1, 4, 7].map((i) => ({
        ...images[i]!,
        flags: ['empty' as const],
        plate: i === 7 ? 'Test-02' : 'Test-01',
      }))
      window.fake.emit(empty.map((image) => ({ type: 'image' as const, runId: 'run-1', image })))
    })
    const chip = page.getByRole('button', { name: /^Empty/ })
    await chip.waitFor()
    expect(await chip.getAttribute('aria-label')).toBe('Empty: 2 wells')
    await chip.click()
    const wells = page.locator('[role="table"][aria-label="Wells"]')
    expect(await wells.getAttribute('aria-rowcount')).toBe('2')
    await page.getByRole('button', { name: /^Images/ }).click()
    // Images of every plate are listed.
    expect(await chip.getAttribute('aria-label')).toBe('Empty: 4 images')
    const listed = page.locator('[role="table"][aria-label="Images"]')
    expect(await listed.getAttribute('aria-rowcount')).toBe('4')
    await page.close()
  })

  it('said nothing to the console', () => {
    expect(fake.wrong).toEqual([])
  })
})
