import { KaryonError } from '../errors'
import type { LabelImage } from '../image/label-image'

export type ErrorPalette = 'published' | 'safe'

/** Red, green, blue of each class of pixel. */
export const ERROR_COLOURS: Record<
  ErrorPalette,
  Record<'background' | 'agreed' | 'missed' | 'extra', readonly [number, number, number]>
> = {
  // The paper's .8 gray, (.99, .99, .99), (0, .5, 1) and (1, 0, 0).
  published: {
    background: [204, 204, 204],
    agreed: [252, 252, 252],
    missed: [0, 128, 255],
    extra: [255, 0, 0],
  },
  // Told apart with every kind of colour vision (Okabe and Ito 2008).
  safe: {
    background: [204, 204, 204],
    agreed: [252, 252, 252],
    missed: [86, 180, 233],
    extra: [255, 176, 0],
  },
}

/** Over an image, the image is dimmed to this share, so that the lines stand out. */
const DIMMED = 0.86

/** RGBA pixels, row by row. */
export interface RgbaImage {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
}

export interface ErrorMapOptions {
  readonly palette?: ErrorPalette
  /** The image itself, RGBA of the same size, drawn dimmed under the lines instead of the plain gray. */
  readonly under?: RgbaImage
}

/**
 * The error map of Caicedo et al. (2019): outlines of target and prediction, white where both have one, blue
 * where only the target has (missed), red where only the prediction has (extra), all else light gray. A pixel
 * is on an outline when one of its four neighbours has another label; outlines are then thickened by a 2 × 2
 * square, each pixel drawing also those left, above and left above it, as scikit-image's dilation does.
 *
 * @throws KaryonError `label-mismatch` when the sizes differ
 */
export function errorMap(
  target: LabelImage,
  prediction: LabelImage,
  options: ErrorMapOptions = {},
): RgbaImage {
  const { width, height } = target
  const { palette = 'published', under } = options
  for (const other of [prediction, ...(under ? [under] : [])]) {
    if (other.width !== width || other.height !== height) {
      throw new KaryonError(
        'label-mismatch',
        `The target is ${width} × ${height} pixels and what it is drawn with ${other.width} × ${other.height}.`,
        'Draw an error map from images of one size.',
      )
    }
  }
  const classes = new Uint8Array(width * height)
  markOutlines(target, classes, 2)
  markOutlines(prediction, classes, 1)
  const data = new Uint8ClampedArray(width * height * 4)
  const pixels = new Uint32Array(data.buffer)
  const colours = ERROR_COLOURS[palette]
  const table = Uint32Array.of(
    packed(colours.background),
    packed(colours.extra),
    packed(colours.missed),
    packed(colours.agreed),
  )
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[classes[i]]
  if (under) dimUnder(data, classes, under.data)
  return { width, height, data }
}

/** Sets `bit` at every pixel of the thickened outlines. */
function markOutlines(labels: LabelImage, classes: Uint8Array, bit: number): void {
  const { width, height, data } = labels
  let below = new Uint8Array(width)
  let current = new Uint8Array(width)
  for (let y = height - 1; y >= 0; y--) {
    const row = y * width
    const up = y > 0 ? -width : 0
    const down = y < height - 1 ? width : 0
    let left = data[row]
    for (let x = 0; x < width; x++) {
      const i = row + x
      const label = data[i]
      const right = x < width - 1 ? data[i + 1] : label
      current[x] =
        label !== left || label !== right || label !== data[i + up] || label !== data[i + down] ? 1 : 0
      left = label
    }
    let beside = 0
    for (let x = width - 1; x >= 0; x--) {
      const here = current[x] | below[x]
      if (here | beside) classes[row + x] |= bit
      beside = here
    }
    ;[below, current] = [current, below]
  }
}

function dimUnder(data: Uint8ClampedArray, classes: Uint8Array, under: Uint8ClampedArray): void {
  for (let i = 0, j = 0; i < classes.length; i++, j += 4) {
    if (classes[i] !== 0) continue
    data[j] = under[j] * DIMMED
    data[j + 1] = under[j + 1] * DIMMED
    data[j + 2] = under[j + 2] * DIMMED
  }
}

/** A colour as one 32-bit number in the byte order of this machine. */
function packed([red, green, blue]: readonly [number, number, number]): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0]
}
