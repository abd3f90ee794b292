/** IEEE 754 half precision to number, by table: 65,536 entries made once. */
let table: Float32Array | undefined

export function halfTable(): Float32Array {
  if (table) return table
  table = new Float32Array(65_536)
  for (let h = 0; h < 65_536; h++) table[h] = halfToNumber(h)
  return table
}

function halfToNumber(h: number): number {
  const sign = h & 0x8000 ? -1 : 1
  const exponent = (h >> 10) & 31
  const fraction = h & 1023
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The 24-bit float of Adobe's TIFF technical note 3: 1 sign, 7 exponent (bias 63), 16 fraction bits. */
export function float24ToNumber(bits: number): number {
  const sign = bits & 0x800000 ? -1 : 1
  const exponent = (bits >> 16) & 127
  const fraction = bits & 0xffff
  if (exponent === 127) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * fraction * 2 ** -78
  return sign * (1 + fraction / 65_536) * 2 ** (exponent - 63)
}
