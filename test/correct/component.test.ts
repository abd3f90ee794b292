import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../e2e/tools'
import { type FakeWindow, openFakeWindow } from '../renderer/open-fake'

if (!chromiumPath) console.log('Correcting over a fake api: left out, because there is no Chromium.')

describe.runIf(chromiumPath)('correcting over a fake api', () => {
  let fake: FakeWindow
  beforeAll(async () => {
    fake = await openFakeWindow(chromiumPath!, 'fake-page-correct')
  })
  afterAll(() => fake?.close())

  it('takes tools by key and button, says what cannot be done, and leaves by Esc', async () => {
    const page = await fake.open('images=8&nuclei=40', '#/review/run-1/image/0')
    await page.waitForFunction(() =>
      /nuclei outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
    )
    await page.locator('.stage').focus()
    await page.keyboard.press('e')
    const tools = page.getByRole('toolbar', { name: 'Tools' })
    await tools.waitFor()
    for (const [key, name] of [
      ['a', 'Add'],
      ['d', 'Delete'],
      ['s', 'Split'],
      ['m', 'Merge'],
      ['r', 'Redraw'],
      ['v', 'Select'],
    ] as const) {
      await page.keyboard.press(key)
      expect(await tools.locator('[aria-pressed="true"]').innerText()).toContain(name)
    }
    expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Revert' }).isDisabled()).toBe(true)
    // Nothing is selected: said in the prompt, and put away before the mode is left.
    await tools.getByRole('button', { name: 'Split' }).click()
    await page.locator('.stage').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('Select the nucleus first.').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByRole('alert').count()).toBe(0)
    // A change the services refuse stands there with its remedy; nothing else changes.
    await page.keyboard.press('n')
    await page.keyboard.press('Delete')
    await page.getByRole('alert').getByText('no answer to correct.edit').waitFor()
    expect(await page.locator('.inspector .readout--hero .value').innerText()).toBe('40')
    await page.keyboard.press('Escape')
    expect(await fake.called(page, 'correct.done')).toHaveLength(0)
    await page.keyboard.press('Escape')
    await tools.waitFor({ state: 'detached' })
    expect(await fake.called(page, 'correct.done')).toEqual([{ runId: 'run-1', index: 0 }])
    // To the next field the mode goes along; the one before is brought up to date.
    await page.keyboard.press('e')
    await tools.waitFor()
    await page.locator('.stage').focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => window.location.hash.endsWith('/image/1'))
    await expect.poll(() => fake.called(page, 'correct.open')).toHaveLength(3)
    expect(await fake.called(page, 'correct.done')).toHaveLength(2)
    expect(fake.wrong).toEqual([])
    await page.close()
  })
})
