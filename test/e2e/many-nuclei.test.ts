import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowserShell } from '../../src/main/browser-shell/index'
import { openServices } from '../../src/main/window/adapter'
import { fieldRun } from '../bench/window/field-run'
import { chromiumPath, hasBuild, launchChromium, makeHome, openPage } from './tools'

const can = hasBuild && chromiumPath !== undefined
if (!can) console.log('A field of many nuclei: left out, because there is no build or no Chromium.')

/** As scripts/bench-ui/trace.mjs gives it. */
interface Trace {
  traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<{ tasks: { cpuMs: number }[] }>
}

describe.runIf(can)('a field of some 60,000 nuclei', () => {
  let browser: Browser
  const closing: (() => Promise<unknown>)[] = []
  afterAll(async () => {
    for (const close of closing.reverse()) await close()
  })
  let url: string
  let runId: string

  beforeAll(async () => {
    const place = await makeHome()
    closing.push(place.close)
    const results = join(place.home, 'Large-karyon')
    await fieldRun(join(place.home, 'Large'), results, { side: 4096, cellPx: 16, fill: 0.95 })
    const services = await openServices({
      shell: { kind: 'browser', choose: async () => [], show: async () => undefined },
      dataDir: place.home,
      resourcesDir: resolve('resources'),
      version: '0.0.0',
    })
    closing.push(() => services.close())
    const [handle] = await services.open([results])
    runId = (await services.request('runs.open', { handle: handle!.id })).id
    const shell = await startBrowserShell({
      rendererDir: resolve('out/renderer'),
      dropsDir: join(place.home, 'dropped'),
      services,
    })
    closing.push(() => shell.close())
    url = shell.url
    browser = await launchChromium(chromiumPath!)
    closing.push(() => browser.close())
  })

  it('opens, outlined, without one task of the page that takes the processor for 50 ms', async () => {
    const { traced } = (await import(resolve('scripts/bench-ui/trace.mjs'))) as Trace
    const { page, wrong } = await openPage(browser, url)
    const worst: number[] = []
    // The best of three: on a busy computer a task of 20 ms may well be counted as one of 60.
    for (let i = 0; i < 3 && !worst.some((ms) => ms < 50); i++) {
      await page.evaluate(() => {
        window.location.hash = '#/count'
      })
      await page.getByRole('heading', { name: 'Drop a plate folder or images' }).waitFor()
      const { tasks } = await traced(browser, page, async () => {
        await page.evaluate((id) => {
          window.location.hash = `#/review/${encodeURIComponent(id)}/image/0`
        }, runId)
        await page.waitForFunction(
          () =>
            /^Image, [56]\d,\d{3} nuclei outlined$/.test(
              document.querySelector('.stage')?.getAttribute('aria-label') ?? '',
            ),
          undefined,
          { timeout: 50_000 },
        )
        await page.waitForTimeout(500)
      })
      worst.push(Math.max(...tasks.map(({ cpuMs }) => cpuMs)))
    }
    console.log(
      `Longest task of the page while 60,000 nuclei are opened: ${worst.map((ms) => ms.toFixed(0)).join(', ')} ms`,
    )
    expect(Math.min(...worst)).toBeLessThan(50)
    // They are on the stage too: the worker has its copy of them, and draws in the outlines' own colours.
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.stage__canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      let coloured = 0
      for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i]! - data[i + 1]!) > 40) coloured++
      return coloured > 50_000
    })
    expect(wrong).toEqual([])
  })
})
