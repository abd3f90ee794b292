import type { Nucleus } from '@core/measure/nucleus'
import { leastSureFirst } from '../../logic/least-sure'
import { type OutlineSet, outlineSet } from '../../viewer/outline-set'
import { type LoadedImage, nucleusRows } from '../image/use-image'

/** An image after a change: the nuclei and outlines under changed numbers are replaced by those given. */
export function withChange(
  image: LoadedImage,
  changed: readonly number[],
  nuclei: readonly Nucleus[],
  outlines: OutlineSet,
): LoadedImage {
  const gone = new Set(changed)
  const all = [...image.nuclei.filter(({ label }) => !gone.has(label)), ...nuclei].sort(
    (a, b) => a.label - b.label,
  )
  const buffers = joined(image.outlines, gone, outlines)
  const set = outlineSet(buffers)
  return {
    ...image,
    nuclei: all,
    leastSure: leastSureFirst(all),
    outlines: set,
    rows: nucleusRows(set.labels, all),
    buffers,
  }
}

function joined(old: OutlineSet | undefined, gone: ReadonlySet<number>, added: OutlineSet): ArrayBuffer[] {
  const labels: number[] = []
  const offsets = [0]
  const parts: Float32Array[] = []
  let points = 0
  const take = (set: OutlineSet, i: number) => {
    const from = set.offsets[i]!
    const to = set.offsets[i + 1]!
    parts.push(set.points.subarray(2 * from, 2 * to))
    points += to - from
    labels.push(set.labels[i]!)
    offsets.push(points)
  }
  if (old) for (let i = 0; i < old.labels.length; i++) if (!gone.has(old.labels[i]!)) take(old, i)
  for (let i = 0; i < added.labels.length; i++) take(added, i)
  const all = new Float32Array(points * 2)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return [Uint32Array.from(labels).buffer, Uint32Array.from(offsets).buffer, all.buffer]
}
