import { frames, timeFrames } from './frames.mjs'
import { longTasks, traced } from './trace.mjs'

const ROWS = '[role="table"][aria-label="Nuclei"]'
const FIRST = `${ROWS} .rows__line.rows__at`

/** Waits until the table says that nothing is under way, and gives the number of its rows. */
async function settled(page) {
  await page.waitForFunction(
    (rows) =>
      document.querySelector(`${rows} .rows__line.rows__at`) &&
      !document.querySelector(`${rows} .rows__busy`),
    ROWS,
    { timeout: 60_000, polling: 20 },
  )
  return Number(await page.locator(ROWS).getAttribute('aria-rowcount'))
}

/** A run of 1,000,000 nuclei in a real database: fetched, sorted, filtered, scrolled. */
export async function table({ browser, server, open }) {
  const page = await open(`#/review/${server.runs.million}`)
  await page.locator('[data-well="A01"]').waitFor()
  await page.waitForTimeout(1500)
  const session = await page.context().newCDPSession(page)
  const heap = async () => {
    await session.send('HeapProfiler.enable')
    await session.send('HeapProfiler.collectGarbage')
    const { JSHeapUsedSize } = Object.fromEntries(
      (await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]),
    )
    return JSHeapUsedSize
  }
  await session.send('Performance.enable')
  const tasks = []
  const timed = async (work) => {
    const run = await traced(browser, page, async () => {
      const from = performance.now()
      const result = await work()
      return { ms: Math.round(performance.now() - from), result }
    })
    tasks.push(...run.tasks)
    return run.result
  }
  const fetched = await timed(async () => {
    const from = performance.now()
    await page.getByRole('button', { name: /^Nuclei [0-9]/ }).click()
    const progress = await page
      .locator(`${ROWS} .rows__busy`)
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      )
    await page.locator(FIRST).nth(5).waitFor({ timeout: 60_000 })
    const firstMs = Math.round(performance.now() - from)
    return { firstMs, progress, rows: await settled(page) }
  })
  const sorts = {}
  for (const column of [
    'Image',
    'Nucleus',
    'Area',
    'Diameter',
    'Eccentricity',
    'Solidity',
    'Mean',
    'Confidence',
  ]) {
    const head = page.locator(ROWS).getByRole('columnheader', { name: new RegExp(`^${column}`) })
    sorts[column] = (
      await timed(async () => {
        await head.getByRole('button').click()
        await page.waitForTimeout(0)
        await settled(page)
      })
    ).ms
  }
  const filtered = await timed(async () => {
    const box = page.getByPlaceholder(/^Filter/)
    await box.fill('area > 400 confidence < .7')
    await page.waitForFunction(
      ([rows, all]) => Number(document.querySelector(rows)?.getAttribute('aria-rowcount')) < all,
      [ROWS, fetched.result.rows],
      { polling: 20 },
    )
    return settled(page)
  })
  await page.getByPlaceholder(/^Filter/).fill('')
  await page.waitForTimeout(1000)
  const scrolls = []
  for (let i = 0; i < 3; i++) {
    const { result, tasks: some } = await traced(browser, page, () =>
      page.evaluate(`(${timeFrames})((i) => {
        const box = document.querySelector('${ROWS} .scroll')
        box.scrollTop = i % 40 === 39 ? Math.random() * box.scrollHeight : box.scrollTop + 120
      }, 4)`),
    )
    scrolls.push({ ...frames(result), ...longTasks(some) })
  }
  const memory = await heap()
  // Buffers of typed arrays are not in the heap's figure: ten columns of 4 bytes, and the order.
  const bufferBytes = fetched.result.rows * 44
  const service = await server.ask('memory')
  await page.close()
  return {
    rows: fetched.result.rows,
    firstRowsMs: fetched.result.firstMs,
    progressShown: fetched.result.progress,
    allRowsMs: fetched.ms,
    sortMs: sorts,
    worstSortMs: Math.max(...Object.values(sorts)),
    filterMs: filtered.ms,
    filteredRows: filtered.result,
    scroll: scrolls.toSorted((a, b) => b.fps - a.fps)[0],
    ...longTasks(tasks),
    pageHeapMB: Math.round(memory / 1e6),
    pageBuffersMB: Math.round(bufferBytes / 1e6),
    servicesMB: Math.round(service.rss / 1e6),
  }
}
