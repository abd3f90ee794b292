import { useEffect, useMemo, useState } from 'react'
import { api, tell } from '../../state/app-store'
import type { OutlineStyle } from '../../viewer/draw-outlines'
import { type OutlineSet, outlineSet } from '../../viewer/outline-set'

interface Traced {
  key: string
  set: OutlineSet
  /** 1 where the other side has no match. */
  differs: Uint8Array
}

/** What agrees is thin white, what differs amber, on the same gray in both themes. */
const SHADE = ['#ffffffd0', '#f2b544']

/** Outlines of one side, told apart by whether the other side agrees. */
export function useOutlines(
  id: string,
  image: number,
  side: 'target' | 'prediction',
  onlyDifferences: boolean,
): { set: OutlineSet; style: OutlineStyle } | undefined {
  const [now, setNow] = useState<Traced>()
  const key = `${id} ${image} ${side}`
  useEffect(() => {
    let current = true
    api()
      .binary('evaluate.outlines', { id, image, segmenter: 0, side })
      .then(({ buffers }) => {
        if (!current) return
        setNow({
          key: `${id} ${image} ${side}`,
          set: outlineSet(buffers.slice(0, 3)),
          differs: new Uint8Array(buffers[3]!),
        })
      }, tell)
    return () => {
      current = false
    }
  }, [id, image, side])
  return useMemo(() => {
    if (now?.key !== key) return undefined
    const { set, differs } = onlyDifferences ? differing(now) : now
    const style: OutlineStyle = {
      overlay: 'outlines',
      line: 1.5,
      opacity: 1,
      shade: SHADE,
      group: differs,
      selected: -1,
    }
    return { set, style }
  }, [now, key, onlyDifferences])
}

/** The same without what agrees. */
function differing({ key, set, differs }: Traced): Traced {
  const kept = [...differs.keys()].filter((i) => differs[i] === 1)
  const offsets = new Uint32Array(kept.length + 1)
  kept.forEach((i, k) => {
    offsets[k + 1] = offsets[k]! + (set.offsets[i + 1]! - set.offsets[i]!)
  })
  const points = new Float32Array(offsets[kept.length]! * 2)
  const boxes = new Float32Array(kept.length * 4)
  kept.forEach((i, k) => {
    points.set(set.points.subarray(set.offsets[i]! * 2, set.offsets[i + 1]! * 2), offsets[k]! * 2)
    boxes.set(set.boxes.subarray(i * 4, i * 4 + 4), k * 4)
  })
  return {
    key,
    set: { labels: Uint32Array.from(kept, (i) => set.labels[i]!), offsets, points, boxes },
    differs: new Uint8Array(kept.length).fill(1),
  }
}
