import { wellName } from '@core/simulate/metaxpress'
import { mulberry32 } from '@core/simulate/random'
import type { AppEvent } from '@shared/contract'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { ImageRecord, RunSummary } from '@shared/run'
import type { ServicesPort } from '@shared/services-port'
import { EventBatch } from '../../../src/main/window/event-batch'

const ROWS = 16
const COLUMNS = 24
const SITES = 9
export const BATCH_RUN = 'bench-batch'

function waitingImage(index: number): ImageRecord {
  const at = Math.floor(index / SITES)
  const well = wellName(Math.floor(at / COLUMNS), at % COLUMNS)
  const site = String((index % SITES) + 1)
  const file = `Batch_${well}_s${site}_w1.tif`
  return {
    index,
    id: file,
    state: 'waiting',
    plate: 'Batch',
    well,
    site,
    channel: 'DNA',
    file,
    flags: [],
    notes: [],
  }
}

/**
 * The services with one more run in them, whose images are said to be counted at `perSecond`: far more than a
 * network here could, so that only the window is measured. Everything crosses the border as real events do.
 */
export function withBatch(services: ServicesPort, perSecond: number) {
  const images = Array.from({ length: ROWS * COLUMNS * SITES }, (_, i) => waitingImage(i))
  const events = new EventBatch()
  const random = mulberry32(5)
  let done = 0
  let nuclei = 0
  const run = (): RunSummary => ({
    id: BATCH_RUN,
    name: 'Batch',
    folder: '/data/Batch-karyon',
    inputs: ['/data/Batch'],
    settings: DEFAULT_RUN_SETTINGS,
    state: done < images.length ? 'running' : 'done',
    total: images.length,
    done,
    failed: 0,
    nuclei,
    createdAt: new Date(0).toISOString(),
    elapsedS: done / perSecond,
    imagesPerS: perSecond,
    etaS: (images.length - done) / perSecond,
    choices: [],
    warnings: [],
    skipped: 0,
  })
  const tell = (image: ImageRecord) => {
    images[image.index] = image
    events.push({ type: 'image', runId: BATCH_RUN, image })
  }
  const count = (index: number) => {
    const found = Math.round(100 + 200 * random())
    const flags: ImageRecord['flags'] = index % 97 === 5 ? ['debris'] : []
    done++
    nuclei += found
    tell({
      ...images[index]!,
      state: 'done',
      count: found,
      meanAreaPx: 280 + 80 * random(),
      medianDiameterPx: 19,
      meanConfidence: 0.7 + 0.3 * random(),
      meanIntensity: 900 + 500 * random(),
      widthPx: 1024,
      heightPx: 1024,
      flags,
      seconds: 0.1,
    })
  }
  /** All images wait again. */
  const reset = () => {
    images.forEach((_, index) => {
      images[index] = waitingImage(index)
    })
    done = 0
    nuclei = 0
  }
  /** Counts all images; resolves when the last one was told. */
  const start = () =>
    new Promise<void>((ended) => {
      const from = performance.now()
      const timer = setInterval(() => {
        const due = Math.min(images.length, Math.floor(((performance.now() - from) / 1000) * perSecond))
        while (done < due) count(done)
        for (const image of images.slice(done, done + 4)) tell({ ...image, state: 'running' })
        events.push({ type: 'run', run: run() })
        if (done < images.length) return
        clearInterval(timer)
        events.flush()
        ended()
      }, 20)
    })
  const own = (args: unknown) => (args as { runId?: string }).runId === BATCH_RUN
  const answers: Record<string, () => unknown> = {
    'runs.images': () => images,
    'runs.plates': () => [{ name: 'Batch', rows: ROWS, columns: COLUMNS }],
  }
  const port: ServicesPort = {
    ...services,
    async request(name, args) {
      if (name === 'runs.list') return [...(await services.request('runs.list', {})), run()] as never
      if (own(args) && answers[name]) return answers[name]() as never
      return services.request(name, args)
    },
    async binary(name, args) {
      if (!own(args) || name !== 'image.thumb') return services.binary(name, args)
      return { meta: { width: 40, height: 30 }, buffers: [new ArrayBuffer(40 * 30 * 4)] } as never
    },
    subscribe(listener) {
      const both = (batch: AppEvent[]) => listener(batch)
      const stops = [services.subscribe(both), events.subscribe(both)]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
  return { port, reset, start }
}
