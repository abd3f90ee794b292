import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousViolations } from '../e2e/axe'
import { chromiumPath, pause, screenshot } from '../e2e/tools'
import { type FakeWindow, openFakeWindow } from './open-fake'

if (!chromiumPath) console.log('Review over a fake api: left out, because there is no Chromium.')

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1180, height: 760 },
]

describe.runIf(chromiumPath)('Review over a fake api', () => {
  let fake: FakeWindow
  beforeAll(async () => {
    fake = await openFakeWindow(chromiumPath!, 'fake-page-review')
  })
  afterAll(() => fake?.close())

  /** Both sizes and themes as pictures, without serious accessibility findings. */
  async function look(page: Page, name: string): Promise<void> {
    for (const theme of ['light', 'dark']) {
      await page.evaluate((t) => {
        document.documentElement.dataset.theme = t
      }, theme)
      for (const size of SIZES) {
        await page.setViewportSize(size)
        await pause(400)
        await screenshot(page, `${name}-${size.width}-${theme}`)
      }
      expect(await seriousViolations(page), `${name}, ${theme}`).toEqual([])
    }
    await page.setViewportSize(SIZES[0]!)
  }

  const cell = (page: Page, well: string) => page.locator(`[data-well="${well}"]`)
  const selected = (page: Page) =>
    page
      .locator('.plate [aria-selected="true"]')
      .evaluateAll((all) => all.map((e) => e.getAttribute('data-well')))

  it('selects wells with Ctrl, Shift, heads and keys, and marks them as controls', async () => {
    const page = await fake.open('images=1536&nuclei=60', '#/review/run-1')
    await cell(page, 'A01').click()
    await cell(page, 'B02').click({ modifiers: ['Shift'] })
    expect(await selected(page)).toEqual(['A01', 'A02', 'B01', 'B02'])
    await cell(page, 'A02').click({ modifiers: ['Control'] })
    expect(await selected(page)).toEqual(['A01', 'B01', 'B02'])
    await cell(page, 'C05').click()
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowRight')
    expect(await selected(page)).toEqual(['C05', 'C06', 'D05', 'D06'])
    await page.keyboard.press('Control+Space')
    expect(await selected(page)).toHaveLength(16)
    await page.keyboard.press('Control+a')
    expect(await selected(page)).toHaveLength(384)

    await page.getByRole('columnheader', { name: 'Column 23' }).click()
    await page.getByRole('button', { name: 'Negative control' }).click()
    await page.getByRole('columnheader', { name: 'Column 24' }).click()
    await page.getByRole('button', { name: 'Positive' }).click()
    const marks = (await fake.called(page, 'review.mark')) as {
      plate: string
      changes: Record<string, string>
    }[]
    expect(marks).toHaveLength(2)
    expect(marks[1]!.plate).toBe('Test-01')
    expect(Object.values(marks[0]!.changes)).toEqual(Array(16).fill('negative'))
    expect(Object.values(marks[1]!.changes)).toEqual(Array(16).fill('positive'))
    expect(await cell(page, 'A23').getAttribute('aria-label')).toContain('negative control')
    expect(await page.locator('.results__dist').innerText()).toMatch(/negative\s+n = 16/)
    await page.close()
  })

  // Twelve pictures with an accessibility check each: on a busy machine that takes its time.
  it('shows per cent of control and z-scores with their ends, and says what is missing', {
    timeout: 180_000,
  }, async () => {
    const page = await fake.open('images=1536&nuclei=60', '#/review/run-1')
    await page.getByRole('button', { name: '% of control' }).click()
    await page.getByText('No negative control on this plate.').waitFor()
    await look(page, 'plate-no-control')
    await page.getByRole('columnheader', { name: 'Column 24' }).click()
    await page.getByRole('button', { name: 'Negative control' }).click()
    await page.getByRole('heading', { name: 'Nuclei per field, % of control, by well' }).waitFor()
    const ends = () => page.locator('.swarm text.end').allTextContents()
    expect((await ends()).at(-1)).toMatch(/^\d+ %$/)
    expect((await ends())[0]).toBe('0 %')
    await cell(page, 'D04').click()
    const shown = await page.locator('.results__small .value').innerText()
    expect(await cell(page, 'D04').getAttribute('aria-label')).toContain(`${shown} of control`)
    await look(page, 'plate-percent')

    await page.getByRole('button', { name: 'z-score' }).click()
    const z = await ends()
    expect(z[0]!.replace('−', '')).toBe(z.at(-1)!.replace('+', ''))
    const robust = await page.locator('[role="row"][aria-selected="true"]').innerText()
    await page.getByLabel('Robust').uncheck()
    expect(await page.locator('[role="row"][aria-selected="true"]').innerText()).not.toBe(robust)
    await look(page, 'plate-z')
    await page.close()
  })

  it('leaves wells out with Del, and takes it back', async () => {
    const page = await fake.open('images=1536&nuclei=60', '#/review/run-1')
    await cell(page, 'D04').click()
    await page.keyboard.press('Delete')
    await page.locator('.plate .is-out').waitFor()
    expect(await page.locator('.swarm').innerText()).toContain('n = 383')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.waitForFunction(() => !document.querySelector('.plate .is-out'))
    expect(await page.locator('.toast').count()).toBe(0)
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: /^Take back/ }).click()
    expect(await page.locator('.swarm').innerText()).toContain('n = 384')
    await page.close()
  })

  it('says on which of several plates the image lies', async () => {
    const crumb = async (query: string, index: number) => {
      const page = await fake.open(query, `#/review/run-1/image/${index}`)
      await page.waitForFunction(() => /field/.test(document.querySelector('.crumb')?.textContent ?? ''))
      const text = await page.locator('.crumb').innerText()
      await page.close()
      return text.split(/\s*\n\s*/)
    }
    const two = 'images=16&nuclei=20&side=256&plates=2'
    expect(await crumb(two, 15)).toEqual(['Test-01', 'Test-02', 'A02', expect.stringMatching(/^field /)])
    expect(await crumb('images=16&nuclei=20&side=256', 0)).toEqual(['Test-01', 'A01', 'field 1'])
  })

  it('keeps wells of the same name on two plates apart', async () => {
    const page = await fake.open('images=16&nuclei=20&side=256&plates=2', '#/review/run-1')
    const table = (name: string) => page.getByRole('table', { name, exact: true })
    const rows = async (name: string) => Number(await table(name).getAttribute('aria-rowcount'))
    const plate = () => page.getByRole('combobox', { name: 'Plate' }).inputValue()
    await cell(page, 'A01').click()
    const total = Number(
      await page.locator('.results__side dd').first().innerText(), // Nuclei of the well's four fields
    )
    await page.getByRole('button', { name: /^Nuclei \d/ }).click()
    await page.waitForFunction(
      () => Number(document.querySelector('[role="table"]')?.getAttribute('aria-rowcount')) > 0,
    )
    expect(await rows('Nuclei')).toBe(total)
    await page.getByRole('button', { name: 'Images 16' }).click()
    expect(await rows('Images')).toBe(4)

    await page.getByRole('button', { name: 'A01 show all wells' }).click()
    expect(await rows('Images')).toBe(16)
    await cell(page, 'A01').click()
    await cell(page, 'A02').click({ modifiers: ['Shift'] })
    await page.getByRole('button', { name: 'A02 show all wells' }).click()
    await table('Images').locator('.scroll [role="row"]', { hasText: 'Test-02_A02' }).first().click()
    expect(await plate()).toBe('Test-02')
    expect(await rows('Images')).toBe(4)
    const texts = await table('Images').locator('.scroll [role="row"]').allInnerTexts()
    expect(texts.every((text) => /^Test-02\s+A02\s/.test(text))).toBe(true)
    expect(await selected(page)).toEqual(['A02'])

    // The images with flags lie on the other plate.
    const flags = page.getByRole('group', { name: 'Quality flags' })
    expect(await flags.innerText()).toMatch(/Debris\s+1/)
    await page.getByRole('button', { name: 'Wells 2' }).click()
    expect(await page.locator('.results__tools').innerText()).toContain('No flags')
    await page.getByRole('combobox', { name: 'Plate' }).selectOption('Test-01')
    await flags.getByRole('button', { name: 'Debris: 1 well' }).click()
    expect(await rows('Wells')).toBe(1)

    // An image opened by its address brings its plate along.
    await page.evaluate(() => {
      window.location.hash = '#/review/run-1/image/9'
    })
    await page.locator('.stage__layer').waitFor()
    await page.getByRole('link', { name: 'Plate' }).click()
    expect(await plate()).toBe('Test-02')
    expect(await selected(page)).toEqual(['A01'])
    await page.close()
  })

  it('shows the error map once masks are attached, steps through errors, and goes back to outlines', {
    timeout: 180_000,
  }, async () => {
    const page = await fake.open('images=8&nuclei=40&side=1024', '#/review/run-1/image/0')
    await page.locator('.stage__layer').waitFor()
    await page.keyboard.press('3')
    await page.getByText('An error map needs target masks.').waitFor()
    await look(page, 'image-no-masks')
    await page.getByRole('button', { name: 'Choose target masks…' }).click()
    await page.locator('.errors__key').waitFor()
    expect(await fake.called(page, 'review.attach')).toEqual([{ runId: 'run-1', handle: 'h1' }])
    // Of 40 nuclei every fifth is missed (8) and every seventh, where it is not missed, extra (4).
    expect(await page.locator('.errors__key').innerText()).toMatch(/agreed 28\s+missed 8\s+extra 4/)
    const list = page.getByRole('table', { name: 'Errors of this image, worst first' })
    expect(await list.getAttribute('aria-rowcount')).toBe('12')
    await page.keyboard.press('n')
    await page.locator('.errors__ring').waitFor()
    expect(await page.locator('.errors__tag').innerText()).toBe('missed')
    await page.keyboard.press('n')
    expect(await page.locator('.errors__tag').innerText()).toBe('extra')
    await page.keyboard.press('Shift+N')
    expect(await page.locator('.errors__tag').innerText()).toBe('missed')
    await page
      .locator('.errors__key')
      .getByRole('button', { name: /^missed/ })
      .click()
    expect(await list.getAttribute('aria-rowcount')).toBe('4')
    await page.keyboard.press('n')
    expect(await page.locator('.errors__tag').innerText()).toBe('extra')
    await page
      .locator('.errors__key')
      .getByRole('button', { name: /^missed/ })
      .click()
    await page.getByRole('button', { name: 'Colour-blind safe' }).click()
    expect(await page.evaluate(() => document.documentElement.dataset.palette)).toBe('safe')
    await page.getByRole('button', { name: 'Published', exact: true }).click()
    await pause(600)
    await look(page, 'image-errors')

    await page.keyboard.down('h')
    await page.waitForFunction(() => !document.querySelector('.stage__over'))
    await page.keyboard.up('h')
    await page.locator('.stage__over').waitFor()
    await page.getByRole('button', { name: 'Take the target masks away' }).click()
    await page.getByText('An error map needs target masks.').waitFor()
    await page.keyboard.press('1')
    expect(await page.getByText('An error map needs').count()).toBe(0)
    await page.close()
  })

  it('tells position and raw values under the pointer, of every channel', async () => {
    const page = await fake.open('images=8&nuclei=40&side=1024&channels=2', '#/review/run-1/image/0')
    await page.locator('.stage__layer').waitFor()
    await pause(600)
    const box = (await page.locator('.stage').boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.locator('.strip__px').waitFor()
    expect(await page.locator('.strip__px').innerText()).toMatch(
      /^x 51\d\s+y 51\d\s+DNA [\d,]+ · Actin [\d,]+ of 65,535$/,
    )
    await page.mouse.move(box.x + box.width / 2, box.y - 40)
    await page.waitForFunction(() => !document.querySelector('.strip__px'))
    await page.close()
  })

  it('shows a black image with its outlines when no channel is chosen, and so the next', async () => {
    const page = await fake.open('images=8&nuclei=40&side=256&channels=2', '#/review/run-1/image/0')
    await page.getByLabel('Image, 40 nuclei outlined').waitFor()
    await page.getByRole('checkbox', { name: 'DNA' }).uncheck()
    /** Until of the drawing more than a sixth is black, the rest is the ground and lines, and the small image is black. */
    const black = () =>
      page.waitForFunction(() => {
        const [small, scene] = [...document.querySelectorAll<HTMLCanvasElement>('.stage > canvas')]
        if (!small || !scene || scene.style.visibility !== 'visible') return false
        const read = (canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
          const colours = new Map<number, number>()
          for (let i = 0; i < data.length; i += 4) {
            const colour = (data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!
            colours.set(colour, (colours.get(colour) ?? 0) + 1)
          }
          return { colours, all: data.length / 4 }
        }
        const drawn = read(scene)
        const dark = drawn.colours.get(0) ?? 0
        const lines = drawn.all - dark - (drawn.colours.get(0x2e2e2e) ?? 0)
        const whole = read(small)
        return dark > drawn.all / 6 && lines > 500 && whole.colours.get(0) === whole.all
      })
    await black()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => window.location.hash.endsWith('/image/1'))
    await black()
    await page.close()
  })

  it('shows what lies over the image again when H is let go elsewhere', async () => {
    const page = await fake.open('images=8&nuclei=40&side=256', '#/review/run-1/image/0')
    await page.getByLabel('Image, 40 nuclei outlined').waitFor()
    await page.keyboard.press('3')
    await page.getByRole('button', { name: 'Choose target masks…' }).click()
    const over = page.locator('.stage__over')
    await over.waitFor()
    const holdH = async () => {
      await page.keyboard.down('h')
      await over.waitFor({ state: 'detached' })
    }
    await holdH()
    await page.evaluate(() => window.dispatchEvent(new Event('blur')))
    await over.waitFor({ timeout: 5000 })
    await page.keyboard.up('h')
    await holdH()
    await page.keyboard.press('Alt+1')
    await page.getByRole('heading', { level: 1, name: 'Count' }).waitFor()
    await page.keyboard.up('h')
    await page.goBack()
    await over.waitFor({ timeout: 5000 })
    await page.close()
  })

  it('takes its keys while a box or a slider has the focus, but for those these need', async () => {
    const page = await fake.open('images=8&nuclei=40&side=256&channels=2', '#/review/run-1/image/0')
    await page.getByText('Least sure first').waitFor()
    const field = async (index: number) => {
      await page.waitForFunction((i) => window.location.hash.endsWith(`/image/${i}`), index)
    }
    const gamma = page.getByLabel('Gamma')
    await gamma.focus()
    await page.keyboard.press('ArrowRight')
    expect(await gamma.inputValue()).toBe('1.05')
    await field(0)
    await page.getByLabel('Actin', { exact: true }).click()
    await page.keyboard.press('ArrowRight')
    await field(1)
    await page.keyboard.press('Space')
    expect(await page.getByLabel('Actin', { exact: true }).isChecked()).toBe(false)
    // The image of this field is there.
    await page.getByText('Contrast kept from an earlier field').waitFor()
    await page.keyboard.press('e')
    await page.getByRole('toolbar', { name: 'Tools' }).waitFor()
    await page.keyboard.press('s')
    await page.getByLabel('Smooth the new edge').click()
    await page.keyboard.press('a')
    await page.getByLabel('Over others').focus()
    await page.keyboard.press('Escape')
    await page.getByRole('toolbar', { name: 'Tools' }).waitFor({ state: 'detached' })
    await page.close()
  })

  it('said nothing to the console', () => {
    expect(fake.wrong).toEqual([])
  })
})
