import type { HuffmanTable } from './jpeg-tables'

/** Reads Huffman codes and signed values of one scan (ITU-T T.81, annex F). */
export class EntropyReader {
  private held = 0
  private have = 0
  private zeros = 0

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** True when more than the padding a decoder may want was made up. */
  get exhausted(): boolean {
    return this.zeros > 16
  }

  symbol(table: HuffmanTable): number {
    if (this.have < 16) this.fill()
    const entry = table.short[(this.held >>> (this.have - 8)) & 255]
    if (entry !== 0) {
      this.have -= entry >> 8
      return entry & 255
    }
    for (let length = 9; length <= 16; length++) {
      const code = (this.held >>> (this.have - length)) & ((1 << length) - 1)
      if (code <= table.maxCode[length]) {
        this.have -= length
        return table.values[code + table.offset[length]]
      }
    }
    throw new RangeError('the JPEG data holds a code that does not exist')
  }

  /** The next `size` ≤ 15 bits as a signed difference (T.81, EXTEND). */
  signed(size: number): number {
    if (this.have < size) this.fill()
    this.have -= size
    const value = (this.held >>> this.have) & ((1 << size) - 1)
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value
  }

  restart(): void {
    this.have = 0
    while (this.at + 1 < this.bytes.length) {
      const next = this.bytes[this.at + 1]
      if (this.bytes[this.at] === 0xff && next >= 0xd0 && next <= 0xd7) {
        this.at += 2
        return
      }
      this.at++
    }
  }

  /** At least 17 bits ahead; the oldest bits fall out at the top. */
  private fill(): void {
    while (this.have <= 23) {
      this.held = (this.held << 8) | this.nextByte()
      this.have += 8
    }
  }

  private nextByte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) {
      this.zeros++
      return 0
    }
    if (byte !== 0xff) {
      this.at++
      return byte
    }
    if (this.bytes[this.at + 1] === 0) {
      this.at += 2
      return 0xff
    }
    // A marker: the scan ends here, and a decoder reads zeros.
    this.zeros++
    return 0
  }
}
