import { isFrame, JpegCode, readJpegMarkers } from '../../jpeg-markers'
import { EntropyReader } from './jpeg-entropy'
import { inverseDct } from './jpeg-idct'
import { type HuffmanTable, huffmanTables, quantisationTables } from './jpeg-tables'

/** One colour component at its own resolution. */
export interface JpegPlane {
  /** Sampling factors. */
  h: number
  v: number
  /** Samples per row and rows, in whole blocks. */
  stride: number
  rows: number
  data: Uint8Array
}

export interface JpegPlanes {
  width: number
  height: number
  planes: JpegPlane[]
}

interface Component extends JpegPlane {
  id: number
  quantisation: number
  dc: HuffmanTable
  ac: HuffmanTable
  previous: number
}

const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
])

/**
 * Decodes a sequential Huffman-coded JPEG of 8 bits (ITU-T T.81, processes 0 and 1) to its component planes without
 * upsampling or colour conversion: what old-style JPEG in TIFF needs, where the native decoder only hands out
 * smoothed RGB.
 * @throws RangeError for damaged data and for other processes
 */
export function decodeBaselineJpeg(stream: Uint8Array): JpegPlanes {
  const { markers, scanAt } = readJpegMarkers(stream)
  if (scanAt < 0) throw new RangeError('the JPEG data holds no scan')
  const frame = markers.find((m) => isFrame(m.code))
  if (!frame || frame.code > 0xc1 || frame.data[0] !== 8)
    throw new RangeError('the JPEG data is not baseline')
  const quantisation = quantisationTables(markers)
  const huffman = huffmanTables(markers)
  const height = (frame.data[1] << 8) | frame.data[2]
  const width = (frame.data[3] << 8) | frame.data[4]
  const count = frame.data[5]
  const sampling = Array.from({ length: count }, (_, i) => frame.data[7 + i * 3])
  if (width === 0 || height === 0 || count === 0 || sampling.some((s) => !(s >> 4) || !(s & 15))) {
    throw new RangeError('the JPEG frame is damaged')
  }
  const maxH = Math.max(...sampling.map((s) => s >> 4))
  const maxV = Math.max(...sampling.map((s) => s & 15))
  const across = Math.ceil(width / (8 * maxH))
  const down = Math.ceil(height / (8 * maxV))
  const scan = markers[markers.length - 1].data
  if (scan[0] !== count) throw new RangeError('the JPEG data has its components in scans of their own')
  const components = sampling.map((s, i): Component => {
    const id = frame.data[6 + i * 3]
    const selector = scan[2 + i * 2]
    const dc = huffman.get(selector >> 4)
    const ac = huffman.get(16 + (selector & 15))
    if (!dc || !ac) throw new RangeError('the JPEG data lacks its code tables')
    const h = s >> 4
    const v = s & 15
    const stride = across * h * 8
    const rows = down * v * 8
    return {
      id,
      h,
      v,
      stride,
      rows,
      data: new Uint8Array(stride * rows),
      quantisation: frame.data[8 + i * 3],
      dc,
      ac,
      previous: 0,
    }
  })
  const interval = markers.find((m) => m.code === JpegCode.Dri)
  const restart = interval ? (interval.data[0] << 8) | interval.data[1] : 0
  decodeScan(new EntropyReader(stream, scanAt), components, quantisation, across, down, restart)
  return {
    width,
    height,
    planes: components.map(({ h, v, stride, rows, data }) => ({ h, v, stride, rows, data })),
  }
}

/** The planes as interleaved samples, those at lower resolution repeated over their block. */
export function interleavePlanes(picture: JpegPlanes, width: number, height: number): Uint8Array {
  const samples = picture.planes.length
  const maxH = Math.max(...picture.planes.map((p) => p.h))
  const maxV = Math.max(...picture.planes.map((p) => p.v))
  const data = new Uint8Array(width * height * samples)
  picture.planes.forEach((plane, s) => {
    const fx = maxH / plane.h
    const fy = maxV / plane.v
    for (let y = 0; y < height; y++) {
      const row = Math.min(plane.rows - 1, Math.floor(y / fy)) * plane.stride
      for (let x = 0, o = y * width * samples + s; x < width; x++, o += samples) {
        data[o] = plane.data[row + Math.floor(x / fx)]
      }
    }
  })
  return data
}

function decodeScan(
  reader: EntropyReader,
  components: Component[],
  quantisation: Map<number, Uint16Array>,
  across: number,
  down: number,
  restart: number,
): void {
  const block = new Int32Array(64)
  for (let mcu = 0; mcu < across * down; mcu++) {
    if (restart > 0 && mcu > 0 && mcu % restart === 0) {
      reader.restart()
      for (const component of components) component.previous = 0
    }
    const mx = mcu % across
    const my = Math.floor(mcu / across)
    for (const component of components) {
      const table = quantisation.get(component.quantisation)
      if (!table) throw new RangeError('the JPEG data lacks its quantisation tables')
      for (let v = 0; v < component.v; v++) {
        for (let h = 0; h < component.h; h++) {
          const flat = readBlock(reader, component, table, block)
          const x = (mx * component.h + h) * 8
          const y = (my * component.v + v) * 8
          inverseDct(block, component.data, y * component.stride + x, component.stride, flat)
        }
      }
    }
    if (reader.exhausted) {
      if (mcu + 1 < across * down) throw new RangeError('the JPEG data ends early')
    }
  }
}

/** One block's dequantised coefficients. @returns true when only the first one is there */
function readBlock(
  reader: EntropyReader,
  component: Component,
  table: Uint16Array,
  block: Int32Array,
): boolean {
  block.fill(0)
  const size = reader.symbol(component.dc)
  if (size > 0) component.previous += reader.signed(size)
  block[0] = component.previous * table[0]
  let flat = true
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(component.ac)
    const bits = symbol & 15
    const run = symbol >> 4
    if (bits === 0) {
      if (run !== 15) break
      k += 15
      continue
    }
    k += run
    if (k > 63) throw new RangeError('a JPEG block holds more than 64 values')
    block[ZIGZAG[k]] = reader.signed(bits) * table[k]
    flat = false
  }
  return flat
}
