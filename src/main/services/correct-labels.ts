import { existsSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { applyEdit } from '@core/correct/label-edit'
import { KaryonError } from '@core/errors'
import { writeFileAtomic } from '@core/export/atomic'
import { encodeLabelTiff } from '@core/export/label-tiff'
import { writeError } from '@core/export/write-errors'
import { type LabelImage, largestLabel } from '@core/image/label-image'
import { openImage } from '@core/io/open-image'
import { grouped } from '@shared/many'
import type { RunSummary } from '@shared/run'
import { correctedImages, readJournal, setWritten, unwritten } from './correct-journal'
import { outputName, runFiles } from './run-folder'
import type { QueuedImage, RunStore } from './run-store'

/** A label image is held whole while it is corrected: 400 MB at this size. */
const MOST_PIXELS = 100_000_000

/** The model's label image; never written again. */
export function modelLabelsPath(run: RunSummary, { record, time }: QueuedImage): string {
  return join(runFiles(run.folder).labels, outputName(record, '_labels.tif', time))
}

/** The label image with corrections by hand, beside the model's in a folder of its own. */
export function correctedLabelsPath(run: RunSummary, { record, time }: QueuedImage): string {
  return join(runFiles(run.folder).correctedLabels, outputName(record, '_labels.tif', time))
}

/**
 * The model's labels, whole.
 * @throws KaryonError `image-too-large` above 100 megapixels, `label-mismatch`, `file-missing` and others of the label image
 */
export async function readModelLabels(run: RunSummary, image: QueuedImage): Promise<LabelImage> {
  const path = modelLabelsPath(run, image)
  if (!existsSync(path)) {
    throw new KaryonError(
      'file-missing',
      'This image has no label image, so there are no outlines to correct.',
      'Count it again with label images on.',
      { file: path },
    )
  }
  const source = await openImage(path, { storedNumbers: true })
  try {
    const { width, height } = source.metadata
    const { widthPx = width, heightPx = height } = image.record
    if (width !== widthPx || height !== heightPx)
      throw notAsWritten(
        path,
        `is ${width} × ${height} px, and the image was counted with ${widthPx} × ${heightPx}`,
      )
    if (width * height > MOST_PIXELS) {
      throw new KaryonError(
        'image-too-large',
        `This image has ${Math.round((width * height) / 1e6)} megapixels; up to ${MOST_PIXELS / 1e6} can be corrected.`,
        'Export the field in parts from the microscope software and count those.',
        { file: path },
      )
    }
    const { data } = await source.readPlane({}, { x: 0, y: 0, width, height })
    const labels = data instanceof Uint32Array ? data : Uint32Array.from(data)
    const count = largestLabel(labels)
    if (count > labels.length)
      throw notAsWritten(path, `has a nucleus ${grouped(count)}, more than it has pixels`)
    return { width, height, data: labels, count }
  } finally {
    await source.close()
  }
}

/** For a label image that something else has written over since it was counted. */
export function notAsWritten(file: string, how: string): KaryonError {
  return new KaryonError(
    'label-mismatch',
    `The label image ${how}, so it is not the one that Karyon wrote.`,
    'Put the written one back, or count this image again.',
    { file },
  )
}

/**
 * Derives the label images of all corrected images that are not up to date, from the model's and the changes since;
 * where nothing is corrected any more the derived one goes. Each is written whole or not at all.
 *
 * @throws KaryonError `disk-full`, `output-unwritable`, and as `readModelLabels`
 */
export async function deriveLabels(run: RunSummary, store: RunStore, only?: number): Promise<void> {
  const stale = new Map(unwritten(store).map(({ seq, revision }) => [seq, revision]))
  for (const { seq, revision } of correctedImages(store)) {
    if (only !== undefined && only !== seq) continue
    const image = store.image(seq)
    if (!image) continue
    const path = correctedLabelsPath(run, image)
    const wanted = image.record.corrected !== undefined
    if (!stale.has(seq) && wanted === existsSync(path)) continue
    if (wanted) await derive(run, store, image, path)
    else rmSync(path, { force: true })
    setWritten(store, seq, revision)
  }
}

async function derive(run: RunSummary, store: RunStore, image: QueuedImage, path: string): Promise<void> {
  const labels = await readModelLabels(run, image)
  for (const { edit, undone } of readJournal(store, image.seq)) if (edit && !undone) applyEdit(labels, edit)
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw writeError(error, path)
  })
  const bytes = encodeLabelTiff(
    { ...labels, count: largestLabel(labels.data) },
    { pixelSizeUm: image.record.pixelSize },
  )
  await writeFileAtomic(path, bytes)
}
