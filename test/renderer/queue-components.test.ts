import type { RunSummary } from '@shared/run'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from '../e2e/axe'
import { chromiumPath, pause } from '../e2e/tools'
import { type FakeWindow, openFakeWindow } from './open-fake'

if (!chromiumPath) console.log('Count and Queue over a fake api: left out, because there is no Chromium.')

describe.runIf(chromiumPath)('Count and Queue over a fake api', () => {
  let fake: FakeWindow
  beforeAll(async () => {
    fake = await openFakeWindow(chromiumPath!, 'fake-page-queue')
  })
  afterAll(() => fake?.close())

  const LIVE = 'images=200&nuclei=20&live=1'

  /** Tells the window of the fake's run as it is, but for what is given. */
  const tell = (page: Page, change: Partial<RunSummary>) =>
    page.evaluate(async (given) => {
      const [run] = await window.fake.request('runs.list', {})
      window.fake.emit([{ type: 'run', run: { ...run!, ...given } }])
    }, change)
  const SECOND = { id: 'run-2', name: 'Test-02', state: 'waiting' } as const
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim())

  it('what was asked and opened of one run is gone when another is shown', async () => {
    const page = await fake.open(LIVE, '#/queue/run-1')
    await page.locator('.rows--images .rows__line').first().waitFor()
    await tell(page, SECOND)
    await button(page, 'Cancel…').click()
    await button(page, 'Change…').click()
    await button(page, /^Not read/).click()
    await page.locator('button[data-run]', { hasText: 'Test-02' }).click()
    await page.getByRole('heading', { level: 2, name: 'Test-02' }).waitFor()
    expect(await button(page, 'Cancel the run').count()).toBe(0)
    expect(await page.locator('.change').count()).toBe(0)
    expect(await button(page, 'All').getAttribute('aria-pressed')).toBe('true')
    await page.close()
  })

  it('what was asked of a run that ends meanwhile is not asked of the next', async () => {
    const page = await fake.open(LIVE, '#/queue')
    await page.locator('.rows--images .rows__line').first().waitFor()
    await tell(page, SECOND)
    await button(page, 'Cancel…').click()
    await button(page, 'Cancel the run').waitFor()
    await tell(page, { state: 'done' })
    await tell(page, { ...SECOND, state: 'running' })
    await page.getByRole('heading', { level: 2, name: 'Test-02' }).waitFor()
    expect(await button(page, 'Cancel the run').count()).toBe(0)
    await page.locator('button[data-run]', { hasText: 'Test-01' }).click()
    await button(page, 'Cancel…').waitFor({ state: 'detached' })
    await page.close()
  })

  it('what is offered of a run fits its state', async () => {
    const page = await fake.open(LIVE, '#/queue/run-1')
    await page.locator('.rows--images .rows__line').first().waitFor()
    const hints = () => page.locator('.strip__hints').innerText()
    expect(await hints()).toMatch(/Space\s*Pause/)
    await tell(page, { state: 'paused' })
    await page.waitForFunction(() =>
      /Space\s*Go on/.test(document.querySelector('.strip__hints')!.textContent!),
    )
    await tell(page, { state: 'done' })
    await page.waitForFunction(() => !document.querySelector('.strip__hints')!.textContent!.includes('Space'))
    expect(await hints()).toMatch(/Enter\s*Open/)
    expect(await hints()).not.toMatch(/Move up/)
    expect(await page.getByText('Stopping and starting loses nothing').count()).toBe(0)
    await tell(page, { state: 'waiting' })
    await page.waitForFunction(() => /Move up/.test(document.querySelector('.strip__hints')!.textContent!))
    expect(await page.getByText('Stopping and starting loses nothing').count()).toBe(1)
    await page.close()
  })

  it('the focus goes on with what takes the place of the control pressed', async () => {
    const page = await fake.open(LIVE, '#/queue/run-1')
    await page.locator('.rows--images .rows__line').first().waitFor()
    await button(page, /^Pause/).press('Enter')
    await button(page, /^Go on/).waitFor()
    expect(await focused(page)).toBe('Go on Space')
    await page.keyboard.press('Enter')
    await button(page, /^Pause/).waitFor()
    expect(await focused(page)).toBe('Pause Space')
    await button(page, 'Cancel…').press('Enter')
    // The question takes the focus, at the answer that changes nothing.
    expect(await focused(page)).toBe('Keep counting')
    expect(await seriousViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    expect(await focused(page)).toBe('Cancel…')
    await page.keyboard.press('Enter')
    await button(page, 'Cancel the run').press('Enter')
    await button(page, /^Go on/).waitFor()
    expect(await focused(page)).toBe('Go on')
    await button(page, 'Change…').press('Enter')
    expect(await page.evaluate(() => document.activeElement?.closest('.change')?.className)).toBe('change')
    await page.locator('.change').getByRole('button', { name: 'Cancel' }).press('Enter')
    expect(await focused(page)).toBe('Change…')
    await page.close()
  })

  it('the focus is not lost with a run that ends, nor taken where it was elsewhere', async () => {
    const page = await fake.open(LIVE, '#/queue/run-1')
    await page.locator('.rows--images .rows__line').first().waitFor()
    await button(page, /^Pause/).focus()
    await tell(page, { state: 'done' })
    await button(page, /^Pause/).waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Results')
    await tell(page, { state: 'running' })
    await button(page, /^Pause/).focus()
    await page.locator('.run__head h2').click()
    await tell(page, { state: 'done' })
    await button(page, /^Pause/).waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    await page.close()
  })

  it('Change… of a counted run offers every channel of its plates', async () => {
    const page = await fake.open('images=8&nuclei=20', '#/queue/run-1')
    await page.locator('.rows--images .rows__line').first().waitFor()
    await button(page, 'Change…').click()
    const nuclei = page.getByLabel('Nuclei in')
    expect(await nuclei.locator('option').allInnerTexts()).toEqual(['automatic', 'DNA', 'Actin'])
    await nuclei.selectOption('Actin')
    await button(page, 'Use these').click()
    await page.getByRole('heading', { level: 2, name: 'Test-01 again' }).waitFor()
    expect(await fake.called(page, 'runs.again')).toMatchObject([
      { runId: 'run-1', settings: { channel: 'Actin' } },
    ])
    await page.close()
  })

  it('Change… stays beside the plate, however long the name of a model is, and Escape closes it', async () => {
    const page = await fake.open('images=8&nuclei=20', '#/queue/run-1')
    await page.locator('.rows--images .rows__line').first().waitFor()
    await button(page, 'Change…').click()
    for (const width of [1180, 1440]) {
      await page.setViewportSize({ width, height: 760 })
      await page
        .getByLabel('Model')
        .locator('option')
        .first()
        .evaluate((option) => {
          option.textContent = 'a-network-of-many-words 1.0.0 (S .643 on 145 images that it never saw)'
        })
      const right = await page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('.queue__run *')].map((e) => e.getBoundingClientRect().right),
        ),
      )
      const plate = await page.evaluate(
        () => document.querySelector('.queue__side')?.getBoundingClientRect().left ?? window.innerWidth,
      )
      expect(right).toBeLessThanOrEqual(plate)
    }
    await page.keyboard.press('Escape')
    await page.locator('.change').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Change…')
    await page.close()
  })

  it('a plan that was left waits, and starts nothing when one comes back', async () => {
    const page = await fake.open('images=8&nuclei=20')
    await page.keyboard.press('Control+o')
    await page.getByText(/^starts in \d s$/).waitFor()
    await page.keyboard.press('Alt+2')
    await page.locator('.results').waitFor()
    await pause(5300)
    await page.keyboard.press('Alt+1')
    await page.getByText('waits for you').waitFor()
    await pause(600)
    expect(await fake.called(page, 'runs.create')).toEqual([])
    // Left before the names were read: nobody has seen the plan yet.
    await page.evaluate(() => {
      const { request } = window.fake
      window.fake.request = async (name, args) => {
        if (name === 'plan.preview') await new Promise((done) => setTimeout(done, 400))
        return request(name, args)
      }
    })
    await page.keyboard.press('Control+o')
    await page.keyboard.press('Alt+2')
    await pause(800)
    await page.keyboard.press('Alt+1')
    await page.getByText('waits for you').waitFor()
    await page.close()
  })

  it('said nothing to the console', () => {
    expect(fake.wrong).toEqual([])
  })
})
