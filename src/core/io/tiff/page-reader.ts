import { KaryonError } from '../../errors'
import type { PixelArray, PixelWindow } from '../../image/raster'
import type { ByteSource } from '../byte-source'
import { decodedType, decodeSegment } from './decode-segment'
import type { PageLayout } from './page-layout'
import type { Segment } from './segment'
import { SegmentCache } from './segment-cache'
import { allocateSamples, type SampleType } from './unpack-samples'

/** Pixels of a page in the file's own values, all samples interleaved. */
export interface NativePixels {
  width: number
  height: number
  samples: number
  data: PixelArray
}

/** Reads windows of TIFF pages, decoding only the strips or tiles they touch. */
export class PageReader {
  private readonly cache = new SegmentCache()

  constructor(private readonly source: ByteSource) {}

  /**
   * @param only a single sample (0-based) to read, or all when left out
   * @throws KaryonError for damaged or unsupported data
   */
  async read(
    layout: PageLayout,
    window: PixelWindow,
    only?: number,
    signal?: AbortSignal,
  ): Promise<NativePixels> {
    const type = decodedType(layout)
    const samples = only === undefined ? layout.samples : 1
    const planes = layout.planar ? (only === undefined ? range(layout.samples) : [only]) : [0]
    const firstRow = Math.floor(window.y / layout.segmentHeight)
    const lastRow = Math.floor((window.y + window.height - 1) / layout.segmentHeight)
    const firstColumn = Math.floor(window.x / layout.segmentWidth)
    const lastColumn = Math.floor((window.x + window.width - 1) / layout.segmentWidth)
    const out = this.allocate(type, window, samples)
    for (const plane of planes) {
      for (let row = firstRow; row <= lastRow; row++) {
        for (let column = firstColumn; column <= lastColumn; column++) {
          signal?.throwIfAborted()
          const segment = await this.segment(layout, column, row, plane)
          const toSample = layout.planar && only === undefined ? plane : 0
          const fromSample = layout.planar ? 0 : (only ?? 0)
          const count = layout.planar || only !== undefined ? 1 : samples
          copySegment(segment, layout, window, { out, samples, toSample, fromSample, count, column, row })
        }
      }
    }
    return { width: window.width, height: window.height, samples, data: out }
  }

  private allocate(type: SampleType, window: PixelWindow, samples: number): PixelArray {
    try {
      return allocateSamples(type, window.width * window.height * samples)
    } catch (cause) {
      throw new KaryonError(
        'image-too-large',
        `There is not enough memory for ${window.width} × ${window.height} pixels of ${samples} samples.`,
        'Close other programs, or crop the image.',
        { file: this.source.path, cause },
      )
    }
  }

  private async segment(layout: PageLayout, column: number, row: number, plane: number): Promise<Segment> {
    const index = (plane * layout.segmentsDown + row) * layout.segmentsAcross + column
    const key = `${layout.offsets[index]}:${layout.byteCounts[index]}:${index}`
    const known = this.cache.get(key)
    if (known) return known
    const segment = await decodeSegment(this.source, layout, column, row, plane)
    this.cache.put(key, segment)
    return segment
  }
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

interface CopyPlan {
  out: PixelArray
  samples: number
  toSample: number
  fromSample: number
  count: number
  column: number
  row: number
}

function copySegment(segment: Segment, layout: PageLayout, window: PixelWindow, plan: CopyPlan): void {
  const left = plan.column * layout.segmentWidth
  const top = plan.row * layout.segmentHeight
  const x0 = Math.max(window.x, left)
  const x1 = Math.min(window.x + window.width, left + segment.width)
  const y0 = Math.max(window.y, top)
  const y1 = Math.min(window.y + window.height, top + segment.height)
  const { out, samples, count } = plan
  const whole = count === samples && segment.samples === samples
  for (let y = y0; y < y1; y++) {
    const from = ((y - top) * segment.width + (x0 - left)) * segment.samples + plan.fromSample
    const to = ((y - window.y) * window.width + (x0 - window.x)) * samples + plan.toSample
    if (whole) out.set(segment.data.subarray(from, from + (x1 - x0) * samples), to)
    else {
      // One sample of several, on either side.
      for (let x = 0, f = from, t = to; x < x1 - x0; x++, f += segment.samples, t += samples)
        out[t] = segment.data[f]
    }
  }
}
