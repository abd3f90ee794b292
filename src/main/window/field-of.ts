import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { Field } from '@core/field/field'
import { wholeWindow } from '@core/image/windows'
import { openImage } from '@core/io/open-image'
import type { KaryonServices } from '../services/index'
import { outputName, runFiles } from '../services/run-folder'
import type { FieldSource } from './pixels/field-source'

/** Opens a counted image for Review: all channels of its field, and its label image. */
export async function fieldOf(services: KaryonServices, runId: string, index: number): Promise<FieldSource> {
  const { set, time, record } = services.imagePlace(runId, index)
  const run = services.listRuns().find(({ id }) => id === runId)
  const labelsPath = run && join(runFiles(run.folder).labels, outputName(record, '_labels.tif', time))
  const field = await Field.open(set, time ?? 0).catch((error) => {
    throw asGone(error, set.files[0]!.path)
  })
  const names = field.channels.map(({ name }) => name ?? 'image')
  const counted = field.channels.findIndex(({ key, index: place }, i) =>
    record.channelIndex === undefined
      ? record.channel !== undefined && (names[i] === record.channel || key === record.channel)
      : place === record.channelIndex,
  )
  const nuclear = counted >= 0 ? counted : 0
  const { metadata } = field
  const size = metadata.pixelSizeUm ?? record.pixelSize
  return {
    width: field.width,
    height: field.height,
    samples: metadata.samples,
    bitDepth: metadata.bitDepth,
    dtype: metadata.dtype,
    channels: names.map((name, i) => ({ name, nuclear: i === nuclear })),
    countedIntensities: record.countedIntensities ?? (metadata.samples === 3 ? [0, 1, 2] : [nuclear]),
    pixelSizeUm: size?.x,
    hasLabels: () => labelsPath !== undefined && existsSync(labelsPath),
    read: (channel, window) => field.read(channel, window ?? wholeWindow(field.width, field.height)),
    async openLabels() {
      const shown = await services.shownLabels(runId, index)
      if (!shown || !existsSync(shown)) {
        throw new KaryonError(
          'file-missing',
          'This image has no label image.',
          'Count it again with label images on.',
        )
      }
      const source = await openImage(shown, { storedNumbers: true })
      let held = new Uint32Array(0)
      return {
        async read(y, rows) {
          const { data } = await source.readPlane({}, { x: 0, y, width: field.width, height: rows })
          if (held.length < data.length) held = new Uint32Array(data.length)
          held.set(data)
          return held.subarray(0, data.length)
        },
        close: () => source.close(),
      }
    },
    close: () => field.close(),
  }
}

/** A counted file that was moved or deleted since: its results are there all the same. */
function asGone(error: unknown, path: string): unknown {
  if (!(error instanceof KaryonError) || error.code !== 'file-missing') return error
  const file = error.file ?? path
  return new KaryonError(
    'file-missing',
    `The image file is not there any more: ${file}`,
    'Its counts and measurements are kept. To see it, connect its drive or put the file back in its place.',
    { file, cause: error },
  )
}
