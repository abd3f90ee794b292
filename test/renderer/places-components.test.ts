import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from '../e2e/axe'
import { chromiumPath, pause, screenshot } from '../e2e/tools'
import { type FakeWindow, openFakeWindow } from './open-fake'

if (!chromiumPath) console.log('Places over a fake api: left out, because there is no Chromium.')

describe.runIf(chromiumPath)('every place over a fake api', () => {
  let fake: FakeWindow
  beforeAll(async () => {
    fake = await openFakeWindow(chromiumPath!, 'fake-page-places')
  })
  afterAll(() => fake?.close())

  const RUN = 'images=8&nuclei=20&side=256'

  const fail = (page: Page, name: string, message: string, remedy: string) =>
    page.evaluate(([request, failure]) => window.fake.fail(request as never, failure as never), [
      name,
      { code: 'internal', message, remedy },
    ] as const)

  /** Chooses masks and two segmenters in Evaluate, as dialogs of the system would give them. */
  async function setUp(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Choose masks…' }).click()
    const segmenters = page.getByRole('region', { name: 'Segmenters' })
    await segmenters.getByRole('button', { name: 'Folder…' }).click()
    await segmenters.getByText('6 matched by name').waitFor()
  }

  for (const [name, hash, words] of [
    ['Count', '#/count', 'Drop'],
    ['Queue', '#/queue', 'Test-01'],
    ['Plate', '#/review/run-1', 'Wells 2'],
    ['Image', '#/review/run-1/image/0', 'Least sure first'],
    ['Evaluate', '#/evaluate', 'No target masks.'],
    ['Compare', '#/evaluate/compare', 'Nothing to compare yet.'],
    ['Models & device', '#/devices', 'A model for tests.'],
    ['Settings', '#/settings', 'Written with every new run'],
    ['Help', '#/help', 'What the numbers mean'],
    ['Licences', '#/help/licences', 'Apache License'],
  ] as const) {
    it(`${name}: is drawn, with nothing serious to the accessibility check in either theme`, async () => {
      const page = await fake.open(RUN, hash)
      await page.getByText(words).first().waitFor()
      for (const theme of ['dark', 'light']) {
        await page.evaluate((t) => {
          document.documentElement.dataset.theme = t
        }, theme)
        await pause(150)
        expect(await seriousViolations(page), theme).toEqual([])
      }
      await page.close()
    })
  }

  it('every place is reached by key, and F6 goes round its regions with a visible focus', async () => {
    const page = await fake.open(RUN, '#/count')
    for (const [key, place] of [
      ['Alt+2', 'Review'],
      ['Alt+3', 'Evaluate'],
      ['Alt+4', 'Models & device'],
      ['Alt+1', 'Count'],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('heading', { level: 1, name: place }).waitFor()
    }
    await page.keyboard.press('Alt+2')
    await page.locator('.plate').waitFor()
    const regions = new Set<string>()
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('F6')
      regions.add(
        await page.evaluate(
          () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? 'none',
        ),
      )
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
      expect(outline).not.toBe('none')
    }
    for (const region of ['bar', 'tools', 'map', 'tables']) expect([...regions]).toContain(region)
    await page.close()
  })

  it('Evaluate: shows what matches, scores, steps through errors and exports', async () => {
    const page = await fake.open(RUN, '#/evaluate')
    await setUp(page)
    await page.getByLabel('Group by').selectOption('well')
    await page.getByRole('button', { name: 'Score 6 images' }).click()
    await page.locator('.board tr.own').waitFor()
    expect(await fake.called(page, 'evaluate.run')).toEqual([
      { targets: { handle: 'h1' }, predictions: [{ handle: 'h1' }], by: 'well' },
    ])
    await page.keyboard.press('n')
    await page.locator('.errors__ring').waitFor()
    await page.getByRole('button', { name: 'Pooled' }).click()
    await page.keyboard.press('Control+e')
    await page.getByRole('menuitem', { name: /Tables/ }).click()
    await page.locator('.toasts', { hasText: '3 files' }).waitFor()
    await pause(400)
    await screenshot(page, 'fake-evaluate')
    expect(await seriousViolations(page)).toEqual([])
    await page.close()
  })

  it('Evaluate: a failure stands in place with its remedy, and the form stays as it was', async () => {
    const page = await fake.open(RUN, '#/evaluate')
    await setUp(page)
    await fail(page, 'evaluate.run', 'masks/a.png is 60 × 48 pixels.', 'Compare images of one size.')
    await page.getByRole('button', { name: 'Score 6 images' }).click()
    const alert = page.getByRole('alert').first()
    expect(await alert.innerText()).toContain('masks/a.png is 60 × 48 pixels. Compare images of one size.')
    expect(await page.getByRole('button', { name: 'Score 6 images' }).isEnabled()).toBe(true)
    expect(await seriousViolations(page)).toEqual([])
    await page.close()
  })

  it('Compare: counts a run with the classical reference, waits for it, and compares', async () => {
    const page = await fake.open(RUN, '#/evaluate/compare')
    await page.getByRole('button', { name: 'Choose A and B…' }).click()
    const a = page.getByRole('region', { name: 'A', exact: true })
    const b = page.getByRole('region', { name: 'B', exact: true })
    expect(await b.getByRole('button', { name: 'Count with classical' }).count()).toBe(0)
    await a.getByLabel('Take a run').selectOption({ index: 1 })
    await b.getByRole('button', { name: 'Count with classical' }).click()
    expect(await fake.called(page, 'runs.again')).toEqual([
      { runId: 'run-1', settings: { model: 'classical' } },
    ])
    const tell = (change: object) =>
      page.evaluate(async (given) => {
        const runs = await window.fake.request('runs.list', {})
        const run = { ...runs.find(({ id }) => id === 'run-2')!, ...given }
        window.fake.emit([{ type: 'run', run }])
      }, change)
    await tell({ done: 3 })
    await b.getByText('Counting with classical: 3 of 8 images').waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await tell({ done: 8, state: 'done' })
    await b.locator('b', { hasText: 'Test-01 again · classical 1' }).waitFor()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.locator('.panes .stage').nth(1).waitFor()
    expect(await fake.called(page, 'evaluate.compare')).toEqual([
      { a: { runId: 'run-1' }, b: { runId: 'run-2' } },
    ])
    const delta = await page.locator('.compare__delta .value').innerText()
    await page.keyboard.press('x')
    const swapped = await page.locator('.compare__delta .value').innerText()
    expect(swapped).not.toBe(delta === '0' ? 'x' : delta)
    await page.keyboard.press('ArrowRight')
    // The next comparison has A and B as they were chosen, and begins with the largest difference.
    await page.getByRole('button', { name: 'Choose others…' }).click()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.locator('.panes .stage').nth(1).waitFor()
    expect(await page.locator('.compare__delta .value').innerText()).toBe(delta)
    expect(await page.locator('.filmstrip__item').first().getAttribute('aria-current')).toBe('true')
    await pause(400)
    await screenshot(page, 'fake-compare')
    expect(await seriousViolations(page)).toEqual([])
    await page.close()
  })

  it('Settings and devices ask the services, and say in a sentence what failed', async () => {
    const page = await fake.open(RUN, '#/settings')
    await page.getByLabel('Pixels').check()
    await page.getByLabel('Overlays (PNG of each image with its outlines)').check()
    expect(await fake.called(page, 'prefs.set')).toEqual([{ units: 'px' }, { exportOverlays: true }])
    await page.keyboard.press('Alt+4')
    await page.keyboard.press('t')
    await page.waitForFunction(() => window.fake.calls.some(({ name }) => name === 'devices.test'))
    await fail(page, 'devices.test', 'The driver did not answer.', 'Restart the computer.')
    await page.keyboard.press('t')
    await page.getByText('The driver did not answer.').waitFor()
    await page.close()
  })

  it('Help: shows the words of the licence chosen, or why there are none', async () => {
    const page = await fake.open(RUN, '#/help')
    await page.getByRole('link', { name: 'Licences' }).click()
    await page.getByRole('button', { name: 'pixels 1.0.0 (MIT)' }).click()
    const words = page.getByRole('region', { name: 'pixels 1.0.0 (MIT)' })
    await words.getByText('Copyright (c) its authors').waitFor()
    await page.getByRole('link', { name: 'Guide' }).click()
    await fail(page, 'app.licences', 'The notices are not there.', 'Install Karyon again.')
    await page.getByRole('link', { name: 'Licences' }).click()
    await page.getByRole('alert').getByText('The notices are not there. Install Karyon again.').waitFor()
    await page.close()
  })

  it('Models: a model that is refused says why beside the others, until it is put away', async () => {
    const page = await fake.open(RUN, '#/devices')
    await fail(page, 'models.import', 'The network has no border.', 'Export it with one.')
    await page.getByRole('button', { name: 'Import model…' }).click()
    const models = page.getByRole('region', { name: 'Models', exact: true })
    await models.getByRole('alert').getByText('The network has no border. Export it with one.').waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await models.getByRole('button', { name: 'Understood' }).click()
    expect(await models.getByRole('alert').count()).toBe(0)
    await page.close()
  })

  it('Find or run: names every place with the key it has', async () => {
    const page = await fake.open(RUN, '#/count')
    for (const [words, place] of [
      ['scores', 'Evaluate'],
      ['device', 'Models & device'],
      ['licences', 'Help'],
    ] as const) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Find or run' }).fill(words)
      const key = await page.locator('[role="option"] .end').allInnerTexts()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: place }).waitFor()
      if (!key[0]) continue
      await page.keyboard.press('Alt+1')
      await page.keyboard.press(key[0].replace(' ', '+'))
      await page.getByRole('heading', { level: 1, name: place }).waitFor()
    }
    await page.close()
  })

  it('an image that cannot be opened says so in its place, and the others stay reachable', async () => {
    const page = await fake.open(RUN, '#/review/run-1/image/0')
    await page.locator('.stage__layer').waitFor()
    await fail(page, 'image.view', 'The file is gone.', 'Put it back.')
    await page.keyboard.press('ArrowRight')
    await page.locator('.stage--failed').waitFor()
    expect(await page.locator('.stage--failed').innerText()).toContain('The file is gone. Put it back.')
    expect(await page.locator('.filmstrip a').count()).toBe(8)
    expect(await seriousViolations(page)).toEqual([])
    await page.close()
  })

  it('said nothing to the console', () => {
    expect(fake.wrong).toEqual([])
  })
})
