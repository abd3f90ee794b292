/**
 * Numbers as text for tables: a point as decimal mark whatever the system's locale, no thousands marks and no
 * exponents (a spreadsheet shows 1e-7 as 0.00 and keeps it as text in some locales). What is not a finite
 * number becomes an empty cell.
 */

const FOUR_DECIMALS = 10_000

/** `.0833` for 833, without closing zeros: looked up, because turning a fraction into text is what costs time. */
const FRACTIONS: readonly string[] = Array.from({ length: FOUR_DECIMALS }, (_, n) =>
  n === 0 ? '' : `.${String(n).padStart(4, '0').replace(/0+$/, '')}`,
)

/** Rounded to four decimals, without closing zeros: 12.5, 0.0833, 1250. */
export function formatFixed(value: number): string {
  if (!Number.isFinite(value)) return ''
  const scaled = Math.round(Math.abs(value) * FOUR_DECIMALS)
  // Beyond 2^53 the product has no decimals left to round.
  if (scaled > Number.MAX_SAFE_INTEGER) return plain(value)
  const whole = Math.floor(scaled / FOUR_DECIMALS)
  const text = whole + FRACTIONS[scaled - whole * FOUR_DECIMALS]!
  return value < 0 && scaled > 0 ? `-${text}` : text
}

/** Integers as they are; everything else to at least six significant digits. */
export function formatPrecise(value: number): string {
  if (!Number.isFinite(value)) return ''
  if (Number.isInteger(value)) return plain(value)
  const size = Math.abs(value)
  // From 10 on four decimals are six digits or more, and several times faster to write.
  return size >= 10 ? formatFixed(value) : plain(Number(value.toPrecision(7)))
}

/** Rounded to a whole number. */
export function formatInteger(value: number): string {
  return Number.isFinite(value) ? plain(Math.round(value)) : ''
}

/** JavaScript's shortest text, with an exponent written out. */
function plain(value: number): string {
  const text = String(value + 0)
  const e = text.indexOf('e')
  if (e < 0) return text
  const exponent = Number(text.slice(e + 1))
  const sign = text[0] === '-' ? '-' : ''
  const [whole, fraction = ''] = text.slice(sign.length, e).split('.')
  const digits = whole + fraction
  const point = whole!.length + exponent
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return sign + digits + '0'.repeat(point - digits.length)
}
