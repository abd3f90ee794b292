import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startBrowserShell } from '../../../src/main/browser-shell/index'
import { openServices } from '../../../src/main/window/adapter'
import { BATCH_RUN, withBatch } from './batch-port'
import { fieldRun } from './field-run'
import { plateRun } from './plate-run'

/**
 * The real services and the real browser shell over generated runs, for `npm run bench:ui`. Says one line of
 * JSON for everything it is asked on its input, one word a line: `reset`, `batch`, `memory`, `close`.
 *
 * node serve.js FOLDER PAGE RUN…: FOLDER for runs (made when missing), PAGE = the built renderer, RUN = field, million, large.
 */
const RUNS: Record<string, (input: string, folder: string) => Promise<void>> = {
  // 72 × 72 cells of 56 px, all but a few with a nucleus: 5,000 outlines.
  field: (input, folder) => fieldRun(input, folder, { side: 4096, cellPx: 56, fill: 0.94 }),
  million: (input, folder) => plateRun(input, folder, 6, 1_000_000),
  large: (input, folder) => fieldRun(input, folder, { side: 16_384, cellPx: 56, fill: 0.8 }),
}

const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`)

/** Runs name their images by their whole path, so they are made where they stay; a mark says that one is whole. */
async function made(folder: string, name: string): Promise<string> {
  const place = join(folder, name)
  const mark = join(place, 'whole')
  if (!existsSync(mark)) {
    await rm(place, { recursive: true, force: true })
    await mkdir(place, { recursive: true })
    await RUNS[name]!(join(place, 'images'), join(place, 'results'))
    await writeFile(mark, '')
  }
  return join(place, 'results')
}

async function main([folder, page, ...names]: string[]): Promise<void> {
  if (!folder || !page) throw new Error('FOLDER PAGE [RUN…]')
  const places: [string, string][] = []
  for (const name of names) places.push([name, await made(folder, name)])
  const services = await openServices({
    shell: { kind: 'browser', choose: async () => [], show: async () => undefined },
    dataDir: join(folder, 'home'),
    resourcesDir: 'resources',
    version: '0.0.0',
  })
  const runs: Record<string, string> = { batch: BATCH_RUN }
  for (const [name, place] of places) {
    const [handle] = await services.open([place])
    runs[name] = (await services.request('runs.open', { handle: handle!.id })).id
  }
  const batch = withBatch(services, 400)
  const shell = await startBrowserShell({
    rendererDir: page,
    dropsDir: join(folder, 'drops'),
    services: batch.port,
  })
  say({ url: shell.url, runs })
  for await (const word of createInterface({ input: process.stdin })) {
    if (word === 'reset') say({ reset: batch.reset() })
    else if (word === 'batch') say({ batch: await batch.start().then(() => 'ended') })
    else if (word === 'memory') {
      globalThis.gc?.()
      say({ rss: process.memoryUsage.rss(), peakKb: process.resourceUsage().maxRSS })
    } else break
  }
  await shell.close()
  await services.close()
  process.exit(0)
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error)
  process.exit(1)
})
