import { create } from 'zustand'
import type { Overlay } from '../viewer/draw-outlines'
import { CHANNEL_COLORS } from '../viewer/tone'

export type Shade = 'check' | 'confidence' | 'area'

export interface ChannelTone {
  on: boolean
  black: number
  white: number
  gamma: number
  /** Position in CHANNEL_COLORS. */
  color: number
  /** Image the contrast was set on. */
  from: number
}

interface ViewerState {
  overlay: Overlay
  shade: Shade
  line: number
  opacity: number
  /** Contrast by run and channel: kept from field to field of a plate, so that fields can be compared. */
  tones: Record<string, ChannelTone>
}

export const useViewer = create<ViewerState>(() => ({
  overlay: 'outlines',
  shade: 'check',
  line: 1.6,
  opacity: 1,
  tones: {},
}))

export const toneKey = (runId: string, channel: string) => `${runId} ${channel}`

/** Whether a channel is shown; before anything was said of it, the counted one is. */
export const isShown = (tone: ChannelTone | undefined, nuclear: boolean, channels: number) =>
  tone ? tone.on : nuclear || channels === 1

export function setTone(key: string, change: Partial<ChannelTone>): void {
  const { tones } = useViewer.getState()
  const old = tones[key] ?? { on: false, black: 0, white: 1, gamma: 1, color: 0, from: -1 }
  useViewer.setState({ tones: { ...tones, [key]: { ...old, ...change } } })
}

/** Gray for the counted channel, then colours that stay apart. */
export const firstColor = (nuclear: boolean, channel: number) =>
  nuclear ? 0 : 1 + (channel % (CHANNEL_COLORS.length - 1))
