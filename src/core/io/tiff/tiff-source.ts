import { KaryonError } from '../../errors'
import type { PixelType, PixelWindow, Raster } from '../../image/raster'
import { assertWindow } from '../assert-window'
import type { ByteSource } from '../byte-source'
import type { ImageMetadata, ImageSource, PlaneIndex } from '../image-source'
import { decodedType, isSubsampled } from './decode-segment'
import { mapPlanes } from './map-planes'
import type { PageLayout } from './page-layout'
import { PageReader } from './page-reader'
import type { PlaneMap, PlanePlace } from './plane-map'
import { compressionName, Photometric } from './tags'
import { formatBytes } from './tiff-errors'
import { openTiffPages, type TiffPages } from './tiff-pages'
import { type ColourModel, colourModel, isGrayPalette, toRaster } from './to-raster'
import { allocateSamples } from './unpack-samples'

/** Bytes of one decoded plane above which it has to be read in windows. */
const MAX_PLANE_BYTES = 6 * 2 ** 30

/**
 * Opens a TIFF, OME-TIFF or ImageJ TIFF.
 * @param storedNumbers as `OpenImageOptions`
 * @throws KaryonError when the first page cannot be understood
 */
export async function openTiff(
  source: ByteSource,
  signal?: AbortSignal,
  storedNumbers = false,
): Promise<ImageSource> {
  return (await openTiffFrom(source, signal, storedNumbers)).image
}

/** As `openTiff`, with the pages it found. */
export async function openTiffFrom(
  source: ByteSource,
  signal?: AbortSignal,
  storedNumbers = false,
): Promise<{ image: ImageSource; pages: TiffPages }> {
  const pages = await openTiffPages(source, signal)
  const colours = colourModel(pages.first, storedNumbers)
  const planes = await mapPlanes(source, pages, colours.channels)
  return { image: new TiffSource(source, pages, planes, colours), pages }
}

class TiffSource implements ImageSource {
  readonly metadata: ImageMetadata
  private readonly reader: PageReader
  private readonly model: ColourModel

  constructor(
    private readonly source: ByteSource,
    private readonly pages: TiffPages,
    private readonly planes: PlaneMap,
    colours: { model: ColourModel; notes: string[] },
  ) {
    this.reader = new PageReader(source)
    this.model = colours.model
    const { first } = pages
    this.metadata = {
      format: planes.format,
      width: first.width,
      height: first.height,
      samples: samplesOf(colours.model, first),
      dtype: dtypeOf(colours.model, first),
      bitDepth: decodedType(first).bits,
      sizeC: planes.sizeC,
      sizeZ: planes.sizeZ,
      sizeT: planes.sizeT,
      channels: planes.channels,
      pagesUntold: planes.pagesUntold,
      pages: planes.planes,
      compression: compressionName(first.compression),
      ...(planes.pixelSizeUm ? { pixelSizeUm: planes.pixelSizeUm } : {}),
      notes: [
        ...pages.notes,
        ...planes.notes,
        ...colours.notes,
        ...orientationNote(first),
        ...depthNote(first),
      ],
    }
  }

  async readPlane(index: PlaneIndex, window?: PixelWindow, signal?: AbortSignal): Promise<Raster> {
    const { c = 0, z = 0, t = 0 } = index
    const place = this.planes.place(c, z, t)
    if (!place) throw missingPlane(this.metadata, { c, z, t }, this.source.path)
    signal?.throwIfAborted()
    const layout = await this.layoutOf(place)
    const area = window ?? { x: 0, y: 0, width: layout.width, height: layout.height }
    assertWindow(area, layout, this.source.path)
    const bytes =
      area.width * area.height * layout.samples * allocateSamples(decodedType(layout), 0).BYTES_PER_ELEMENT
    if (bytes > MAX_PLANE_BYTES) {
      throw new KaryonError(
        'image-too-large',
        `The image is ${layout.width} × ${layout.height} pixels, ${formatBytes(bytes)} at once.`,
        'Crop or tile it, or export it at a lower magnification.',
        { file: this.source.path },
      )
    }
    const only = isGray(this.model) && layout.samples > 1 ? (place.sample ?? 0) : undefined
    const native = await this.reader.read(layout, area, only, signal)
    await this.source.assertUnchanged()
    return toRaster(native, layout, this.model)
  }

  private async layoutOf(place: PlanePlace): Promise<PageLayout> {
    const layout = await this.pages.layout(place.page)
    return place.shift ? { ...layout, offsets: layout.offsets.map((o) => o + (place.shift ?? 0)) } : layout
  }

  async close(): Promise<void> {
    await this.source.close()
  }
}

function isGray(model: ColourModel): boolean {
  return model === 'gray' || model === 'gray-inverted'
}

function samplesOf(model: ColourModel, layout: PageLayout): 1 | 3 {
  if (model === 'palette') return isGrayPalette(layout.colorMap ?? []) ? 1 : 3
  return isGray(model) || model === 'lightness' ? 1 : 3
}

function dtypeOf(model: ColourModel, layout: PageLayout): PixelType {
  if (model === 'palette' || isSubsampled(layout)) return 'uint8'
  return pixelTypeOf(layout)
}

/** The engine's number type for a page's samples. */
function pixelTypeOf(layout: PageLayout): PixelType {
  return allocateSamples(decodedType(layout), 0)
    .constructor.name.replace('Array', '')
    .toLowerCase() as PixelType
}

function missingPlane(metadata: ImageMetadata, asked: Required<PlaneIndex>, file: string): KaryonError {
  const { sizeC, sizeZ, sizeT } = metadata
  return new KaryonError(
    'plane-missing',
    `There is no plane c ${asked.c}, z ${asked.z}, t ${asked.t} in this file (it has ${sizeC} × ${sizeZ} × ${sizeT}, counted from 0).`,
    sizeC * sizeZ * sizeT === metadata.pages
      ? 'Choose a plane the file has.'
      : 'The file is part of a set: keep all its files in one folder and open each, or export it as one OME-TIFF.',
    { file },
  )
}

function orientationNote({ orientation }: PageLayout): string[] {
  return orientation > 1 && orientation <= 8
    ? [`stored turned or mirrored (orientation ${orientation}): pixels stay as stored`]
    : []
}

function depthNote(layout: PageLayout): string[] {
  if (layout.bits === 64 && layout.kind !== 'float') return ['64-bit integers are held as float64']
  if (layout.photometric === Photometric.WhiteIsZero && layout.kind === 'float')
    return ['white is zero: signs are changed']
  return []
}
