import type { Nucleus } from '@core/measure/nucleus'
import type { ImageView } from '@shared/contract'
import { startTransition, useEffect, useState } from 'react'
import { leastSureFirst } from '../../logic/least-sure'
import { turn } from '../../logic/turn'
import { api, asFailure } from '../../state/app-store'
import { type OutlineSet, outlineSetInTurns } from '../../viewer/outline-set'
import { readNuclei } from './read-nuclei'

export interface LoadedImage {
  view: ImageView
  /** False while nuclei and outlines are still on their way. */
  whole: boolean
  nuclei: Nucleus[]
  /** The same, the least sure on top. */
  leastSure: Nucleus[]
  outlines: OutlineSet | undefined
  /** Of each outline the place of its nucleus in `nuclei`, or -1. */
  rows: Int32Array
  /** The outlines as they came, for the drawing worker. */
  buffers: ArrayBuffer[] | undefined
}

export type Loading =
  | { state: 'loading' }
  /** The image cannot be shown; what was measured in it still can. */
  | { state: 'failed'; message: string; remedy: string; leastSure: Nucleus[] }
  | ({ state: 'there' } & LoadedImage)

/** An image is shown without its outlines when they take longer than this. */
const PATIENCE_MS = 250

/** What was found in an image, beside the image itself. */
async function loadFound(view: ImageView): Promise<LoadedImage> {
  const place = { runId: view.runId, index: view.index }
  const [nuclei, answer] = await Promise.all([
    readNuclei(view.runId, view.index),
    view.hasLabels ? api().binary('image.outlines', place) : undefined,
  ])
  // Each a task of its own: in a large field all of it together would hold the page up for 100 ms.
  await turn()
  const leastSure = leastSureFirst(nuclei)
  await turn()
  const outlines = answer && (await outlineSetInTurns(answer.buffers))
  await turn()
  const rows = nucleusRows(outlines?.labels ?? new Uint32Array(), nuclei)
  return { view, whole: true, nuclei, leastSure, outlines, rows, buffers: answer?.buffers }
}

/** Of each label the place of the nucleus that bears it, or -1. */
export function nucleusRows(labels: Uint32Array, nuclei: readonly Nucleus[]): Int32Array {
  const most = nuclei.reduce((largest, { label }) => Math.max(largest, label), 0)
  const rowOf = new Int32Array(most + 1).fill(-1)
  for (let i = 0; i < nuclei.length; i++) rowOf[nuclei[i]!.label] = i
  const rows = new Int32Array(labels.length)
  for (let i = 0; i < rows.length; i++) rows[i] = rowOf[labels[i]!] ?? -1
  return rows
}

/**
 * The image, its nuclei and its outlines. The old image stays until the new one is there; outlines of a large
 * one may follow it.
 */
export function useImage(runId: string, index: number): Loading {
  const [now, setNow] = useState<Loading>({ state: 'loading' })
  useEffect(() => {
    let wanted = true
    const load = async (): Promise<Loading> => {
      const view = await api().request('image.view', { runId, index })
      const alone: Loading = {
        state: 'there',
        view,
        whole: false,
        nuclei: [],
        leastSure: [],
        outlines: undefined,
        rows: new Int32Array(),
        buffers: undefined,
      }
      const timer = setTimeout(() => wanted && setNow(alone), PATIENCE_MS)
      return { state: 'there', ...(await loadFound(view).finally(() => clearTimeout(timer))) }
    }
    const fail = async (error: unknown): Promise<Loading> => {
      const nuclei = await readNuclei(runId, index).catch(() => [])
      return { state: 'failed', ...asFailure(error), leastSure: leastSureFirst(nuclei) }
    }
    load()
      .catch(fail)
      // In slices: lists and colours of tens of thousands of nuclei are made for it.
      .then((found) => wanted && startTransition(() => setNow(found)))
    return () => {
      wanted = false
    }
  }, [runId, index])
  return now
}
