import { deflateSync, inflateSync } from 'node:zlib'
import type { LabelImage } from '../image/label-image'
import { assembleTiff, joinChunks } from './assemble-tiff'
import { pixelsPerCentimetre, TAG, type TiffField } from './tiff-tags'

/** Strips of about this many pixels: small enough to read a part, large enough to deflate well. */
const STRIP_PIXELS = 64 * 1024

/**
 * Measured on 1024² with 400 nuclei (docs/decisions/results.md): level 3 without predictor is as fast as
 * level 1 and a quarter smaller; level 6 takes four times as long for another third.
 */
const DEFLATE = { level: 3, memLevel: 9 } as const

const LARGEST_16_BIT = 0xffff

export interface LabelTiffOptions {
  /** Written as resolution tags when known. */
  pixelSizeUm?: { x: number; y: number }
  /** Bytes above which the file becomes a BigTIFF; lowered only by tests. */
  classicLimit?: number
}

/**
 * Writes a label image from top to bottom without ever holding it: rows go in as they are made, strips are
 * kept deflated. Samples are 16-bit as long as every label fits, 32-bit otherwise (the strips kept so far are
 * then widened once).
 */
export class LabelTiffWriter {
  readonly width: number
  readonly height: number
  private readonly options: LabelTiffOptions
  private readonly rowsPerStrip: number
  private readonly strip: Uint32Array
  private rowsInStrip = 0
  private rowsTaken = 0
  private wide = false
  private strips: Uint8Array[] = []

  constructor(width: number, height: number, options: LabelTiffOptions = {}) {
    if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
      throw new RangeError(`A label image of ${width} × ${height} pixels cannot be written`)
    }
    this.width = width
    this.height = height
    this.options = options
    this.rowsPerStrip = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / width)))
    this.strip = new Uint32Array(this.rowsPerStrip * width)
  }

  /** Takes whole rows, any number at a time, in order. */
  appendRows(rows: Uint32Array): void {
    const { width } = this
    const count = rows.length / width
    if (!Number.isInteger(count)) {
      throw new RangeError(`${rows.length} labels are not whole rows of ${width} pixels`)
    }
    if (this.rowsTaken + count > this.height) {
      throw new RangeError(`${this.rowsTaken + count} rows given, the image has ${this.height}`)
    }
    for (let row = 0; row < count; ) {
      const take = Math.min(count - row, this.rowsPerStrip - this.rowsInStrip)
      this.strip.set(rows.subarray(row * width, (row + take) * width), this.rowsInStrip * width)
      this.rowsInStrip += take
      this.rowsTaken += take
      row += take
      if (this.rowsInStrip === this.rowsPerStrip || this.rowsTaken === this.height) this.closeStrip()
    }
  }

  /**
   * @param count number of nuclei: above 65,535 the file is 32-bit
   * @returns the file's chunks in order; the writer is spent
   */
  finishChunks(count: number): Uint8Array[] {
    if (this.rowsTaken !== this.height) {
      throw new RangeError(`Only ${this.rowsTaken} of ${this.height} rows were given`)
    }
    if (count > LARGEST_16_BIT && !this.wide) this.widen()
    return assembleTiff(
      {
        width: this.width,
        height: this.height,
        rowsPerStrip: this.rowsPerStrip,
        strips: this.strips,
        fields: labelFields(this.wide ? 32 : 16, this.options.pixelSizeUm),
      },
      this.options.classicLimit,
    )
  }

  /** The file as one array; use `finishChunks` for images whose file may be very large. */
  finish(count: number): Uint8Array {
    return joinChunks(this.finishChunks(count))
  }

  private closeStrip(): void {
    const labels = this.strip.subarray(0, this.rowsInStrip * this.width)
    this.rowsInStrip = 0
    if (!this.wide && largest(labels) > LARGEST_16_BIT) this.widen()
    // 16-bit and 32-bit samples are written in the machine's order: little-endian on every system we run on.
    const samples = this.wide ? labels : Uint16Array.from(labels)
    this.strips.push(deflateSync(bytesOf(samples), DEFLATE))
  }

  private widen(): void {
    this.wide = true
    this.strips = this.strips.map((strip) => {
      const bytes = inflateSync(strip)
      // A copy, because a Buffer may lie on an odd byte of its pool.
      const narrow = new Uint16Array(new Uint8Array(bytes).buffer)
      return deflateSync(bytesOf(Uint32Array.from(narrow)), DEFLATE)
    })
  }
}

/** A whole label image as the bytes of a TIFF file. */
export function encodeLabelTiff(labels: LabelImage, options: LabelTiffOptions = {}): Uint8Array {
  const writer = new LabelTiffWriter(labels.width, labels.height, options)
  writer.appendRows(labels.data)
  return writer.finish(labels.count)
}

function largest(labels: Uint32Array): number {
  let most = 0
  for (let i = 0; i < labels.length; i++) if (labels[i]! > most) most = labels[i]!
  return most
}

function bytesOf(samples: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

function labelFields(bits: 16 | 32, pixelSizeUm?: { x: number; y: number }): TiffField[] {
  const fields: TiffField[] = [
    { tag: TAG.newSubfileType, type: 'long', values: [0] },
    { tag: TAG.bitsPerSample, type: 'short', values: [bits] },
    { tag: TAG.compression, type: 'short', values: [8] },
    { tag: TAG.photometric, type: 'short', values: [1] },
    { tag: TAG.samplesPerPixel, type: 'short', values: [1] },
    { tag: TAG.planarConfiguration, type: 'short', values: [1] },
    { tag: TAG.sampleFormat, type: 'short', values: [1] },
    { tag: TAG.software, type: 'ascii', values: 'Karyon' },
  ]
  if (pixelSizeUm) {
    fields.push(
      { tag: TAG.xResolution, type: 'rational', values: [pixelsPerCentimetre(pixelSizeUm.x)] },
      { tag: TAG.yResolution, type: 'rational', values: [pixelsPerCentimetre(pixelSizeUm.y)] },
      { tag: TAG.resolutionUnit, type: 'short', values: [3] },
    )
  }
  return fields
}
