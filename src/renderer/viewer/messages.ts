import type { TileType } from '@shared/contract'
import type { OutlineStyle } from './draw-outlines'
import type { Tone } from './tone'
import type { Size, View } from './view'

/** What the page tells the drawing worker. Buffers are transferred. */
export type ToWorker =
  | { type: 'image'; image: number }
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
  | { type: 'compose'; image: number; key: string; tones: Tone[]; turn: number }
  | { type: 'outlines'; image: number; buffers: ArrayBuffer[] }
  | { type: 'draw'; image: number; view: View; stage: Size; ratio: number; style: OutlineStyle; turn: number }
  | { type: 'probe'; image: number; key: string; x: number; y: number; turn: number }

export type FromWorker =
  | { type: 'tile'; image: number; key: string; turn: number; bitmap: ImageBitmap }
  | {
      type: 'overlay'
      image: number
      turn: number
      view: View
      stage: Size
      bitmap: ImageBitmap
      drawn: number
    }
  | { type: 'value'; turn: number; values: number[] | undefined }

export const tileKey = (level: number, column: number, row: number) => `${level}/${column}/${row}`
