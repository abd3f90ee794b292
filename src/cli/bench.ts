import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from '@core/export/atomic'
import { writeTiff } from '@core/export/write-tiff'
import type { Network } from '@core/infer/network'
import { simulateField } from '@core/simulate/simulate-field'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { Quality, RunSettings } from '@shared/run'
import type { CountRequest } from '../main/services/counter'
import { cpuShare, imageLanes } from '../main/services/cpu-share'
import { createRun } from '../main/services/create-run'
import type { InferenceHost } from '../main/services/inference'
import { RunEngine } from '../main/services/run-engine'
import type { StoredImage } from '../main/services/run-store'
import { aloneMilliseconds, total, withoutInference } from './bench-alone'
import { benchLarge } from './bench-large'
import { parseOptions } from './parse'
import { openDevices, openRegistry } from './services'
import { version } from './usage'

/** Enough images that the first of each thread, before its code is compiled, do not decide. */
const GENERATED = { side: 1024, nuclei: 400, fields: 24 }
/** Real fields taken, when they are there. */
const REAL = 40
/** Images whose other stages are timed while nothing else runs. */
const ALONE = 6

/**
 * `npm run bench`: counts generated and real fields as a run does, in each quality of `--quality`, then runs the
 * same tiles through the network alone, and the other stages alone, in one process. Prints the time of each stage,
 * throughput, peak memory and the ratio of the whole run to the pure inference.
 */
export async function benchCommand(args: string[]): Promise<number> {
  const { values } = parseOptions(args, {
    json: { type: 'boolean', default: false },
    real: { type: 'string' },
    large: { type: 'string' },
    tiles: { type: 'string', default: '512,1024' },
    quality: { type: 'string', default: 'fast,balanced' },
  })
  if (values.large) return benchLarge(Number(values.large), values.tiles.split(',').map(Number))
  const qualities = values.quality.split(',') as Quality[]
  const folder = mkdtempSync(join(tmpdir(), 'karyon-bench-'))
  try {
    const generated = join(folder, 'generated')
    await writeGenerated(generated)
    const title = `generated, ${GENERATED.side}² with ${GENERATED.nuclei} nuclei`
    for (const quality of qualities) await bench(title, quality, [generated], folder, values.json)
    const real =
      values.real &&
      readdirSync(values.real)
        .filter((name) => /\.tiff?$/i.test(name))
        .slice(0, REAL)
    if (real && real.length > 0) {
      const files = real.map((name) => join(values.real!, name))
      for (const quality of qualities)
        await bench(`real fields (${real.length} of BBBC039)`, quality, files, folder, values.json)
    } else process.stdout.write('no real fields beside the project: generated ones only\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
}

async function writeGenerated(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const { side, nuclei, fields } = GENERATED
  for (let seed = 1; seed <= fields; seed++) {
    const field = simulateField({ width: side, height: side, nuclei, seed, diameterPx: 24 })
    const bytes = writeTiff({ width: side, height: side, samples: 1, data: field.image })
    await writeFileAtomic(join(folder, `field-${seed}.tif`), bytes)
  }
}

async function bench(
  what: string,
  quality: Quality,
  inputs: string[],
  folder: string,
  json: boolean,
): Promise<void> {
  const settings: RunSettings = { ...DEFAULT_RUN_SETTINGS, quality, device: 'cpu' }
  const out = mkdtempSync(join(folder, 'run-'))
  const models = openRegistry()
  const devices = openDevices()
  const { run, store, lock } = await createRun({ inputs, settings, folder: out, startedFrom: 'bench' })
  const alone = store.waiting(ALONE, new Set()).map(({ source: { set, channelIndex } }): CountRequest => {
    return {
      kind: 'count',
      set,
      channel: channelIndex === undefined ? { wanted: 'auto' } : { index: channelIndex },
    }
  })
  const stages = new Map<string, number>()
  const clock = { first: 0, last: 0 }
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
  const engine = new RunEngine(run, store, {
    models,
    devices,
    version: version(),
    lanes: imageLanes(),
    emit: (event) => {
      if (event.type !== 'image') return
      if (event.image.state === 'running') clock.first ||= performance.now()
      else clock.last = performance.now()
    },
    onStages: (times) => {
      for (const [stage, ms] of Object.entries(times)) stages.set(stage, (stages.get(stage) ?? 0) + ms)
    },
  })
  await engine.work()
  clearInterval(watch)
  const images: StoredImage[] = [...store.images()]
  store.close()
  lock.release()
  const wall = clock.last - clock.first
  const share = cpuShare(images.length, imageLanes())
  const host = await devices.openCpu(await models.load('auto', quality), share)
  const floor = await inferenceFloor(images, host, share.networks)
  const aloneMs = await aloneMilliseconds(alone, host, out)
  await host.stop()
  const title = `${what}, ${quality} (${run.model?.name})`
  report({ title, images, stages, wall, floor, alone: aloneMs, peak }, json)
}

/** The same tiles through as many networks side by side as the run had, with nothing else to do. */
async function inferenceFloor(
  images: readonly StoredImage[],
  host: InferenceHost,
  networks: number,
): Promise<number> {
  const filled = new Map<string, Float32Array>()
  const input = ({ width, height }: { width: number; height: number }) => {
    const size = `${width}×${height}`
    let data = filled.get(size)
    if (!data) {
      data = Float32Array.from({ length: 3 * width * height }, (_, i) => ((i * 7919) % 997) / 997)
      filled.set(size, data)
    }
    return { data: data.slice(), width, height }
  }
  const tiles = images.flatMap(({ tiles = [], look }) =>
    tiles.map((tile) => ({ ...tile, ofSpecialist: look === 'fluorescent' })),
  )
  const run = (network: Network, { ofSpecialist, ...tile }: (typeof tiles)[number]) =>
    ((ofSpecialist && network.specialist) || network).run(input(tile))
  for (const tile of tiles) input(tile)
  const open = Array.from({ length: networks }, () => host.network())
  await Promise.all(open.map((network) => run(network, tiles[0])))
  const left = [...tiles]
  const start = performance.now()
  await Promise.all(
    open.map(async (network) => {
      for (let tile = left.shift(); tile; tile = left.shift()) await run(network, tile)
    }),
  )
  const floor = performance.now() - start
  for (const network of open) network.close()
  return floor
}

interface Measured {
  title: string
  images: readonly StoredImage[]
  /** Milliseconds of all images, by the clock. */
  stages: ReadonlyMap<string, number>
  /** Milliseconds of the whole run, and of the same tiles through the network alone. */
  wall: number
  floor: number
  /** Milliseconds of an image while nothing else runs. */
  alone: Readonly<Record<string, number>>
  /** Bytes. */
  peak: number
}

function report({ title, images, stages, wall, floor, alone, peak }: Measured, json: boolean): void {
  const megapixels = images.reduce(
    (sum, image) => sum + ((image.widthPx ?? 0) * (image.heightPx ?? 0)) / 1e6,
    0,
  )
  const each = Object.fromEntries([...stages].map(([stage, ms]) => [stage, ms / images.length]))
  const figures = {
    title,
    images: images.length,
    nuclei: images.reduce((sum, image) => sum + (image.count ?? 0), 0),
    imagesPerSecond: (images.length / wall) * 1000,
    megapixelsPerSecond: (megapixels / wall) * 1000,
    peakMemoryMB: peak / 2 ** 20,
    wallMs: wall,
    inferenceFloorMs: floor,
    ratio: wall / floor,
    stagesMsPerImage: each,
    besidesInferenceMsPerImage: total(withoutInference(each)),
    aloneMsPerImage: alone,
    besidesInferenceAloneMsPerImage: total(alone),
  }
  if (json) {
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    return
  }
  const line = (name: string, value: string) =>
    process.stdout.write(`  ${name.padEnd(34)}${value.padStart(12)}\n`)
  process.stdout.write(`\n${title}: ${figures.images} images, ${figures.nuclei} nuclei\n`)
  for (const [stage, ms] of Object.entries(each)) line(`${stage}, ms an image`, ms.toFixed(1))
  line('all but inference, ms an image', figures.besidesInferenceMsPerImage.toFixed(1))
  for (const [stage, ms] of Object.entries(alone)) line(`${stage}, while nothing else runs`, ms.toFixed(1))
  line('all of these, ms of one core', total(alone).toFixed(1))
  line('images a second', figures.imagesPerSecond.toFixed(2))
  line('megapixels a second', figures.megapixelsPerSecond.toFixed(2))
  line('peak memory, MB', figures.peakMemoryMB.toFixed(0))
  line('whole run, ms', wall.toFixed(0))
  line('the same tiles, inference only, ms', floor.toFixed(0))
  line('ratio', figures.ratio.toFixed(3))
}
