const BITS = 13
const PASS1 = 2
const F_0_298 = 2446
const F_0_390 = 3196
const F_0_541 = 4433
const F_0_765 = 6270
const F_0_899 = 7373
const F_1_175 = 9633
const F_1_501 = 12299
const F_1_847 = 15137
const F_1_961 = 16069
const F_2_053 = 16819
const F_2_562 = 20995
const F_3_072 = 25172

const work = new Int32Array(64)

/**
 * The accurate integer inverse DCT of the Independent JPEG Group (jidctint.c, after Loeffler, Ligtenberg and
 * Moschytz 1989), so that results agree with libjpeg to the bit.
 * @param block 64 dequantised coefficients in natural order
 * @param flat only the first coefficient is not zero
 */
export function inverseDct(
  block: Int32Array,
  out: Uint8Array,
  at: number,
  stride: number,
  flat = false,
): void {
  if (flat) {
    const value = clamp(((block[0] << PASS1) + (1 << (PASS1 + 2))) >> (PASS1 + 3))
    for (let y = 0, row = at; y < 8; y++, row += stride) out.fill(value, row, row + 8)
    return
  }
  for (let x = 0; x < 8; x++) pass(block, x, 8, work, x, 8, BITS - PASS1)
  for (let y = 0; y < 8; y++) pass(work, y * 8, 1, work, y * 8, 1, BITS + PASS1 + 3)
  for (let y = 0; y < 8; y++) {
    const row = at + y * stride
    for (let x = 0; x < 8; x++) out[row + x] = clamp(work[y * 8 + x])
  }
}

function clamp(v: number): number {
  const level = v + 128
  return level & ~255 ? (level < 0 ? 0 : 255) : level
}

function pass(
  from: Int32Array,
  at: number,
  step: number,
  to: Int32Array,
  toAt: number,
  toStep: number,
  shift: number,
): void {
  const round = 1 << (shift - 1)
  let z2 = from[at + 2 * step]
  let z3 = from[at + 6 * step]
  let z1 = (z2 + z3) * F_0_541
  const even2 = z1 - z3 * F_1_847
  const even3 = z1 + z2 * F_0_765
  const even0 = (from[at] + from[at + 4 * step]) * (1 << BITS)
  const even1 = (from[at] - from[at + 4 * step]) * (1 << BITS)
  const t10 = even0 + even3
  const t13 = even0 - even3
  const t11 = even1 + even2
  const t12 = even1 - even2
  let o0 = from[at + 7 * step]
  let o1 = from[at + 5 * step]
  let o2 = from[at + 3 * step]
  let o3 = from[at + step]
  z1 = o0 + o3
  z2 = o1 + o2
  z3 = o0 + o2
  let z4 = o1 + o3
  const z5 = (z3 + z4) * F_1_175
  o0 *= F_0_298
  o1 *= F_2_053
  o2 *= F_3_072
  o3 *= F_1_501
  z1 *= -F_0_899
  z2 *= -F_2_562
  z3 = z3 * -F_1_961 + z5
  z4 = z4 * -F_0_390 + z5
  o0 += z1 + z3
  o1 += z2 + z4
  o2 += z2 + z3
  o3 += z1 + z4
  to[toAt] = (t10 + o3 + round) >> shift
  to[toAt + 7 * toStep] = (t10 - o3 + round) >> shift
  to[toAt + toStep] = (t11 + o2 + round) >> shift
  to[toAt + 6 * toStep] = (t11 - o2 + round) >> shift
  to[toAt + 2 * toStep] = (t12 + o1 + round) >> shift
  to[toAt + 5 * toStep] = (t12 - o1 + round) >> shift
  to[toAt + 3 * toStep] = (t13 + o0 + round) >> shift
  to[toAt + 4 * toStep] = (t13 - o0 + round) >> shift
}
