/** One marker segment of a JPEG stream. `data` excludes the marker and, where there is one, the length. */
export interface JpegMarker {
  code: number
  /** Offset of the 0xff. */
  at: number
  data: Uint8Array
}

export const JpegCode = {
  Soi: 0xd8,
  Eoi: 0xd9,
  Sos: 0xda,
  Dqt: 0xdb,
  Dht: 0xc4,
  Dri: 0xdd,
  Adobe: 0xee,
} as const

/** Marker segments up to and including the first start of scan, and where its entropy-coded data begins. */
export function readJpegMarkers(stream: Uint8Array): { markers: JpegMarker[]; scanAt: number } {
  const markers: JpegMarker[] = []
  let at = 0
  while (at + 1 < stream.length) {
    if (stream[at] !== 0xff || stream[at + 1] === 0xff || stream[at + 1] === 0) {
      at++
      continue
    }
    const code = stream[at + 1]
    if (code === JpegCode.Soi || code === JpegCode.Eoi || code === 1 || (code >= 0xd0 && code <= 0xd7)) {
      markers.push({ code, at, data: stream.subarray(0, 0) })
      at += 2
      continue
    }
    const length = ((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0)
    if (length < 2 || at + 2 + length > stream.length) break
    markers.push({ code, at, data: stream.subarray(at + 4, at + 2 + length) })
    at += 2 + length
    if (code === JpegCode.Sos) return { markers, scanAt: at }
  }
  return { markers, scanAt: -1 }
}

/** Start of frame: any of SOF0…SOF15 that is no table marker. */
export function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc
}

export interface JpegFrame {
  /** 0 baseline, 1 extended, 2 progressive, 3 lossless, … */
  process: number
  precision: number
  width: number
  height: number
  components: number
}

export function readJpegFrame(markers: JpegMarker[]): JpegFrame | undefined {
  const frame = markers.find((m) => isFrame(m.code))
  if (!frame || frame.data.length < 6) return undefined
  const d = frame.data
  return {
    process: frame.code - 0xc0,
    precision: d[0],
    height: (d[1] << 8) | d[2],
    width: (d[3] << 8) | d[4],
    components: d[5],
  }
}

/** A marker segment as bytes. */
export function jpegSegment(code: number, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 4)
  out[0] = 0xff
  out[1] = code
  out[2] = (data.length + 2) >> 8
  out[3] = data.length + 2
  out.set(data, 4)
  return out
}

/** Adobe's marker that tells a decoder whether three components are YCbCr (1) or as they are (0). */
export function adobeMarker(transform: 0 | 1): Uint8Array {
  return jpegSegment(
    JpegCode.Adobe,
    Uint8Array.from([0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform]),
  )
}

export function joinBytes(parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
