/**
 * Undoes horizontal differencing (TIFF 6.0, section 14) in place: every sample is the difference to the same
 * sample of the pixel on its left, modulo 2^bits. Works on whole-byte depths in the file's byte order.
 * @param bytes `rows` rows of `perRow` samples of `bits` (8, 16, 24, 32 or 64) bits
 * @param samples samples per pixel within the row
 */
export function undoHorizontalDifferencing(
  bytes: Uint8Array,
  bits: number,
  littleEndian: boolean,
  rows: number,
  perRow: number,
  samples: number,
): void {
  const size = bits / 8
  const stride = perRow * size
  if (size === 1) {
    for (let y = 0; y < rows; y++) {
      const end = (y + 1) * stride
      for (let i = y * stride + samples; i < end; i++) bytes[i] += bytes[i - samples]
    }
    return
  }
  if (size === 2 && littleEndian && bytes.byteOffset % 2 === 0) {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, rows * perRow)
    for (let y = 0; y < rows; y++) {
      const end = (y + 1) * perRow
      for (let i = y * perRow + samples; i < end; i++) words[i] += words[i - samples]
    }
    return
  }
  // Any width, either order: add byte by byte with carry, from the least significant byte on.
  const back = samples * size
  const first = littleEndian ? 0 : size - 1
  const step = littleEndian ? 1 : -1
  for (let y = 0; y < rows; y++) {
    const end = (y + 1) * stride
    for (let at = y * stride + back; at < end; at += size) {
      let carry = 0
      for (let k = 0, b = at + first; k < size; k++, b += step) {
        const sum = bytes[b] + bytes[b - back] + carry
        bytes[b] = sum
        carry = sum >> 8
      }
    }
  }
}

/** The same for depths that do not fill bytes, on unpacked samples. */
export function undoPackedDifferencing(
  data: { [i: number]: number },
  bits: number,
  signed: boolean,
  rows: number,
  perRow: number,
  samples: number,
): void {
  const modulus = 2 ** bits
  const low = signed ? -modulus / 2 : 0
  for (let y = 0; y < rows; y++) {
    const end = (y + 1) * perRow
    for (let i = y * perRow + samples; i < end; i++) {
      const sum = (data[i] + data[i - samples] - low) % modulus
      data[i] = (sum < 0 ? sum + modulus : sum) + low
    }
  }
}

/**
 * Undoes floating-point differencing (Adobe TIFF technical note 3): each row holds all most significant bytes
 * first, then the next ones, and every byte is the difference to the one `samples` before it.
 * @returns the rows as ordinary floats, least significant byte first
 */
export function undoFloatDifferencing(
  bytes: Uint8Array,
  bits: number,
  rows: number,
  perRow: number,
  samples: number,
): Uint8Array {
  const size = bits / 8
  const stride = perRow * size
  const out = new Uint8Array(rows * stride)
  for (let y = 0; y < rows; y++) {
    const start = y * stride
    const end = start + stride
    for (let i = start + samples; i < end; i++) bytes[i] += bytes[i - samples]
    for (let k = 0; k < size; k++) {
      const plane = start + (size - 1 - k) * perRow
      for (let x = 0, o = start + k; x < perRow; x++, o += size) out[o] = bytes[plane + x]
    }
  }
  return out
}
