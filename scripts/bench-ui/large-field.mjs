import { longTasks, traced } from './trace.mjs'

/** The stage shows pixels: more than a few different grays where the image lies. Runs in the page. */
const PICTURE = () => {
  const canvas = document.querySelector('.stage__canvas')
  if (canvas?.style.visibility !== 'visible' || canvas.width < 2) return false
  const { data } = canvas
    .getContext('2d')
    .getImageData(canvas.width >> 2, canvas.height >> 1, canvas.width >> 1, 8)
  const seen = new Set()
  for (let i = 0; i < data.length; i += 4) seen.add(data[i])
  return seen.size > 8
}

/** A 16,384² TIFF of 512 MB with its label image, opened in Review for the first time. */
export async function largeField({ browser, server, open }) {
  const before = await server.ask('memory')
  const page = await open('#/count')
  await page.waitForTimeout(1500)
  const { result, tasks } = await traced(browser, page, async () => {
    const from = performance.now()
    await page.evaluate((hash) => {
      window.location.hash = hash
    }, `#/review/${server.runs.large}/image/0`)
    await page.waitForFunction(PICTURE, undefined, { timeout: 120_000, polling: 50 })
    const pictureMs = Math.round(performance.now() - from)
    await page.waitForFunction(
      () => /outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
      undefined,
      { timeout: 300_000, polling: 50 },
    )
    return { pictureMs, outlinesMs: Math.round(performance.now() - from) }
  })
  // In to the file's own pixels and across: they are read window by window.
  await page.keyboard.press('z')
  await page.evaluate('Element.prototype.setPointerCapture = () => {}')
  await page.mouse.move(700, 450)
  await page.mouse.down()
  for (let i = 0; i < 20; i++) {
    await page.mouse.move(700 - 30 * i, 450 - 20 * i)
    await page.waitForTimeout(50)
  }
  await page.mouse.up()
  await page.waitForTimeout(1000)
  const after = await server.ask('memory')
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
  await page.close()
  return {
    ...result,
    ...longTasks(tasks),
    servicesBeforeMB: Math.round(before.rss / 1e6),
    servicesPeakMB: Math.round(after.peakKb / 1000),
    pageHeapMB: Math.round(heap / 1e6),
  }
}
