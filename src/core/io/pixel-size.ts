/** Micrometres per pixel a light microscope can have; print resolutions (72 to 600 dots per inch) are far above. */
const SMALLEST_UM = 0.005
const LARGEST_UM = 20
/** Resolution tags often tell the camera's own pixels (3.45 µm and up) or 1 for nothing at all. */
const LARGEST_TAG_UM = 3

/** As `plausiblePixelSize`, for resolution tags, which mean print and camera sizes more often than the sample's. */
export function plausibleTagPixelSize(x: number, y: number): { x: number; y: number } | undefined {
  const size = plausiblePixelSize(x, y)
  return size && size.x <= LARGEST_TAG_UM && size.y <= LARGEST_TAG_UM ? size : undefined
}

/** A pixel size if it can be one of a microscope, else undefined. */
export function plausiblePixelSize(
  x: number | undefined,
  y: number | undefined,
): { x: number; y: number } | undefined {
  const sizeX = x ?? y
  const sizeY = y ?? x
  if (sizeX === undefined || sizeY === undefined) return undefined
  return isPlausible(sizeX) && isPlausible(sizeY) ? { x: sizeX, y: sizeY } : undefined
}

function isPlausible(um: number): boolean {
  return Number.isFinite(um) && um >= SMALLEST_UM && um <= LARGEST_UM
}

/** Micrometres in one of the units image files use, or undefined for a unit that is none of length. */
export function micrometresPer(unit: string): number | undefined {
  switch (unit.trim().toLowerCase().replace('\u03bc', '\u00b5')) {
    case 'm':
      return 1e6
    case 'cm':
      return 1e4
    case 'mm':
    case 'millimeter':
    case 'millimetre':
      return 1e3
    case '\u00b5m':
    case '\\u00b5m':
    case '&#181;m':
    case 'um':
    case 'micron':
    case 'microns':
    case 'micrometer':
    case 'micrometre':
      return 1
    case 'nm':
    case 'nanometer':
      return 1e-3
    case 'pm':
      return 1e-6
    case '\u00e5':
    case 'angstrom':
      return 1e-4
    case 'in':
    case 'inch':
      return 25_400
    default:
      return undefined
  }
}
