import { useEffect, useRef } from 'react'
import type { Box } from './error-frame'
import { fetchMap, type MapBitmap, type MapWanted } from './use-map'

const kept = new Map<string, Promise<MapBitmap>>()
const MOST = 400

function picture(wanted: MapWanted, box: Box, most: number): Promise<MapBitmap> {
  const key = JSON.stringify([wanted, box, most])
  const known = kept.get(key)
  if (known) return known
  const { id, image, segmenter, layer, palette } = wanted
  const loading = fetchMap({ id, image, segmenter, layer, palette, ...box, most })
  kept.set(key, loading)
  loading.catch(() => kept.delete(key))
  if (kept.size > MOST) {
    const [first] = kept.keys()
    void kept.get(first!)?.then(({ bitmap }) => bitmap.close())
    kept.delete(first!)
  }
  return loading
}

/** A small picture of an image or of a part of it; asked for only once its row rests in sight. */
export function MapThumb({ wanted, box, className }: { wanted: MapWanted; box?: Box; className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const key = JSON.stringify([wanted, box])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for both.
  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      picture(wanted, box ?? { x: 0, y: 0, width: wanted.width, height: wanted.height }, 96).then(
        ({ bitmap }) => {
          const target = canvas.current
          if (!current || !target) return
          target.width = bitmap.width
          target.height = bitmap.height
          target.getContext('2d')?.drawImage(bitmap, 0, 0)
        },
        () => undefined,
      )
    }, 80)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key])
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without tabIndex takes no focus.
  return <canvas ref={canvas} className={className ?? 'thumb'} width={40} height={30} aria-hidden="true" />
}

/** A window around a box, with its surroundings, held inside the image. */
export function around(box: Box, image: { width: number; height: number }): Box {
  const side = Math.max(24, Math.ceil(Math.max(box.width, box.height) * 1.5))
  const width = Math.min(image.width, Math.ceil((side * 4) / 3))
  const height = Math.min(image.height, side)
  const x = Math.max(0, Math.min(image.width - width, Math.round(box.x + box.width / 2 - width / 2)))
  const y = Math.max(0, Math.min(image.height - height, Math.round(box.y + box.height / 2 - height / 2)))
  return { x, y, width, height }
}
