import { useEffect, useRef } from 'react'
import { api } from '../state/app-store'

interface Picture {
  width: number
  height: number
  data: ImageData
}

const kept = new Map<string, Promise<Picture>>()
const MOST = 600

function picture(runId: string, index: number): Promise<Picture> {
  const key = `${runId}/${index}`
  const known = kept.get(key)
  if (known) return known
  const loading = api()
    .binary('image.thumb', { runId, index })
    .then(({ meta, buffers }) => ({
      ...meta,
      data: new ImageData(new Uint8ClampedArray(buffers[0]!), meta.width, meta.height),
    }))
  kept.set(key, loading)
  loading.catch(() => kept.delete(key))
  if (kept.size > MOST) kept.delete(kept.keys().next().value!)
  return loading
}

/** A small picture of a counted image, drawn from the file itself; black until it is there. */
export function Thumb({ runId, index, className }: { runId: string; index: number; className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let wanted = true
    // Rows that only fly past while scrolling ask for nothing.
    const timer = setTimeout(() => {
      picture(runId, index).then(
        ({ width, height, data }) => {
          const target = canvas.current
          if (!wanted || !target) return
          target.width = width
          target.height = height
          target.getContext('2d')?.putImageData(data, 0, 0)
        },
        () => undefined,
      )
    }, 60)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [runId, index])
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without tabIndex takes no focus.
  return <canvas ref={canvas} className={className ?? 'thumb'} width={40} height={30} aria-hidden="true" />
}
