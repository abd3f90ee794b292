import type { ImageView, TileType } from '@shared/contract'
import type { OutlineStyle } from './draw-outlines'
import type { Tone } from './tone'
import type { Size, View } from './view'

/** What one drawing shows: a view of the image on a stage of `stage` CSS pixels, `ratio` device pixels each. */
export interface Scene {
  /** Number of the request; a drawing made again because a tile came keeps it. */
  ask: number
  view: View
  stage: Size
  ratio: number
  tones: Tone[]
  /** Raised with every change of the tones. */
  turn: number
  /** Absent while the image is looked at alone. */
  style?: OutlineStyle
}

/** What the page tells the drawing worker. Buffers are transferred. */
export type ToWorker =
  | { type: 'image'; image: number; view: ImageView }
  | {
      type: 'raw'
      image: number
      key: string
      channel: number
      width: number
      height: number
      samples: 1 | 3
      dtype: TileType
      buffer: ArrayBuffer
    }
  | { type: 'forget'; image: number; keys: string[] }
  | { type: 'outlines'; image: number; buffers: ArrayBuffer[] }
  | { type: 'scene'; image: number; scene: Scene }
  | { type: 'probe'; image: number; key: string; channel: number; x: number; y: number; turn: number }

export type FromWorker =
  | { type: 'scene'; image: number; ask: number; view: View; ratio: number; bitmap: ImageBitmap }
  /** The whole image at its smallest halving, in the present tones. */
  | { type: 'small'; image: number; bitmap: ImageBitmap }
  | { type: 'value'; turn: number; values: number[] | undefined }

export const tileKey = (level: number, column: number, row: number) => `${level}/${column}/${row}`
