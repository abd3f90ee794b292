/**
 * Pieces made connected: every connected part (4-neighbours) of fewer than `least` pixels joins the part that was
 * numbered last beside its first pixel; parts are numbered anew from 1. The clean-up step of SLIC (Achanta et al., 2012, section 3).
 */
export function mergeCrumbs(
  pieces: Int32Array,
  width: number,
  height: number,
  least: number,
): { data: Uint32Array; count: number } {
  const data = new Uint32Array(width * height)
  const members = new Int32Array(width * height)
  let count = 0
  for (let first = 0; first < pieces.length; first++) {
    if (data[first] !== 0) continue
    const part = count + 1
    let end = 1
    members[0] = first
    data[first] = part
    let beside = first % width > 0 ? data[first - 1]! : 0
    if (first >= width && beside === 0) beside = data[first - width]!
    for (let at = 0; at < end; at++) {
      const i = members[at]!
      const x = i % width
      for (let side = 0; side < 4; side++) {
        const n = side === 0 ? i - width : side === 1 ? i + width : side === 2 ? i - 1 : i + 1
        if (n < 0 || n >= data.length || (side === 2 && x === 0) || (side === 3 && x + 1 === width)) continue
        if (data[n] !== 0 || pieces[n] !== pieces[first]) continue
        data[n] = part
        members[end++] = n
      }
    }
    if (end < least && beside !== 0) for (let at = 0; at < end; at++) data[members[at]!] = beside
    else count++
  }
  return { data, count }
}
