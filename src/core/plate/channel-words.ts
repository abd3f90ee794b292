import type { ChannelInfo } from '../io/image-source'
import type { NameMatch } from './match-name'

/** Words for light that passes through the sample instead of fluorescence. */
export const transmittedWords =
  /(?:^|[^a-z])(?:bright[-_ ]?field|bf|tl|dic|phase|ph|transmitted|trans|ssc|digital phase|oblique)(?![a-z])/i

/** cellWoRx names its channels by the emission band alone. */
const cellworxBands = new Map([
  ['460', 'DAPI'],
  ['530', 'FITC'],
  ['595', 'TRITC'],
  ['685', 'Cy5'],
])

/** What the name itself tells of a channel beyond its key; numbers alone tell nothing. */
export function channelFromName(match: NameMatch): ChannelInfo {
  const { channel, groups } = match
  if (channel === undefined) return {}
  if (match.convention.id === 'cellworx') {
    return { name: cellworxBands.get(channel) ?? channel, emissionNm: Number(channel) }
  }
  if (match.convention.id === 'rxrx' && channel === '1') return { name: 'Hoechst' }
  if (groups.channelName !== undefined) return describe(groups.channelName)
  if (groups.excitation !== undefined) return describe(`${groups.excitation} - ${groups.emission}`)
  if (/^(?:C|ch)?\d+$/i.test(channel)) return {}
  return describe(channel)
}

/** A channel's written name with the wavelengths and the kind of light it mentions. */
export function describe(name: string): ChannelInfo {
  const info: ChannelInfo = { name }
  if (transmittedWords.test(name)) info.transmitted = true
  const pair = /(?:^|\s)(\d{3}),(\d{3})(?:\D|$)/.exec(name)
  const laser = /(?:^|[^\d])([3-8]\d\d)[_ ]?nm/i.exec(name)
  if (pair) {
    info.excitationNm = Number(pair[1])
    info.emissionNm = Number(pair[2])
  } else if (laser) info.excitationNm = Number(laser[1])
  return info
}
