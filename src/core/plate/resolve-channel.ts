import { KaryonError } from '../errors'
import type { ChannelInfo } from '../io/image-source'

type Channels = readonly { key?: string; info: ChannelInfo }[]

/**
 * The channel a person means: its name (without regard to case), its key as the file names write it (`w2`, `ch02`,
 * `d0`), a dye within the name (`DAPI` for `UV - DAPI`) when only one channel has it, or its number. A plain number
 * is the one the file names write (`0` is d0, `4` is w4) and never a position then; where they write none, it is
 * the position from 1.
 *
 * @returns index into `channels`
 * @throws KaryonError `channel-not-found`, listing the channels there are
 */
export function resolveChannel(channels: Channels, wanted: string): number {
  const asked = wanted.trim().toLowerCase()
  const name = (index: number) => channels[index].info.name?.toLowerCase()
  const indices = channels.map((_, index) => index)
  const only = (test: (index: number) => boolean): number | undefined => {
    const fitting = asked === '' ? [] : indices.filter(test)
    return fitting.length === 1 ? fitting[0] : undefined
  }
  const bare = (text: string | undefined) => text?.replace(/[^a-z0-9]+/g, '')
  const written = /^(?:w|c|d|ch|channel)?[ _-]?0*(\d+)$/.exec(asked)?.[1]
  const numbers = numbersOf(channels)
  const found =
    only((index) => name(index) === asked) ??
    only((index) => channels[index].key?.toLowerCase() === asked) ??
    only((index) => written !== undefined && keyNumber(channels[index].key) === written) ??
    only((index) => bare(asked) !== '' && bare(name(index)) === bare(asked)) ??
    only((index) => !/^\d{1,2}$/.test(asked) && words(name(index)).includes(asked)) ??
    only((index) => /^\d+$/.test(asked) && Number(asked) === Number(numbers[index]))
  if (found !== undefined) return found
  throw new KaryonError(
    'channel-not-found',
    `There is no channel "${wanted}". There ${channels.length === 1 ? 'is' : 'are'}: ${listChannels(channels)}.`,
    'Give one of these names or numbers.',
  )
}

/** Why the channel asked for is this one: its number and its place are both said where they differ. */
export function whyAsked(channels: Channels, index: number): string {
  const number = numbersOf(channels)[index]
  if (number === undefined || number === String(index + 1)) return 'asked for'
  return `asked for; number ${number} in the file names, place ${index + 1} of ${channels.length}`
}

/** The number of each channel as the file names write it; its position from 1 where they number none. */
function numbersOf(channels: Channels): (string | undefined)[] {
  const written = channels.map(({ key }) => keyNumber(key))
  return written.some((number) => number !== undefined)
    ? written
    : channels.map((_, index) => String(index + 1))
}

/** `0` of `C00`, `4` of `4`; undefined for a key in words. */
function keyNumber(key: string | undefined): string | undefined {
  return key === undefined ? undefined : /^(?:c|ch)?0*(\d+)$/i.exec(key)?.[1]
}

/** `1 (DAPI), 2 (GFP)`: the number, then the name or the key when it differs. */
function listChannels(channels: Channels): string {
  const numbers = numbersOf(channels)
  return channels
    .map(({ key, info }, index) => {
      const number = numbers[index]
      const name = info.name ?? key
      if (number === undefined) return name
      return name === undefined || name === number ? number : `${number} (${name})`
    })
    .join(', ')
}

function words(name: string | undefined): string[] {
  return name === undefined ? [] : name.split(/[^a-z0-9]+/)
}
