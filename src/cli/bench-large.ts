import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeTiffBands } from '@core/export/write-tiff-bands'
import { gridField } from '@core/simulate/grid-field'
import { defaultOptics } from '@core/simulate/simulate-field'
import { simulateBands } from '@core/simulate/simulate-window'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import { createRun } from '../main/services/create-run'
import { RunEngine } from '../main/services/run-engine'
import { openDevices, openRegistry } from './services'
import { version } from './usage'

/**
 * `npm run bench -- --large SIDE --tiles 512,1024`: a generated field of SIDE² with a known number of nuclei,
 * counted with each tile size. Prints the counts, whether the label images are the same byte for byte, time
 * and peak memory.
 */
export async function benchLarge(side: number, tileSizes: readonly number[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'karyon-large-'))
  try {
    const field = gridField({ width: side, height: side, seed: 7, cellPx: 56, diameterPx: 24, fill: 0.8 })
    const file = join(folder, 'large.tif')
    let truth = 0
    const bands = async function* () {
      for (const band of simulateBands(field, 512, { ...defaultOptics })) {
        for (const label of band.labels.data) if (label > truth) truth = label
        yield band.image
      }
    }
    await writeTiffBands(file, { width: side, height: side, samples: 1, rowsPerBand: 512, bands: bands() })
    process.stdout.write(`\n${side}² field with ${truth} nuclei\n`)
    const hashes = new Set<string>()
    let wrong = false
    for (const tileSize of tileSizes) {
      const outcome = await countOnce(file, join(folder, `tiles-${tileSize}`), tileSize)
      hashes.add(outcome.labels)
      wrong ||= outcome.count !== truth
      process.stdout.write(
        `  tiles of ${String(tileSize).padStart(4)} px: ${outcome.count} nuclei, ${(outcome.ms / 1000).toFixed(1)} s, peak ${outcome.peakMB.toFixed(0)} MB\n`,
      )
    }
    const same = hashes.size === 1
    if (tileSizes.length > 1)
      process.stdout.write(`  label images ${same ? 'identical' : 'DIFFERENT'} between tile sizes\n`)
    return wrong || !same ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function countOnce(file: string, out: string, tileSize: number) {
  const { run, store, lock } = await createRun({
    inputs: [file],
    settings: { ...DEFAULT_RUN_SETTINGS, device: 'cpu' },
    folder: out,
    startedFrom: 'bench',
  })
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 100)
  const start = performance.now()
  const engine = new RunEngine(run, store, {
    models: openRegistry(),
    devices: openDevices(),
    version: version(),
    lanes: 1,
    tileSize,
    emit: () => {},
  })
  await engine.work()
  clearInterval(watch)
  const ms = performance.now() - start
  store.close()
  lock.release()
  const labels = createHash('sha256')
    .update(readFileSync(join(out, 'labels', 'large_labels.tif')))
    .digest('hex')
  return { count: run.nuclei, ms, peakMB: peak / 2 ** 20, labels }
}
