/** Reads bits, most significant first. Behind the end there are zeros; `ended` says so. */
export class BitReader {
  private position = 0
  private readonly total: number

  constructor(private readonly bytes: Uint8Array) {
    this.total = bytes.length * 8
  }

  /** The next `n` ≤ 16 bits without taking them. */
  peek(n: number): number {
    const at = this.position >> 3
    const { bytes } = this
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    return (word >>> (24 - (this.position & 7) - n)) & ((1 << n) - 1)
  }

  skip(n: number): void {
    this.position += n
  }

  get left(): number {
    return this.total - this.position
  }

  get ended(): boolean {
    return this.position >= this.total
  }

  /** Moves on to the next multiple of `bits` bits. */
  align(bits: number): void {
    this.position = Math.ceil(this.position / bits) * bits
  }
}
