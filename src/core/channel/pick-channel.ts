import { KaryonError } from '../errors'
import type { Field } from '../field/field'
import type { ChannelInfo } from '../io/image-source'
import { channelLabel, nuclearChannelByName } from '../plate/nuclear-channel'
import { resolveChannel, whyAsked } from '../plate/resolve-channel'

export interface PickedChannel {
  /** Index into `field.channels`. */
  index: number
  /** Why this one; undefined when there was nothing to choose. */
  why?: string
}

/** How nuclear a channel of a field looks: `nuclearScore` of a network, or `classicalScore`. */
export type ChannelScore = (field: Field, channel: number) => Promise<number>

/**
 * The channel to count in a picture that belongs to no plate: the one asked for, else by name, else the one
 * with the most convincing nuclei by `score`.
 *
 * @throws KaryonError `channel-not-found` when the one asked for is not there; `no-nuclear-channel` when the
 * names say that none is nuclear.
 */
export async function pickChannel(field: Field, wanted: string, score: ChannelScore): Promise<PickedChannel> {
  const { channels } = field
  if (wanted !== 'auto') {
    if (channels.length === 1 && !channels[0].info.name && !channels[0].key) return { index: 0 }
    const index = resolveChannel(channels, wanted)
    return { index, why: whyAsked(channels, index) }
  }
  if (channels.length === 1) return { index: 0 }
  const named = nuclearChannelByName(channels)
  if (named && 'index' in named && named.certainty !== 'weak') return { index: named.index, why: named.why }
  if (named && 'none' in named) {
    throw new KaryonError(
      'no-nuclear-channel',
      `No channel of this image looks nuclear by its name: ${named.why}`,
      'Name the channel to count: --channel NAME or its number.',
      { file: field.set.files[0].path },
    )
  }
  const scores: number[] = []
  for (let c = 0; c < channels.length; c++) scores.push(await score(field, c))
  const index = scores.indexOf(Math.max(...scores))
  return { index, why: whyByScore(scores, index, channels) }
}

/** The sentence that goes with a choice by score. */
export function whyByScore(
  scores: readonly number[],
  index: number,
  channels: readonly { key?: string; info: ChannelInfo }[],
): string {
  const shown = scores.map((score) => score.toFixed(2)).join(', ')
  return `the names do not tell; the most convincing nuclei are found in channel ${channelLabel(channels, index)} (scores ${shown})`
}
