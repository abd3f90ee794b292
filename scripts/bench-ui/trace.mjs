/**
 * Chromium's own trace around `work`: every task of the page's main thread with its time on the clock and its
 * time on the processor. On a machine with other work a task that was interrupted is long by the clock only.
 */
const CATEGORIES = ['toplevel', 'blink.user_timing', 'viz', 'devtools.timeline', '__metadata']

export async function traced(browser, page, work, more = []) {
  const session = await browser.newBrowserCDPSession()
  const events = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: [...CATEGORIES, ...more] },
  })
  const mark = `bench-${Math.random()}`
  await page.evaluate((name) => performance.mark(name), mark)
  const result = await work()
  await page.evaluate((name) => performance.mark(`${name}-end`), mark)
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done))
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const from = events.find((event) => event.name === mark)
  const to = events.find((event) => event.name === `${mark}-end`)
  const inside = events.filter((event) => event.ts >= from.ts && event.ts <= to.ts)
  const ours = inside.filter((event) => event.pid === from.pid && event.tid === from.tid)
  const tasks = ours
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && event.dur !== undefined)
    .map((event) => ({ at: event.ts, wallMs: event.dur / 1000, cpuMs: (event.tdur ?? event.dur) / 1000 }))
  // Of all threads and processes of the browser: drawing worker, compositor and display included.
  const allCpuMs = inside
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask')
    .reduce((sum, event) => sum + (event.tdur ?? 0) / 1000, 0)
  return { result, tasks, allCpuMs, seconds: (to.ts - from.ts) / 1e6 }
}

/** Worst task by the clock and by the processor, and how many are over 50 ms. */
export function longTasks(tasks) {
  const most = (of) => tasks.reduce((worst, task) => Math.max(worst, of(task)), 0)
  return {
    tasks: tasks.length,
    over50Wall: tasks.filter((task) => task.wallMs > 50).length,
    over50Cpu: tasks.filter((task) => task.cpuMs > 50).length,
    worstWallMs: +most((task) => task.wallMs).toFixed(1),
    worstCpuMs: +most((task) => task.cpuMs).toFixed(1),
    busyCpu: +(tasks.reduce((sum, task) => sum + task.cpuMs, 0) / 1000).toFixed(2),
  }
}
