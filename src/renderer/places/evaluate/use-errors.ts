import type { ErrorView } from '@shared/evaluate'
import { useEffect, useState } from 'react'
import { api, tell } from '../../state/app-store'

/** What is wrong in one image, worst first; undefined while it is being looked up. */
export function useErrors(id: string | undefined, image: number, segmenter: number): ErrorView[] | undefined {
  const [now, setNow] = useState<{ key: string; errors: ErrorView[] }>()
  const key = `${id} ${image} ${segmenter}`
  useEffect(() => {
    if (!id) return
    let current = true
    api()
      .request('evaluate.errors', { id, image, segmenter })
      .then((errors) => current && setNow({ key: `${id} ${image} ${segmenter}`, errors }), tell)
    return () => {
      current = false
    }
  }, [id, image, segmenter])
  return now?.key === key ? now.errors : undefined
}

/** "merged: 2 targets, 1 outline". */
export function errorWords({ kind, targets, predictions, iou }: ErrorView): string {
  const n = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`
  if (kind === 'missed' || kind === 'extra') return kind
  if (kind === 'poor outline') return `poor outline: IoU ${iou.toFixed(2).replace('0.', '.')}`
  return `${kind}: ${n(targets, 'target')}, ${n(predictions, 'outline')}`
}
