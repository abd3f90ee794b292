import { writeTiff } from '../io/tiff-fixture'

interface Channel {
  name?: string
  values: Uint8Array | Uint16Array
}

/** An OME-TIFF of one page a channel, all of one number type. */
export function omeTiff(width: number, height: number, channels: Channel[]): Uint8Array {
  const bits = channels[0]!.values.BYTES_PER_ELEMENT * 8
  const named = channels
    .map(({ name }, i) => `<Channel ID="Channel:${i}"${name ? ` Name="${name}"` : ''} SamplesPerPixel="1"/>`)
    .join('')
  const size = `SizeX="${width}" SizeY="${height}" SizeC="${channels.length}" SizeZ="1" SizeT="1"`
  const pixels = `<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint${bits}" ${size}>${named}<TiffData/></Pixels>`
  const xml = `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">${pixels}</Image></OME>`
  return writeTiff(
    channels.map(({ values }, i) => ({
      width,
      height,
      bits,
      values,
      extra: i === 0 ? [{ tag: 270, type: 2, values: xml }] : [],
    })),
  )
}
