import type { ChannelInfo } from '../../io/image-source'

/** What the small files beside the images say of a plate. Everything may be absent. */
export interface SidecarFacts {
  plateName?: string
  rows?: number
  columns?: number
  /** By the channel's key as file names write it, leading zeros dropped. */
  channels?: Map<string, ChannelInfo>
  pixelSizeUm?: { x: number; y: number }
  /** Wells chosen at the instrument, as `A01`. */
  wellsSelected?: string[]
  timePoints?: number
  /** Images the instrument lists as failed. */
  failedImages?: number
  /** Wells of stage positions that count over the whole plate (MetaMorph). */
  wellOfSite?: Map<string, string>
  /** Wells of well numbers (CQ1). */
  wellOfIndex?: Map<number, string>
  /** Wells of single files by name, when the name gives none. */
  wellOfFile?: Map<string, string>
}

/** Adds what `more` knows to what is known already; channels are joined key by key. */
export function joinFacts(known: SidecarFacts, more: SidecarFacts): SidecarFacts {
  const joined: SidecarFacts = { ...more, ...withoutUndefined(known) }
  if (known.channels && more.channels) {
    const channels = new Map(more.channels)
    for (const [key, info] of known.channels)
      channels.set(key, { ...channels.get(key), ...withoutUndefined(info) })
    joined.channels = channels
  }
  return joined
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>
}
