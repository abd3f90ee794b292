/** How one channel is shown: values from black to white on a colour, with a gamma. Raw values, not 8-bit ones. */
export interface Tone {
  channel: number
  black: number
  white: number
  gamma: number
  /** 0…255 each. */
  color: readonly [number, number, number]
}

export interface RawTile {
  width: number
  height: number
  samples: 1 | 3
  data: Uint8Array | Uint16Array | Float32Array
}

const STEPS = 4096

/** 0…255 for 4096 steps between black and white. */
function curve(gamma: number): Uint8Array {
  const table = new Uint8Array(STEPS)
  for (let i = 0; i < STEPS; i++) table[i] = Math.round(255 * (i / (STEPS - 1)) ** gamma)
  return table
}

/**
 * Paints channels over each other (sum of light, clipped) into RGBA. An RGB image is one channel whose three
 * samples take the same tone; its colour is then left alone.
 */
export function compose(
  tiles: { raw: RawTile; tone: Tone }[],
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(width * height * 4)
  for (let i = 3; i < out.length; i += 4) out[i] = 255
  for (const { raw, tone } of tiles) {
    const table = curve(tone.gamma)
    const scale = (STEPS - 1) / Math.max(1e-12, tone.white - tone.black)
    const { data, samples } = raw
    const [r, g, b] = tone.color
    const step = (value: number) => {
      const s = (value - tone.black) * scale
      // Written so that NaN, which no comparison holds for, is black.
      return table[s > 0 ? (s < STEPS - 1 ? s | 0 : STEPS - 1) : 0]!
    }
    if (samples === 3) {
      for (let i = 0, to = 0; to < out.length; i += 3, to += 4) {
        out[to]! += step(data[i]!)
        out[to + 1]! += step(data[i + 1]!)
        out[to + 2]! += step(data[i + 2]!)
      }
      continue
    }
    for (let i = 0, to = 0; to < out.length; i++, to += 4) {
      const v = step(data[i]!)
      out[to]! += (v * r) / 255
      out[to + 1]! += (v * g) / 255
      out[to + 2]! += (v * b) / 255
    }
  }
  return out
}

export const CHANNEL_COLORS: { name: string; color: readonly [number, number, number] }[] = [
  { name: 'gray', color: [255, 255, 255] },
  { name: 'blue', color: [80, 130, 255] },
  { name: 'green', color: [60, 255, 90] },
  { name: 'red', color: [255, 70, 60] },
  { name: 'magenta', color: [255, 80, 255] },
  { name: 'cyan', color: [60, 230, 255] },
  { name: 'yellow', color: [255, 235, 60] },
]
