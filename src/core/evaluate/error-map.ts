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
  /** Lines on a clear ground that dims what it is laid over as `under` is dimmed; instead of either. */
  readonly clear?: boolean
}

/**
 * The error map of Caicedo et al. (2019): outlines of target and prediction, white where both have one, blue
 * where only the target has (missed), red where only the prediction has (extra), all else light gray. A pixel
 * is on an outline when one of its four neighbours has another label; outlines are then thickened by a 2 × 2
 * square, each pixel drawing also those left, above and left above it, as scikit-image's dilation does.
 *
 * One pass over the rows from the last to the first; nothing of the size of the image is made but the map.
 *
 * @throws KaryonError `label-mismatch` when the sizes differ
 */
export function errorMap(
  target: LabelImage,
  prediction: LabelImage,
  options: ErrorMapOptions = {},
): RgbaImage {
  const { width, height } = target
  const { palette = 'published', under, clear = false } = options
  for (const other of [prediction, ...(under ? [under] : [])]) {
    if (other.width !== width || other.height !== height) {
      throw new KaryonError(
        'label-mismatch',
        `The target is ${width} × ${height} pixels and what it is drawn with ${other.width} × ${other.height}.`,
        'Draw an error map from images of one size.',
      )
    }
  }
  const data = new Uint8ClampedArray(width * height * 4)
  const pixels = new Uint32Array(data.buffer)
  const colours = ERROR_COLOURS[palette]
  const table = Uint32Array.of(
    clear ? packed([0, 0, 0], Math.round(255 * (1 - DIMMED))) : packed(colours.background),
    packed(colours.extra),
    packed(colours.missed),
    packed(colours.agreed),
  )
  // One pixel more than the image: what would be right of the last is no outline.
  let below = new Uint8Array(width + 1)
  let row = new Uint8Array(width + 1)
  const dimmed = under && !clear ? Uint8ClampedArray.from({ length: 256 }, (_, v) => v * DIMMED) : undefined
  for (let y = height - 1; y >= 0; y--) {
    row.fill(0)
    markEdges(target.data, y, width, height, row, 2)
    markEdges(prediction.data, y, width, height, row, 1)
    paintRow(row, below, table, pixels, y * width, width)
    if (under && dimmed) dimRow(row, below, dimmed, under.data, data, y * width, width)
    ;[below, row] = [row, below]
  }
  return { width, height, data }
}

/** Sets `bit` in `row` where a pixel of line `y` has another label than one of its four neighbours. */
function markEdges(
  labels: LabelImage['data'],
  y: number,
  width: number,
  height: number,
  row: Uint8Array,
  bit: number,
): void {
  const from = y * width
  const up = y > 0 ? from - width : from
  const down = y < height - 1 ? from + width : from
  let label = labels[from]
  for (let x = 0; x < width; x++) {
    const right = x < width - 1 ? labels[from + x + 1] : label
    if (label === right && label === labels[up + x] && label === labels[down + x]) continue
    row[x] |= bit
    if (label !== right) row[x + 1] |= bit
    label = right
  }
}

/** The colour of each pixel of a line: its own outlines and those right of it, below and right below. */
function paintRow(
  row: Uint8Array,
  below: Uint8Array,
  table: Uint32Array,
  pixels: Uint32Array,
  from: number,
  width: number,
): void {
  let beside = 0
  for (let x = width - 1; x >= 0; x--) {
    const here = row[x] | below[x]
    pixels[from + x] = table[here | beside]
    beside = here
  }
}

/** Where a line has no outline, the image dimmed. */
function dimRow(
  row: Uint8Array,
  below: Uint8Array,
  dimmed: Uint8ClampedArray,
  under: Uint8ClampedArray,
  data: Uint8ClampedArray,
  from: number,
  width: number,
): void {
  let beside = 0
  let j = (from + width - 1) * 4
  for (let x = width - 1; x >= 0; x--, j -= 4) {
    const here = row[x] | below[x]
    if ((here | beside) === 0) {
      data[j] = dimmed[under[j]]
      data[j + 1] = dimmed[under[j + 1]]
      data[j + 2] = dimmed[under[j + 2]]
    }
    beside = here
  }
}

/** A colour as one 32-bit number in the byte order of this machine. */
function packed([red, green, blue]: readonly [number, number, number], alpha = 255): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, alpha).buffer)[0]
}
