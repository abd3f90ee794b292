const TOP = 2 ** 24
const PROB_INIT = 1024
const STATES = 12
const LEN_HIGH = 256

/** Bit-tree probabilities of match lengths. */
class LengthCoder {
  readonly choice = new Uint16Array(2).fill(PROB_INIT)
  readonly low = new Uint16Array(16 * 8).fill(PROB_INIT)
  readonly mid = new Uint16Array(16 * 8).fill(PROB_INIT)
  readonly high = new Uint16Array(LEN_HIGH).fill(PROB_INIT)
}

/**
 * LZMA2 chunks into `out` from `written` on, following the LZMA specification (Igor Pavlov, lzma-specification.txt)
 * and the xz format. The output is its own dictionary. Stops quietly when `out` is full.
 */
export class Lzma2Decoder {
  private range = 0
  private code = 0
  private lc = 0
  private lpMask = 0
  private pbMask = 0
  private state = 0
  private rep0 = 0
  private rep1 = 0
  private rep2 = 0
  private rep3 = 0
  private readonly dictionaryStart: number
  private literal = new Uint16Array(0)
  private isMatch = new Uint16Array(0)
  private isRep = new Uint16Array(0)
  private isRepG0 = new Uint16Array(0)
  private isRepG1 = new Uint16Array(0)
  private isRepG2 = new Uint16Array(0)
  private isRep0Long = new Uint16Array(0)
  private posSlot = new Uint16Array(0)
  private posSpecial = new Uint16Array(0)
  private posAlign = new Uint16Array(0)
  private lengths = new LengthCoder()
  private repLengths = new LengthCoder()

  constructor(
    private readonly input: Uint8Array,
    private at: number,
    private readonly out: Uint8Array,
    public written: number,
  ) {
    this.dictionaryStart = written
  }

  /** Decodes all chunks. @returns the input offset behind them */
  run(): number {
    const { input } = this
    for (;;) {
      if (this.at >= input.length) throw new RangeError('LZMA data ends early')
      const control = input[this.at++]
      if (control === 0) return this.at
      if (control < 0x80) {
        if (control > 2) throw new RangeError('LZMA data is damaged')
        const size = ((input[this.at] << 8) | input[this.at + 1]) + 1
        this.at += 2
        const fits = Math.min(size, this.out.length - this.written)
        this.out.set(input.subarray(this.at, this.at + fits), this.written)
        this.written += fits
        this.at += size
      } else {
        const unpacked = (((control & 31) << 16) | (input[this.at] << 8) | input[this.at + 1]) + 1
        const packed = ((input[this.at + 2] << 8) | input[this.at + 3]) + 1
        this.at += 4
        if (control >= 0xc0) this.setProperties(input[this.at++])
        if (control >= 0xa0) this.resetState()
        const end = this.at + packed
        this.decodeChunk(unpacked)
        this.at = end
      }
      if (this.written >= this.out.length) return this.skipChunks()
    }
  }

  /** The output is full: the rest is only walked over. */
  private skipChunks(): number {
    const { input } = this
    while (this.at < input.length) {
      const control = input[this.at++]
      if (control === 0) break
      if (control < 0x80) this.at += 3 + ((input[this.at] << 8) | input[this.at + 1])
      else this.at += 5 + ((input[this.at + 2] << 8) | input[this.at + 3]) + (control >= 0xc0 ? 1 : 0)
    }
    return this.at
  }

  private setProperties(byte: number): void {
    if (byte > 224) throw new RangeError('LZMA properties are damaged')
    this.lc = byte % 9
    const rest = Math.floor(byte / 9)
    this.lpMask = (1 << (rest % 5)) - 1
    this.pbMask = (1 << Math.floor(rest / 5)) - 1
    this.literal = new Uint16Array(0x300 << (this.lc + (rest % 5)))
  }

  private resetState(): void {
    this.state = 0
    this.rep0 = this.rep1 = this.rep2 = this.rep3 = 0
    this.literal.fill(PROB_INIT)
    const fresh = (n: number) => new Uint16Array(n).fill(PROB_INIT)
    this.isMatch = fresh(STATES * 16)
    this.isRep = fresh(STATES)
    this.isRepG0 = fresh(STATES)
    this.isRepG1 = fresh(STATES)
    this.isRepG2 = fresh(STATES)
    this.isRep0Long = fresh(STATES * 16)
    this.posSlot = fresh(4 * 64)
    this.posSpecial = fresh(128)
    this.posAlign = fresh(16)
    this.lengths = new LengthCoder()
    this.repLengths = new LengthCoder()
  }

  private decodeChunk(size: number): void {
    if (this.isMatch.length === 0) throw new RangeError('LZMA data begins in the middle')
    const end = Math.min(this.written + size, this.out.length)
    this.at++
    this.range = 0xffffffff
    this.code = 0
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.input[this.at++]) >>> 0
    while (this.written < end) {
      const posState = (this.written - this.dictionaryStart) & this.pbMask
      if (this.bit(this.isMatch, this.state * 16 + posState) === 0) this.decodeLiteral()
      else this.copy(this.decodeMatch(posState), end)
    }
  }

  private decodeLiteral(): void {
    const { out } = this
    const position = this.written - this.dictionaryStart
    const previous = position > 0 ? out[this.written - 1] : 0
    const context = ((position & this.lpMask) << this.lc) + (previous >> (8 - this.lc))
    const base = 0x300 * context
    let symbol = 1
    if (this.state >= 7) {
      let match = position > this.rep0 ? out[this.written - this.rep0 - 1] : 0
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1
        match <<= 1
        const b = this.bit(this.literal, base + ((1 + matchBit) << 8) + symbol)
        symbol = (symbol << 1) | b
        if (matchBit !== b) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(this.literal, base + symbol)
    out[this.written++] = symbol
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6
  }

  /** Decodes a match's distance into `rep0` and returns its length. */
  private decodeMatch(posState: number): number {
    const { state } = this
    if (this.bit(this.isRep, state) === 0) {
      this.rep3 = this.rep2
      this.rep2 = this.rep1
      this.rep1 = this.rep0
      const length = this.decodeLength(this.lengths, posState)
      this.state = state < 7 ? 7 : 10
      this.rep0 = this.decodeDistance(Math.min(length - 2, 3))
      return length
    }
    if (this.bit(this.isRepG0, state) === 0) {
      if (this.bit(this.isRep0Long, state * 16 + posState) === 0) {
        this.state = state < 7 ? 9 : 11
        return 1
      }
    } else {
      let distance = this.rep1
      if (this.bit(this.isRepG1, state) !== 0) {
        if (this.bit(this.isRepG2, state) === 0) distance = this.rep2
        else {
          distance = this.rep3
          this.rep3 = this.rep2
        }
        this.rep2 = this.rep1
      }
      this.rep1 = this.rep0
      this.rep0 = distance
    }
    this.state = state < 7 ? 8 : 11
    return this.decodeLength(this.repLengths, posState)
  }

  private decodeLength(coder: LengthCoder, posState: number): number {
    if (this.bit(coder.choice, 0) === 0) return 2 + this.tree(coder.low, posState * 8, 3)
    if (this.bit(coder.choice, 1) === 0) return 10 + this.tree(coder.mid, posState * 8, 3)
    return 18 + this.tree(coder.high, 0, 8)
  }

  private decodeDistance(lengthState: number): number {
    const slot = this.tree(this.posSlot, lengthState * 64, 6)
    if (slot < 4) return slot
    const direct = (slot >> 1) - 1
    let distance = (2 | (slot & 1)) * 2 ** direct
    if (slot < 14) return distance + this.reverseTree(this.posSpecial, distance - slot, direct)
    let high = 0
    for (let i = 0; i < direct - 4; i++) high = high * 2 + this.directBit()
    distance += high * 16
    return distance + this.reverseTree(this.posAlign, 0, 4)
  }

  private copy(length: number, end: number): void {
    const { out } = this
    const from = this.written - this.rep0 - 1
    if (from < this.dictionaryStart) throw new RangeError('LZMA data points before its beginning')
    const stop = Math.min(this.written + length, end)
    for (let i = from; this.written < stop; i++) out[this.written++] = out[i]
  }

  private tree(probs: Uint16Array, base: number, bits: number): number {
    let m = 1
    for (let i = 0; i < bits; i++) m = (m << 1) | this.bit(probs, base + m)
    return m - (1 << bits)
  }

  private reverseTree(probs: Uint16Array, base: number, bits: number): number {
    let m = 1
    let value = 0
    for (let i = 0; i < bits; i++) {
      const b = this.bit(probs, base + m)
      m = (m << 1) | b
      value |= b << i
    }
    return value
  }

  private bit(probs: Uint16Array, index: number): 0 | 1 {
    const p = probs[index]
    const bound = (this.range >>> 11) * p
    let result: 0 | 1
    if (this.code < bound) {
      this.range = bound
      probs[index] = p + ((2048 - p) >> 5)
      result = 0
    } else {
      this.range -= bound
      this.code -= bound
      probs[index] = p - (p >> 5)
      result = 1
    }
    if (this.range < TOP) this.refill()
    return result
  }

  private directBit(): 0 | 1 {
    this.range = this.range >>> 1
    let result: 0 | 1 = 0
    if (this.code >= this.range) {
      this.code -= this.range
      result = 1
    }
    if (this.range < TOP) this.refill()
    return result
  }

  private refill(): void {
    if (this.at > this.input.length) throw new RangeError('LZMA data ends early')
    this.range = (this.range << 8) >>> 0
    this.code = ((this.code << 8) | (this.input[this.at++] ?? 0)) >>> 0
  }
}
