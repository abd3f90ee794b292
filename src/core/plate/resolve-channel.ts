import { KaryonError } from '../errors'
import type { ChannelInfo } from '../io/image-source'

/**
 * The channel a person means: its name (without regard to case), its key as the file names write it (`2`, `w2`,
 * `ch02`), a dye within the name (`DAPI` for `UV - DAPI`) when only one channel has it, or its position from 1.
 *
 * @returns index into `channels`
 * @throws KaryonError `channel-not-found`, listing the channels there are
 */
export function resolveChannel(channels: { key?: string; info: ChannelInfo }[], wanted: string): number {
  const asked = wanted.trim().toLowerCase()
  const name = (index: number) => channels[index].info.name?.toLowerCase()
  const indices = channels.map((_, index) => index)
  const only = (test: (index: number) => boolean): number | undefined => {
    const fitting = asked === '' ? [] : indices.filter(test)
    return fitting.length === 1 ? fitting[0] : undefined
  }
  const bare = (text: string | undefined) => text?.replace(/[^a-z0-9]+/g, '')
  const number = /^(?:w|c|d|ch|channel)?[ _-]?0*(\d+)$/.exec(asked)?.[1]
  const found =
    only((index) => name(index) === asked) ??
    only((index) => channels[index].key?.toLowerCase() === asked) ??
    only((index) => number !== undefined && channels[index].key === number) ??
    only((index) => bare(asked) !== '' && bare(name(index)) === bare(asked)) ??
    only((index) => !/^\d{1,2}$/.test(asked) && words(name(index)).includes(asked)) ??
    only((index) => /^\d+$/.test(asked) && Number(asked) === index + 1)
  if (found !== undefined) return found
  throw new KaryonError(
    'channel-not-found',
    `There is no channel "${wanted}". There ${channels.length === 1 ? 'is' : 'are'}: ${listChannels(channels)}.`,
    'Give one of these names, or a position from 1.',
  )
}

/** `1 (DAPI), 2 (GFP)`: position, then the name or the key when it differs. */
function listChannels(channels: { key?: string; info: ChannelInfo }[]): string {
  return channels
    .map(({ key, info }, index) => {
      const name = info.name ?? (key === String(index + 1) ? undefined : key)
      return name === undefined ? String(index + 1) : `${index + 1} (${name})`
    })
    .join(', ')
}

function words(name: string | undefined): string[] {
  return name === undefined ? [] : name.split(/[^a-z0-9]+/)
}
