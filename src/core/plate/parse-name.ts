import { matchName, type NameMatch } from './match-name'
import type { ParsedName, SkipReason } from './plate-image'
import { skipPath, withoutCopyMark } from './skip'
import { indexToWell, plateForIndex } from './wells'

/** A name that is no plate image, and why. */
export interface NotPlate {
  notPlate: SkipReason | 'no-convention' | 'no-well' | 'undecided'
  /** One sentence for a person. */
  detail: string
}

export function isNotPlate(parsed: ParsedName | NotPlate): parsed is NotPlate {
  return 'notPlate' in parsed
}

export const noConvention: NotPlate = {
  notPlate: 'no-convention',
  detail: 'Its name fits no plate naming convention; it is read as a single picture.',
}

export const noWell: NotPlate = {
  notPlate: 'no-well',
  detail: 'Its name gives a position but no well; it is read as a single picture.',
}

/**
 * What one path says on its own, without the files around it (`parseNames` decides with them).
 * A pattern that ordinary pictures fit too is believed only when the name holds something particular to plates.
 *
 * @param relativePath with `/` (or `\`) between folders; wells come back as `A01`, numbers without leading zeros,
 *   text in NFC
 */
export function parseName(relativePath: string): ParsedName | NotPlate {
  const path = relativePath.replaceAll('\\', '/').normalize('NFC')
  const skip = skipPath(path)
  if (skip) return { notPlate: skip.reason, detail: skip.detail }
  const match = matchName(withoutCopyMark(path))
  if (!match) return noConvention
  if (match.wellIndex !== undefined && match.well === undefined) {
    match.well = indexToWell(match.wellIndex, plateForIndex(match.wellIndex))
  }
  if (match.well === undefined) return noWell
  if (!standsAlone(match)) {
    return {
      notPlate: 'undecided',
      detail: `Its name could be read as well ${match.well}, but one name alone does not tell; with other wells beside it, it would.`,
    }
  }
  return toParsedName(match, plateOfSingle(match))
}

/** The parse as the contract has it: keys absent where the name does not say. */
export function toParsedName(match: NameMatch, plate: string | undefined): ParsedName {
  const parsed: ParsedName = { convention: match.convention.id }
  if (plate !== undefined) parsed.plate = plate
  if (match.well !== undefined) parsed.well = match.well
  if (match.site !== undefined) parsed.site = match.site
  if (match.channel !== undefined) parsed.channel = match.channel
  if (match.z !== undefined) parsed.z = match.z
  if (match.t !== undefined) parsed.t = match.t
  return parsed
}

const plateWord = /plate|plt|barcode/i

/** True when the match is particular enough to be believed without other files. */
export function standsAlone(match: NameMatch): boolean {
  const { convention, groups } = match
  if (convention.id === 'incucyteshort') return false
  if (convention.id === 'wellonly') {
    return groups.guid !== undefined || plateWord.test(match.prefix ?? '')
  }
  if (convention.id === 'metaxpress' && groups.guid === undefined) {
    // `embryo_d3_s1` is a picture of an embryo; `x_D03_s1` and `x_d3_s1_w2` are wells.
    const wellWritten = `${groups.row}${groups.col}`
    return (
      (match.site !== undefined && groups.channel !== undefined) || /^[A-Z]{1,2}\d|\d\d$/.test(wellWritten)
    )
  }
  return true
}

/** Prefixes that instruments and labs put before every plate, so that the folder tells the plate. */
const commonPrefix = /^(?:HTS|IXM\w*|cdp2bioactives|img|image|images|exp|scan|test|plate|acq|acquisition)$/i

/** The plate a single path names: its prefix, or the folder where the prefix is one that every plate bears. */
export function plateOfSingle(match: NameMatch): string | undefined {
  const inFolder = match.folder.plate
  if (match.prefix === undefined) return inFolder
  const ofInstrument = match.convention.id === 'metaxpress' || match.convention.id === 'wellonly'
  return ofInstrument && inFolder !== undefined && commonPrefix.test(match.prefix) ? inFolder : match.prefix
}
