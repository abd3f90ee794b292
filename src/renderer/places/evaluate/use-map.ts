import type { EvaluateBinaryRequests } from '@shared/evaluate'
import { useEffect, useState } from 'react'
import { api, asFailure } from '../../state/app-store'

type MapArgs = EvaluateBinaryRequests['evaluate.map']['args']

export interface MapBitmap {
  bitmap: ImageBitmap
  /** Left top corner in the image, and image pixels a bitmap pixel. */
  x: number
  y: number
  factor: number
  /** False where the image itself was not found and the map's outlines stand in for it. */
  picture: boolean
}

export async function fetchMap(args: MapArgs): Promise<MapBitmap> {
  const { meta, buffers } = await api().binary('evaluate.map', args)
  const data = new ImageData(new Uint8ClampedArray(buffers[0]!), meta.width, meta.height)
  return {
    bitmap: await createImageBitmap(data),
    x: args.x,
    y: args.y,
    factor: meta.factor,
    picture: meta.picture,
  }
}

export interface MapWanted {
  id: string
  image: number
  segmenter: number
  layer: MapArgs['layer']
  palette: MapArgs['palette']
  width: number
  height: number
}

/** Side beyond which the whole image comes shrunk, and windows of it at full size where one zooms in. */
const WHOLE = 2048

export type LoadedMap =
  | { state: 'loading' }
  | { state: 'failed'; message: string; remedy: string }
  | ({ state: 'there'; key: string } & MapBitmap)

/** The whole map or image. The old one stays until the new one is there. */
export function useMap(wanted: MapWanted): LoadedMap {
  const [now, setNow] = useState<LoadedMap>({ state: 'loading' })
  const { id, image, segmenter, layer, palette, width, height } = wanted
  useEffect(() => {
    let current = true
    fetchMap({ id, image, segmenter, layer, palette, x: 0, y: 0, width, height, most: WHOLE }).then(
      (map) => {
        if (current) setNow({ state: 'there', key: `${id}/${image}`, ...map })
        else map.bitmap.close()
      },
      (error) => current && setNow({ state: 'failed', ...asFailure(error) }),
    )
    return () => {
      current = false
    }
  }, [id, image, segmenter, layer, palette, width, height])
  return now
}

/** The part in sight at full size, for images that came shrunk; asked for once the view rests. */
export function useDetail(
  wanted: MapWanted,
  whole: LoadedMap,
  view: { scale: number; x: number; y: number },
  stage: { width: number; height: number },
): MapBitmap | undefined {
  const [now, setNow] = useState<MapBitmap & { key: string }>()
  const needed = whole.state === 'there' && whole.factor > 1 && view.scale * whole.factor > 1
  const { id, image, segmenter, layer, palette } = wanted
  const x = Math.max(0, Math.floor(view.x))
  const y = Math.max(0, Math.floor(view.y))
  const width = Math.max(1, Math.min(wanted.width - x, Math.ceil(stage.width / view.scale) + 1))
  const height = Math.max(1, Math.min(wanted.height - y, Math.ceil(stage.height / view.scale) + 1))
  const key = `${id} ${image} ${segmenter} ${layer} ${palette}`
  useEffect(() => {
    if (!needed) return
    let current = true
    const timer = setTimeout(() => {
      fetchMap({ id, image, segmenter, layer, palette, x, y, width, height, most: WHOLE }).then(
        (map) => (current ? setNow({ ...map, key }) : map.bitmap.close()),
        () => undefined,
      )
    }, 120)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [needed, id, image, segmenter, layer, palette, x, y, width, height, key])
  return needed && now?.key === key ? now : undefined
}
