import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { launch } from './chromium.mjs'
import { frames, timeFrames } from './frames.mjs'
import { remove, startShell, temporary } from './shell.mjs'
import { longTasks, traced } from './trace.mjs'

const WORDS = 'karyon sample'
const SCROLL_S = 3

/** From now on keys are timed from being pressed to the next frame on the screen (Event Timing). Runs in the page. */
const WATCH_KEYS = () => {
  window.keys = []
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') window.keys.push(duration)
  }).observe({ type: 'event', durationThreshold: 16, buffered: false })
}

const scroll = `(${timeFrames})((i) => {
  const rows = document.querySelector('.rows--images .scroll')
  rows.scrollTop = (i * 4) % (rows.scrollHeight - rows.clientHeight)
}, ${SCROLL_S})`

/**
 * The sample plate, 24 generated fields, counted with the default model by the built app: every task of the page from
 * the first image to the last, and how soon it answers keys and scrolls meanwhile.
 */
export async function counting(root) {
  const main = join(root, 'out', 'main', 'index.js')
  if (!existsSync(main)) return undefined
  const home = temporary()
  const plate = join(home, 'Karyon-Sample')
  execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'sample', plate], { stdio: 'ignore' })
  const shell = await startShell(main, home, [plate])
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(shell.url)
    await page.getByRole('button', { name: 'Count Enter' }).click()
    await page.locator('.rows--images .rows__line').first().waitFor()
    await page.evaluate(WATCH_KEYS)
    const { result, tasks, seconds } = await traced(browser, page, async () => {
      const gaps = await page.evaluate(scroll)
      for (let i = 0; i < 3; i++) {
        await page.keyboard.press('Control+k')
        for (const key of WORDS) await page.keyboard.press(key === ' ' ? 'Space' : key, { delay: 40 })
        await page.keyboard.press('Escape')
      }
      await page.locator('.run__actions .btn--primary', { hasText: 'Results' }).waitFor({ timeout: 300_000 })
      return gaps
    })
    const keys = (await page.evaluate('window.keys')).toSorted((a, b) => a - b)
    return {
      seconds: +seconds.toFixed(1),
      ...longTasks(tasks),
      keys: 3 * (WORDS.length + 2),
      slowestKeyMs: keys.at(-1) ?? 16,
      keysOver50: keys.filter((ms) => ms > 50).length,
      scroll: frames(result),
    }
  } finally {
    await browser.close()
    await shell.stop()
    remove(home)
  }
}
