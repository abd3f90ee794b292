import { standardPlates } from '../wells'
import type { SidecarFacts } from './facts'

/** `Key=Value` lines of an INI file, keys in lower case, sections ignored. */
function ini(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const [, key, value] of text.matchAll(/^\s*([^=[\];#\r\n]+?)\s*=\s*(.*?)\s*$/gm)) {
    if (!values.has(key.toLowerCase())) values.set(key.toLowerCase(), value.replace(/^"|"$/g, ''))
  }
  return values
}

/**
 * BD Pathway `*.plt`: the plate's number of wells.
 *
 * @throws Error when it is no standard plate
 */
export function readPlt(text: string): SidecarFacts {
  const wells = Number(ini(text).get('wells'))
  const plate = standardPlates.find((one) => one.wells === wells)
  if (!plate) throw new Error('it names no usual number of wells')
  return { rows: plate.rows, columns: plate.columns }
}

/**
 * BD Pathway `<dye>.dye`: excitation and emission of the channel that bears the file's name.
 *
 * @throws Error when it names no wavelength
 */
export function readDye(text: string, fileName: string): SidecarFacts {
  const values = ini(text)
  const wavelength = (key: string) => {
    const found = /([3-9]\d\d)/.exec(values.get(key) ?? '')
    return found ? Number(found[1]) : undefined
  }
  const excitationNm = wavelength('excitation')
  const emissionNm = wavelength('emission')
  if (excitationNm === undefined && emissionNm === undefined) throw new Error('it names no wavelength')
  const dye = fileName.replace(/\.dye$/i, '')
  const info = {
    name: dye,
    ...(excitationNm === undefined ? {} : { excitationNm }),
    ...(emissionNm === undefined ? {} : { emissionNm }),
  }
  return { channels: new Map([[dye, info]]) }
}
