import type { ChannelInfo } from '../io/image-source'

/**
 * What tables call each channel of an image: its name, else its key, else its position where there are several. No two
 * share one, or the numbers of the second would have no column: of one name the later ones get their position behind it.
 */
export function channelNames(
  channels: readonly { key?: string; info: ChannelInfo }[],
): (string | undefined)[] {
  const taken = new Set<string>()
  return channels.map(({ key, info }, index) => {
    let name = info.name ?? key
    if (name === undefined && channels.length === 1) return undefined
    name ??= `channel ${index + 1}`
    while (taken.has(name)) name = `${name} (${index + 1})`
    taken.add(name)
    return name
  })
}
