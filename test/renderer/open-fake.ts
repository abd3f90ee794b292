import type { Browser, Page } from 'playwright-core'
import type { FakeApi } from '../../src/renderer/dev/fake-api'
import { launchChromium, watch } from '../e2e/tools'
import { buildFakePage, serveFakePage } from './fake-page'

declare global {
  interface Window {
    fake: FakeApi
  }
}

/** A Chromium with the window over the fake api, for one test file. */
export interface FakeWindow {
  /** What went wrong on any page, as the console says it. */
  wrong: string[]
  /** @param query options of the fake api; @param hash where to begin */
  open(query: string, hash?: string, size?: { width: number; height: number }): Promise<Page>
  /** Arguments of all requests of this name, in order. */
  called(page: Page, name: string): Promise<unknown[]>
  close(): Promise<void>
}

export async function openFakeWindow(chromium: string, build: string): Promise<FakeWindow> {
  const server = await serveFakePage(await buildFakePage(build))
  const browser: Browser = await launchChromium(chromium)
  const wrong: string[] = []
  return {
    wrong,
    async open(query, hash = '', size = { width: 1440, height: 900 }) {
      const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' })
      watch(page, wrong)
      await page.goto(`${server.url}?${query}${hash}`)
      await page.waitForSelector('.app')
      return page
    },
    called: (page, name) =>
      page.evaluate(
        (n) => window.fake.calls.filter((call) => call.name === n).map((call) => call.args),
        name,
      ),
    async close() {
      await browser.close()
      server.close()
    },
  }
}
