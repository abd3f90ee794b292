import { KaryonError } from '../../errors'
import type { ByteSource } from '../byte-source'
import type { Ifd } from './ifd'
import { resolveOldJpeg } from './old-jpeg'
import type { PageLayout, SampleKind } from './page-layout'
import { regroupPlainStrips, segmentGeometry } from './segment-geometry'
import { Compression, Photometric, Tag } from './tags'
import { damaged, formatBytes, unsupported } from './tiff-errors'

const MAX_SAMPLES = 4096
/** Decoded bytes no stored byte can unfold to, in an image of real size; deflate, the best of the usual, reaches 1032. */
const IMPOSSIBLE_RATIO = 4000
/** Images up to this many samples are never called too large: a cut-off file is the likelier story. */
const ALWAYS_PLAUSIBLE_SAMPLES = 256 * 1024 * 1024

/**
 * Reads and checks the tags of one page.
 * @throws KaryonError `image-damaged`, `image-has-no-pixels`, `image-too-large`, `tiff-unsupported`, `file-truncated`
 */
export async function readPageLayout(source: ByteSource, ifd: Ifd): Promise<PageLayout> {
  const file = source.path
  const width = (await ifd.number(Tag.ImageWidth)) ?? 0
  const height = (await ifd.number(Tag.ImageLength)) ?? 0
  if (!(width > 0 && height > 0)) {
    throw new KaryonError(
      'image-has-no-pixels',
      `The file says its image is ${width} × ${height} pixels.`,
      'Export the image again from where it was made.',
      { file },
    )
  }
  const compression = (await ifd.number(Tag.Compression)) ?? Compression.None
  const photometric = await readPhotometric(ifd, compression)
  const bitsList = (await ifd.numbers(Tag.BitsPerSample)) ?? [1]
  const samples =
    (await ifd.number(Tag.SamplesPerPixel)) ??
    (compression === Compression.OldJpeg && photometric === Photometric.YCbCr ? 3 : 1)
  if (samples < 1 || samples > MAX_SAMPLES) throw damaged(source, `it claims ${samples} samples per pixel`)
  const bits = uniformBits(bitsList, samples, compression, file)
  const kind = sampleKind((await ifd.numbers(Tag.SampleFormat)) ?? [1], bits, file)
  const tiled = ifd.has(Tag.TileWidth) && ifd.has(Tag.TileLength)
  const planar = samples > 1 && (await ifd.number(Tag.PlanarConfiguration)) === 2
  const geometry = await segmentGeometry(source, ifd, tiled, width, height, planar ? samples : 1)
  const layout: PageLayout = {
    width,
    height,
    samples,
    bits,
    kind,
    photometric,
    compression,
    predictor: (await ifd.number(Tag.Predictor)) ?? 1,
    planar,
    reverseBits: (await ifd.number(Tag.FillOrder)) === 2,
    littleEndian: ifd.header.littleEndian,
    extraSamples: (await ifd.numbers(Tag.ExtraSamples)) ?? [],
    tiled,
    ...geometry,
    colorMap: await ifd.numbers(Tag.ColorMap),
    subsampling: await readSubsampling(ifd, photometric),
    referenceBlackWhite: await ifd.numbers(Tag.ReferenceBlackWhite),
    yCbCrCoefficients: await ifd.numbers(Tag.YCbCrCoefficients),
    jpegTables: await ifd.bytes(Tag.JpegTables),
    t4Options: (await ifd.number(Tag.T4Options)) ?? 0,
    orientation: (await ifd.number(Tag.Orientation)) ?? 1,
  }
  refuseImpossibleSize(layout, source)
  return compression === Compression.OldJpeg
    ? resolveOldJpeg(source, ifd, layout)
    : regroupPlainStrips(layout)
}

async function readPhotometric(ifd: Ifd, compression: number): Promise<number> {
  const told = await ifd.number(Tag.Photometric)
  if (told !== undefined) return told
  if (compression === Compression.OldJpeg || compression === Compression.Jpeg) return Photometric.YCbCr
  return Photometric.WhiteIsZero
}

function uniformBits(list: number[], samples: number, compression: number, file: string): number {
  const used = list.slice(0, samples)
  const bits = used[0]
  if (used.some((b) => b !== bits)) {
    throw unsupported(`its samples differ in depth (${used.join(', ')} bits)`, file)
  }
  // Fax and JPEG data carry their depth themselves.
  const plain = bits >= 1 && (bits <= 32 || bits === 64)
  if (!plain && compression !== Compression.Jpeg) throw unsupported(`it has ${bits} bits per sample`, file)
  return bits
}

function sampleKind(formats: number[], bits: number, file: string): SampleKind {
  const format = formats[0]
  if (formats.some((f) => f !== format)) throw unsupported('its samples differ in number type', file)
  switch (format) {
    case 2:
      return 'int'
    case 3:
      if (![16, 24, 32, 64].includes(bits))
        throw unsupported(`it has floating-point samples of ${bits} bits`, file)
      return 'float'
    case 5:
    case 6:
      throw unsupported('its pixels are complex numbers', file)
    default:
      return 'uint'
  }
}

async function readSubsampling(ifd: Ifd, photometric: number): Promise<[number, number]> {
  if (photometric !== Photometric.YCbCr) return [1, 1]
  const told = await ifd.numbers(Tag.YCbCrSubSampling)
  return [told?.[0] ?? 2, told?.[1] ?? 2]
}

function refuseImpossibleSize(layout: PageLayout, source: ByteSource): void {
  const { width, height, samples, bits } = layout
  const count = width * height * samples
  if (count <= ALWAYS_PLAUSIBLE_SAMPLES) return
  const bytes = (count * bits) / 8
  const ratio = layout.compression === Compression.None ? 1 : IMPOSSIBLE_RATIO
  if (bytes > source.size * ratio || !Number.isSafeInteger(count)) {
    throw new KaryonError(
      'image-too-large',
      `The header claims ${width} × ${height} pixels (${formatBytes(bytes)}), but the file holds only ${formatBytes(source.size)}.`,
      'The header is damaged or the file is cut short; export it again.',
      { file: source.path },
    )
  }
}
