import { compose, type RawTile, type Tone } from './tone'

interface Shown {
  turn: number
  canvas: OffscreenCanvas
}

/** In the drawing worker: raw tiles as they came, and their pictures in the present tones, made when first drawn. */
export class TileCache {
  private readonly raws = new Map<string, Map<number, RawTile>>()
  private readonly shown = new Map<string, Shown>()

  clear(): void {
    this.raws.clear()
    this.shown.clear()
  }

  put(key: string, channel: number, raw: RawTile): void {
    const channels = this.raws.get(key) ?? new Map<number, RawTile>()
    channels.set(channel, raw)
    this.raws.set(key, channels)
    this.shown.delete(key)
  }

  forget(key: string): void {
    this.raws.delete(key)
    this.shown.delete(key)
  }

  raw(key: string, channel: number): RawTile | undefined {
    return this.raws.get(key)?.get(channel)
  }

  /** The tile's picture; undefined while no channel that is shown has come. */
  picture(key: string, tones: readonly Tone[], turn: number): OffscreenCanvas | undefined {
    const known = this.shown.get(key)
    if (known?.turn === turn) return known.canvas
    const channels = this.raws.get(key)
    const parts = tones.flatMap((tone) => {
      const raw = channels?.get(tone.channel)
      return raw ? [{ raw, tone }] : []
    })
    const first = parts[0]?.raw
    if (!first) return undefined
    const canvas = known?.canvas ?? new OffscreenCanvas(first.width, first.height)
    const rgba = compose(parts, first.width, first.height)
    canvas
      .getContext('2d', { alpha: false })!
      .putImageData(new ImageData(rgba, first.width, first.height), 0, 0)
    this.shown.set(key, { turn, canvas })
    return canvas
  }
}
