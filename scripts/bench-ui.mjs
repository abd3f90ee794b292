/**
 * `npm run bench:ui`: the window's speed in Chromium, over generated data. Prints a table and writes
 * test/artefacts/bench-ui.json. Needs a Chromium (on PATH, or KARYON_CHROMIUM) and dev dependencies.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { delimiter, dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const artefacts = join(root, 'test', 'artefacts')
const outDir = join(artefacts, 'bench-page')
const names = ['chromium', 'chromium-browser', 'google-chrome']
const onPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((dir) => names.map((name) => join(dir, name)))
const executablePath = process.env.KARYON_CHROMIUM ?? onPath.find((path) => existsSync(path))
if (!executablePath) {
  console.error('No Chromium was found. Install one, or name it with KARYON_CHROMIUM.')
  process.exit(1)
}

async function serve() {
  await build({
    root: join(root, 'src', 'renderer', 'dev'),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    resolve: { alias: { '@core': join(root, 'src', 'core'), '@shared': join(root, 'src', 'shared') } },
    build: { outDir, emptyOutDir: true, target: 'chrome114' },
  })
  const types = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
  }
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://x').pathname)
    try {
      const body = await readFile(join(outDir, path === '/' ? 'index.html' : path))
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

const rank = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]
const frames = (gaps) => ({
  frames: gaps.length,
  fps: +(1000 / (gaps.reduce((a, b) => a + b, 0) / gaps.length)).toFixed(1),
  medianMs: +rank(gaps, 0.5).toFixed(1),
  p95Ms: +rank(gaps, 0.95).toFixed(1),
  worstMs: +Math.max(...gaps).toFixed(1),
})

/** Time between frames while `step` is called in each of them. Runs in the page. */
const timeFrames = `async (step, seconds) => {
  const gaps = []
  let last = performance.now()
  const end = last + seconds * 1000
  for (let i = 0; last < end; i++) {
    step(i)
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    gaps.push(now - last)
    last = now
  }
  return gaps.slice(2)
}`

const server = await serve()
const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    ...(process.env.KARYON_BENCH_GPU ? [] : ['--disable-gpu']),
  ],
})
const open = async (query, hash) => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${server.url}?${query}${hash}`)
  await page.waitForSelector('.app')
  return page
}
const results = { machine: `${cpus().length} × ${cpus()[0].model}`, date: new Date().toISOString() }

{
  const page = await open('images=4&nuclei=5000&side=4096', '#/review/run-1/image/0')
  await page.waitForFunction(() =>
    /outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
  )
  await page.waitForTimeout(2500)
  const run = (step) =>
    page.evaluate(`(${timeFrames})((i) => {
      const stage = document.querySelector('.stage')
      const rect = stage.getBoundingClientRect()
      const at = { bubbles: true, cancelable: true, clientX: rect.left + rect.width / 2, clientY: rect.top + rect.height / 2, pointerId: 1, button: 0 };
      (${step})(stage, at, i)
    }, 4)`)
  results.zoom = frames(
    await run(
      '(stage, at, i) => stage.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: i % 120 < 60 ? -40 : 40 }))',
    ),
  )
  // Three steps in, then round and round.
  for (let i = 0; i < 3; i++) await page.keyboard.press('+')
  await page.waitForTimeout(800)
  await page.evaluate('Element.prototype.setPointerCapture = () => {}')
  results.pan = frames(
    await run(`(stage, at, i) => {
      if (i === 0) stage.dispatchEvent(new PointerEvent("pointerdown", at))
      const x = at.clientX + 260 * Math.sin(i / 18), y = at.clientY + 160 * Math.cos(i / 23)
      stage.dispatchEvent(new PointerEvent("pointermove", { ...at, clientX: x, clientY: y, buttons: 1 }))
    }`),
  )
  await page.close()
}

{
  const page = await open('images=3456&nuclei=20&live=1', '#/queue')
  await page.waitForTimeout(2500)
  const long = await page.evaluate(async () => {
    const found = []
    const observer = new PerformanceObserver((list) =>
      found.push(...list.getEntries().map((e) => e.duration)),
    )
    observer.observe({ entryTypes: ['longtask'] })
    const images = await window.fake.request('runs.images', { runId: 'run-1' })
    for (let from = 40; from < 3400; from += 40) {
      const done = (image) => ({
        type: 'image',
        runId: 'run-1',
        image: { ...image, state: 'done', count: 20 + (image.index % 50), meanConfidence: 0.9 },
      })
      window.fake.emit(images.slice(from, from + 40).map(done))
      await new Promise((next) => setTimeout(next, 100))
    }
    observer.disconnect()
    return found
  })
  results.batch = {
    events: '400 images a second, 384 wells × 9',
    tasksOver50Ms: long.length,
    worstMs: Math.max(0, ...long),
  }
  await page.close()
}

{
  const page = await open('images=4000&nuclei=278', '#/review/run-1')
  await page.locator('[data-well="A01"]').waitFor()
  const asked = Date.now()
  await page.getByRole('button', { name: /^Nuclei [0-9]/ }).click()
  await page.locator('.rows--tight .rows__line.rows__at').nth(5).waitFor({ timeout: 60_000 })
  const shown = Date.now() - asked
  const rows = await page.locator('[role="table"][aria-label="Nuclei"]').getAttribute('aria-rowcount')
  const gaps = await page.evaluate(`(${timeFrames})((i) => {
    document.querySelector('.rows--tight .scroll').scrollTop = i % 40 === 39 ? Math.random() * 2e7 : document.querySelector('.rows--tight .scroll').scrollTop + 120
  }, 4)`)
  results.table = { rows: Number(rows), shownMs: shown, ...frames(gaps) }
  await page.close()
}
await browser.close()
server.close()

// Process start to a drawn window: the browser shell, with the page loaded by a fresh Chromium.
if (existsSync(join(root, 'out', 'main', 'index.js'))) {
  const home = mkdtempSync(join(tmpdir(), 'karyon-bench-'))
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'index.js')], {
    env: { ...process.env, KARYON_HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const url = await new Promise((done) =>
    child.stdout.on('data', (part) => {
      const found = /http:\S+/.exec(String(part))
      if (found) done(found[0])
    }),
  )
  const listening = performance.now() - started
  const fresh = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  const page = await fresh.newPage()
  const loading = performance.now()
  await page.goto(url)
  await page.waitForSelector('.app')
  results.start = { serverMs: Math.round(listening), pageMs: Math.round(performance.now() - loading) }
  await fresh.close()
  child.kill()
  await new Promise((done) => child.on('exit', done))
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
}

mkdirSync(artefacts, { recursive: true })
writeFileSync(join(artefacts, 'bench-ui.json'), `${JSON.stringify(results, null, 2)}\n`)
console.log(JSON.stringify(results, null, 2))
