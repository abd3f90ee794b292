/**
 * `npm run bench:ui [-- part…]`: the window's speed, with the bar beside each figure. Parts: view, batch, counting,
 * table, large, start; all by default. Real services and the real page over generated files in a temporary folder
 * (KARYON_BENCH_FIXTURES keeps them in a folder of yours: the largest is 550 MB). Needs a Chromium on PATH, or
 * named by KARYON_CHROMIUM; for the Electron figure an Electron and a display or Xvfb.
 *
 * On a computer with other work, read the processor's time of tasks; frames are the best of several repeats.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { batch } from './bench-ui/batch.mjs'
import { buildAll } from './bench-ui/build.mjs'
import { executablePath, launch } from './bench-ui/chromium.mjs'
import { counting } from './bench-ui/counting.mjs'
import { largeField } from './bench-ui/large-field.mjs'
import { panZoom } from './bench-ui/pan-zoom.mjs'
import { print } from './bench-ui/report.mjs'
import { startServer } from './bench-ui/server.mjs'
import { start } from './bench-ui/start.mjs'
import { table } from './bench-ui/table.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const artefacts = join(root, 'test', 'artefacts')
const PARTS = ['view', 'batch', 'counting', 'table', 'large', 'start']
/** Parts that measure the app as it is built; the others measure its page and services, built for the bench. */
const OF_THE_APP = ['counting', 'start']
const RUNS = { view: ['field'], batch: [], table: ['million'], large: ['large'] }
const asked = process.argv.slice(2)
const parts = asked.length > 0 ? asked : PARTS
const unknown = parts.find((part) => !PARTS.includes(part))
if (unknown || !executablePath) {
  console.error(
    unknown
      ? `There is no part "${unknown}". Parts: ${PARTS.join(', ')}`
      : 'No Chromium was found. Install one, or name it with KARYON_CHROMIUM.',
  )
  process.exit(1)
}

const kept = process.env.KARYON_BENCH_FIXTURES
const fixtures = kept ?? mkdtempSync(join(tmpdir(), 'karyon-bench-ui-'))
const load = () => loadavg()[0].toFixed(1)
const results = {
  machine: `${cpus().length} × ${cpus()[0].model}`,
  date: new Date().toISOString(),
  load: [load()],
}

/** One part in a browser and over services of its own, so that none is measured in the wake of another. */
async function measured(part, built, measure) {
  process.stderr.write(`${part}…\n`)
  const server = await startServer(root, built, fixtures, RUNS[part])
  const browser = await launch()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const first = await context.newPage()
    await first.goto(server.url)
    await first.waitForSelector('.app')
    const origin = new URL(server.url).origin
    const open = async (hash) => {
      const page = await context.newPage()
      await page.goto(`${origin}/${hash}`)
      await page.waitForSelector('.app')
      return page
    }
    await first.close()
    return await measure({ browser, server, open })
  } finally {
    await browser.close()
    await server.close()
  }
}

try {
  const wants = (part) => parts.includes(part)
  const built =
    parts.some((part) => !OF_THE_APP.includes(part)) && (await buildAll(root, join(artefacts, 'bench-ui')))
  if (wants('view')) Object.assign(results, await measured('view', built, panZoom))
  if (wants('batch')) results.batch = await measured('batch', built, batch)
  if (wants('counting')) results.counting = await counting(root)
  if (wants('table')) results.table = await measured('table', built, table)
  if (wants('large')) results.large = await measured('large', built, largeField)
  if (wants('start')) results.start = await start(root)
} finally {
  if (!kept) rmSync(fixtures, { recursive: true, force: true, maxRetries: 3 })
}
results.load.push(load())
mkdirSync(artefacts, { recursive: true })
writeFileSync(join(artefacts, 'bench-ui.json'), `${JSON.stringify(results, null, 2)}\n`)
print(results)
