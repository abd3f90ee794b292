import { boxOf } from '@core/correct/label-box'
import { type Labels, readLabels } from '@core/correct/label-edit'
import { displayOutlines, type Outlines } from '@core/instances/display-outlines'
import type { BinaryResult } from '@shared/contract'
import type { CorrectBinaryRequests, CorrectRequests } from '@shared/correct'
import type { CorrectService } from '../services/correct-service'
import type { Change } from '../services/correct-session'

type Requests = {
  [K in keyof CorrectRequests]: (args: CorrectRequests[K]['args']) => Promise<CorrectRequests[K]['result']>
}
type Binary = {
  [K in keyof CorrectBinaryRequests]: (args: CorrectBinaryRequests[K]['args']) => Promise<BinaryResult<K>>
}

/** Correcting images behind the window's contract. */
export function correctHandlers(service: CorrectService): { requests: Requests; binary: Binary } {
  return {
    requests: {
      'correct.open': ({ runId, index }) => service.open(runId, index),
      'correct.done': async ({ runId, index }) => {
        await service.done(runId, index)
        return null
      },
    },
    binary: {
      'correct.edit': async ({ runId, index, op, preview }) => {
        const { state, shown } = await service.edit(runId, index, { op, preview }, show)
        return { meta: { state, changed: shown.changed, nuclei: shown.nuclei }, buffers: shown.buffers }
      },
      'correct.step': async ({ runId, index, step }) => {
        const { state, shown } = await service.step(runId, index, step, show)
        return { meta: { state, changed: shown.changed, nuclei: shown.nuclei }, buffers: shown.buffers }
      },
      'correct.model': ({ runId, index }) =>
        service.look(runId, index, (session) => {
          const outlines = outlinesOf(session.modelLabels())
          return { meta: { count: outlines.labels.length }, buffers: buffersOf(outlines) }
        }),
      'correct.superpixels': ({ runId, index, x, y }) =>
        service.look(runId, index, async (session) => {
          const { window, data, count } = await session.superpixels(x, y)
          const outlines = outlinesOf({ width: window.width, height: window.height, data }, window)
          const pieces = data.slice().buffer
          return { meta: { window, count }, buffers: [pieces, ...buffersOf(outlines)] }
        }),
    },
  }
}

/** The outlines of what changed alone, traced in the window that holds it. */
function show({ changed, nuclei, labels }: Change) {
  const there = nuclei.map(({ label }) => label)
  if (there.length === 0) return { changed, nuclei, buffers: buffersOf(outlinesOf(nothing)) }
  const window = boxOf(labels, there)
  const wanted = new Set(there)
  const data = readLabels(labels, window).map((label) => (wanted.has(label) ? label : 0))
  const outlines = outlinesOf({ width: window.width, height: window.height, data }, window)
  return { changed, nuclei, buffers: buffersOf(outlines) }
}

const nothing: Labels = { width: 1, height: 1, data: new Uint32Array(1) }

/** @param at place of the labels' top left pixel in the image */
function outlinesOf(labels: Labels, at = { x: 0, y: 0 }): Outlines {
  const outlines = displayOutlines({ ...labels, count: 0 })
  const { points } = outlines
  for (let p = 0; p < points.length; p += 2) {
    points[p]! += at.x
    points[p + 1]! += at.y
  }
  return outlines
}

function buffersOf({ labels, offsets, points }: Outlines): ArrayBuffer[] {
  return [labels.buffer, offsets.buffer, points.buffer]
}
