import { join } from 'node:path'
import { fromFailure } from '@core/errors'
import type { RunSummary } from '@shared/run'
import { correctedLabelsPath, modelLabelsPath } from './correct-labels'
import { ImagePool } from './image-pool'
import { outputName, runFiles } from './run-folder'
import type { RunStore } from './run-store'

const LANES = 2

/** Draws overlays of every counted image from its label image; needs a run that wrote labels. */
export async function exportOverlays(run: RunSummary, store: RunStore): Promise<void> {
  const files = runFiles(run.folder)
  const pool = new ImagePool(LANES)
  try {
    const counted = [...store.images()].filter((image) => image.state === 'done')
    let next = 0
    const lane = async () => {
      while (next < counted.length) {
        const image = store.image(counted[next++].seq)!
        const { source, time, record } = image
        const result = await pool.run({
          kind: 'overlay',
          set: source.set,
          time,
          channelIndex: record.channelIndex ?? source.channelIndex,
          channelName: record.channel,
          labelsPath: (record.corrected ? correctedLabelsPath : modelLabelsPath)(run, image),
          overlayPath: join(files.overlays, outputName(record, '.png', time)),
        })
        if (result.kind === 'failed') throw fromFailure(result.failure)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  } finally {
    await pool.close()
  }
}
