import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { pickChannel } from '@core/channel/pick-channel'
import { KaryonError, toFailure } from '@core/errors'
import { writeFileAtomic } from '@core/export/atomic'
import { LabelTiffWriter } from '@core/export/label-tiff'
import { writeError } from '@core/export/write-errors'
import { Field } from '@core/field/field'
import { intensityNames } from '@core/field/intensity-names'
import { bandWindows } from '@core/image/windows'
import { openImage } from '@core/io/open-image'
import { mean, summarise } from '@core/measure/summarise'
import { intensityRange } from '@core/normalise/intensity-range'
import { StageClock } from '@core/stage-clock'
import { hashInputs } from './hash-inputs'
import { flagsOf, notesOf } from './image-notes'
import type { CountedImage, CountWork, ImageResult, ImageTask, OverlayTask, ScoreWork } from './image-task'
import { isIsolated, serveIsolated } from './isolated'
import { packNuclei } from './pack-nuclei'
import { OverlayLabels, writeOverlay } from './render-overlay'
import { type Segmenter, segmenterOf } from './segmenters'
import { watchStop } from './stop-request'

/**
 * One image of a run, in a thread of its own: reads, counts, measures, writes its label image. Failures are
 * returned, not thrown, so that they keep their code and remedy.
 */
export default async function work(task: ImageTask): Promise<ImageResult> {
  const start = performance.now()
  const segmenter = task.kind === 'overlay' ? undefined : segmenterOf(task)
  const stop = watchStop(task.beat)
  try {
    if (task.kind === 'overlay') return await drawOverlay(task, stop.signal)
    return task.kind === 'count'
      ? await count(task, segmenter!, start, stop.signal)
      : await score(task, segmenter!, stop.signal)
  } catch (error) {
    const failure = toFailure(error, task.set.files[0].path)
    return { kind: 'failed', failure, seconds: (performance.now() - start) / 1000 }
  } finally {
    stop.end()
    segmenter?.close()
  }
}

async function count(
  task: CountWork,
  segmenter: Segmenter,
  start: number,
  signal: AbortSignal,
): Promise<ImageResult> {
  const clock = new StageClock()
  const field = await Field.open(task.set, task.time)
  try {
    const { metadata, channels } = field
    if (task.time === undefined && metadata.sizeT > 1) {
      return { kind: 'split', times: metadata.sizeT, untold: metadata.pagesUntold }
    }
    const picked =
      'index' in task.channel
        ? { index: channelAt(field, task.channel.index), why: undefined }
        : await pickChannel(field, task.channel.wanted, segmenter.score)
    const { width, height } = field
    const labels = task.labelsPath
      ? new LabelTiffWriter(width, height, { pixelSizeUm: metadata.pixelSizeUm ?? task.pixelSizeUm })
      : undefined
    const overlay = task.overlayPath ? new OverlayLabels(width, height) : undefined
    const sinks = [labels, overlay].filter((sink) => sink !== undefined)
    const counted = await segmenter.count(field, {
      channel: picked.index,
      labels:
        sinks.length > 0
          ? {
              appendRows: (rows) => {
                for (const sink of sinks) sink.appendRows(rows)
              },
            }
          : undefined,
      signal,
      clock,
    })
    signal.throwIfAborted()
    const { nuclei } = counted
    if (overlay && task.overlayPath) {
      await writeOverlay(task.overlayPath, field, picked.index, overlay, nuclei.length, counted.range)
    }
    if (labels && task.labelsPath) {
      const chunks = clock.time('labels', () => labels.finishChunks(nuclei.length))
      await clock.timeAsync('write', () => writeOutput(task.labelsPath!, chunks))
    }
    const inputs = await clock.timeAsync('hash', () => hashInputs(task.set.files.map((file) => file.path)))
    const nuclear = channels[picked.index]
    const planes = field.planesOf(picked.index)
    const summary = summarise(nuclei, { width, height })
    const names = await intensityNames(field)
    const before = names.slice(0, picked.index).flat().length
    const countedIntensities = names[picked.index].map((_, sample) => before + sample)
    return {
      kind: 'counted',
      widthPx: width,
      heightPx: height,
      pixelSizeUm: metadata.pixelSizeUm,
      channel: nuclear.name,
      channelIndex: nuclear.index,
      channelWhy: picked.why,
      intensityChannels: names.flat(),
      countedIntensities,
      nuclei: clock.time('pack', () => packNuclei(nuclei)),
      count: nuclei.length,
      touchingEdge: nuclei.filter((nucleus) => nucleus.touchesEdge).length,
      meanAreaPx: summary.meanAreaPx ?? undefined,
      medianDiameterPx: summary.medianDiameterPx ?? undefined,
      meanConfidence: summary.meanConfidence ?? undefined,
      meanIntensity:
        mean(nuclei.map((n) => mean(countedIntensities.map((i) => n.intensities[i].mean)) ?? 0)) ?? undefined,
      scale: 'scale' in counted ? counted.scale : undefined,
      look: lookOf(counted),
      flags: flagsOf(counted, planes, summary.meanConfidence),
      notes: notesOf(field, counted, planes),
      inputs,
      seconds: (performance.now() - start) / 1000,
      stages: { ...clock.milliseconds, inference: segmenter.inferenceMilliseconds },
      tiles: segmenter.tiles,
    }
  } finally {
    await field.close()
  }
}

async function score(task: ScoreWork, segmenter: Segmenter, signal: AbortSignal): Promise<ImageResult> {
  const field = await Field.open(task.set, 0)
  try {
    const scores: number[] = new Array(task.set.channels.length).fill(0)
    for (let c = 0; c < field.channels.length; c++) {
      signal.throwIfAborted()
      scores[field.channels[c].index] = await segmenter.score(field, c)
    }
    return { kind: 'scores', scores }
  } finally {
    await field.close()
  }
}

async function drawOverlay(task: OverlayTask, signal: AbortSignal): Promise<ImageResult> {
  const field = await Field.open(task.set, task.time)
  const labels = await openImage(task.labelsPath, { storedNumbers: true })
  try {
    const named = field.channels.findIndex(({ info, key }) => (info.name ?? key) === task.channelName)
    const channel = task.channelIndex === undefined ? Math.max(0, named) : channelAt(field, task.channelIndex)
    const overlay = new OverlayLabels(field.width, field.height)
    let count = 0
    for (const band of bandWindows(field.width, field.height, 2 ** 22)) {
      signal.throwIfAborted()
      const rows = Uint32Array.from((await labels.readPlane({}, band)).data)
      for (const label of rows) if (label > count) count = label
      overlay.appendRows(rows)
    }
    await writeOverlay(task.overlayPath, field, channel, overlay, count, await overlayRange(field, channel))
    return { kind: 'drawn' }
  } finally {
    await Promise.all([field.close(), labels.close()])
  }
}

/** What way of counting its look chose for the image, where there was a choice. */
function lookOf(counted: Awaited<ReturnType<Segmenter['count']>>): CountedImage['look'] {
  if ('look' in counted) return counted.look?.group
  return 'bySpecialist' in counted && counted.bySpecialist ? 'fluorescent' : undefined
}

/** Black and white of an overlay: the same percentiles for every image. */
function overlayRange(field: Field, channel: number) {
  return intensityRange(
    async function* () {
      for (const band of bandWindows(field.width, field.height, 2 ** 22))
        yield await field.read(channel, band)
    },
    [0.5, 99.8],
  )
}

/** The place of a plate's channel among those this field has files for. */
function channelAt(field: Field, index: number): number {
  const at = field.channels.findIndex((channel) => channel.index === index)
  if (at >= 0) return at
  const channel = field.set.channels[index]
  throw new KaryonError(
    'channel-not-found',
    `This field has no file for the nuclear channel ${channel?.info.name ?? channel?.key ?? index + 1}.`,
    'Copy the missing file beside the others and run again, or leave the field out.',
    { file: field.set.files[0].path },
  )
}

async function writeOutput(path: string, chunks: Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw writeError(error, path)
  })
  await writeFileAtomic(path, chunks)
}

// As a thread of the pool this file is called with tasks; as a process of its own it serves its parent.
if (isMainThread && isIsolated()) serveIsolated(work)
