import type { Nucleus } from '@core/measure/nucleus'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { RunSummary } from '@shared/run'
import { packNuclei } from '../../../src/main/hosts/pack-nuclei'
import { createRun } from '../../../src/main/services/create-run'
import type { QueuedImage, RunStore } from '../../../src/main/services/run-store'

export interface CountedImage {
  widthPx: number
  heightPx: number
  nuclei: Nucleus[]
}

const mean = (nuclei: readonly Nucleus[], of: (nucleus: Nucleus) => number) =>
  nuclei.reduce((sum, nucleus) => sum + of(nucleus), 0) / Math.max(1, nuclei.length)

function finish(store: RunStore, image: QueuedImage, counted: CountedImage): void {
  const { nuclei, widthPx, heightPx } = counted
  store.finish(
    image,
    {
      ...image.record,
      state: 'done',
      widthPx,
      heightPx,
      count: nuclei.length,
      meanAreaPx: mean(nuclei, (n) => n.areaPx),
      medianDiameterPx: mean(nuclei, (n) => n.equivalentDiameterPx),
      meanConfidence: mean(nuclei, (n) => n.confidence ?? 0),
      meanIntensity: mean(nuclei, (n) => n.intensities[0]?.mean ?? 0),
      seconds: 0.1,
    },
    packNuclei(nuclei),
  )
}

/**
 * A run in `folder` as the services leave it, of the images found in `input`, with the nuclei that `count`
 * gives for each: names are read and rows stored by the services' own code; only the network is left out.
 */
export async function countedRun(
  input: string,
  folder: string,
  count: (image: QueuedImage) => CountedImage | Promise<CountedImage>,
): Promise<void> {
  const settings = { ...DEFAULT_RUN_SETTINGS, labels: true }
  const { run, store, lock } = await createRun({ inputs: [input], settings, folder, startedFrom: 'bench' })
  try {
    for (;;) {
      const [image] = store.waiting(1, new Set())
      if (!image) break
      finish(store, image, await count(image))
    }
    const { total, done, nuclei } = store.tally()
    const ended: RunSummary = { ...run, state: 'done', total, done, nuclei, elapsedS: 1 }
    store.saveRun(ended)
  } finally {
    store.close()
    lock.release()
  }
}
