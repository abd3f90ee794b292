import { promisify } from 'node:util'
import { constants, createInflateRaw, inflate, inflateSync } from 'node:zlib'
import { joinBytes } from '../../jpeg-markers'
import type { PageLayout } from '../page-layout'
import { Compression, compressionName } from '../tags'
import { unsupported } from '../tiff-errors'
import { decodeCcitt } from './ccitt'

import { decodeLzw } from './lzw'
import { decodeNext } from './next'
import { decodePackBits } from './packbits'
import { decodeThunderScan } from './thunderscan'
import { decodeXz } from './xz'
import { decodeZstd } from './zstd'

export interface SegmentShape {
  width: number
  height: number
  samples: number
  /** Bytes the decoded segment must have. */
  needed: number
}

const inflateAsync = promisify(inflate)

/**
 * Compressed bytes of one segment to plain ones. May return fewer than `needed` when the data ends early.
 * @throws KaryonError `tiff-unsupported` for a compression not read; any Error for damaged data
 */
export async function decompress(
  input: Uint8Array,
  layout: PageLayout,
  shape: SegmentShape,
): Promise<Uint8Array> {
  const { compression } = layout
  const ordered = layout.reverseBits ? reverseBits(input) : input
  refuseImpossibleRatio(input, compression, shape.needed)
  switch (compression) {
    case Compression.None:
      return ordered
    case Compression.Lzw:
      return decodeLzw(ordered, shape.needed)
    case Compression.PackBits:
      return decodePackBits(ordered, shape.needed)
    case Compression.AdobeDeflate:
    case Compression.Deflate:
      return inflateSegment(ordered, shape.needed)
    case Compression.CcittRle:
    case Compression.CcittRleWord:
    case Compression.CcittT4:
    case Compression.CcittT6:
      if (layout.bits !== 1 || shape.samples !== 1) {
        throw unsupported(
          `it is fax-compressed with ${layout.bits} bits and ${shape.samples} samples per pixel`,
          '',
        )
      }
      return decodeCcitt(ordered, compression, layout.t4Options, shape.width, shape.height)
    case Compression.Zstd:
      return decodeZstd(ordered, shape.needed)
    case Compression.Lzma:
      return decodeXz(ordered, shape.needed)
    case Compression.ThunderScan:
      return decodeThunderScan(ordered, shape.width, shape.height)
    case Compression.Next:
      return decodeNext(ordered, shape.width, shape.height)
    default:
      throw unsupported(`its pixels are compressed with ${compressionName(compression)}`, '')
  }
}

const SMALL = 256 * 1024
/** Output per input byte no data of a compression can exceed; those not listed have no useful bound. */
const MAX_RATIO: Record<number, number> = {
  [Compression.Lzw]: 2600,
  [Compression.PackBits]: 64,
  [Compression.AdobeDeflate]: 1040,
  [Compression.Deflate]: 1040,
}

function refuseImpossibleRatio(input: Uint8Array, compression: number, needed: number): void {
  const ratio = MAX_RATIO[compression]
  if (ratio !== undefined && needed > input.length * ratio + 4096) {
    throw new RangeError(`${input.length} bytes cannot hold ${needed}`)
  }
}

async function inflateSegment(input: Uint8Array, needed: number): Promise<Uint8Array> {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: needed + 65_536 }
  try {
    return input.length < SMALL ? inflateSync(input, options) : await inflateAsync(input, options)
  } catch (error) {
    // Damage behind the last byte needed, or rows stored beyond the image, must not cost the image.
    const whole = await inflateUpTo(input, needed)
    if (whole.length < needed) throw error
    return whole
  }
}

/** What can be inflated before the first error, at most a little more than `needed`. */
function inflateUpTo(input: Uint8Array, needed: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    // Raw data (behind the two header bytes) has no check sum at its end to trip over.
    const stream = createInflateRaw({ chunkSize: 1024, finishFlush: constants.Z_SYNC_FLUSH })
    const parts: Uint8Array[] = []
    let length = 0
    const finish = () => {
      stream.destroy()
      resolve(joinBytes(parts))
    }
    stream.on('data', (part: Uint8Array) => {
      parts.push(part)
      length += part.length
      if (length >= needed) finish()
    })
    stream.on('end', finish)
    stream.on('error', finish)
    stream.end(input.subarray(2))
  })
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, b) => {
  let r = 0
  for (let i = 0; i < 8; i++) if (b & (1 << i)) r |= 128 >> i
  return r
})

function reverseBits(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = REVERSED[bytes[i]]
  return out
}
