import type { ChannelInfo } from '../../io/image-source'
import { describe } from '../channel-words'
import { rowColumnToWell, rowNumber } from '../wells'
import type { SidecarFacts } from './facts'

/**
 * MetaMorph / VisiView `.nd`: `"Key", "value"` lines. Stage positions count over the whole plate and may name their
 * well (`row:A,column:1,site:1`); waves are numbered from 1.
 *
 * @throws Error when it names neither waves nor stage positions
 */
export function readNd(text: string): SidecarFacts {
  const wellOfSite = new Map<string, string>()
  const channels = new Map<string, ChannelInfo>()
  for (const [, key, value] of text.matchAll(/^\s*"(\w+)"\s*,\s*"([^"\r\n]*)"/gm)) {
    const stage = /^Stage(\d+)$/i.exec(key)
    const wave = /^WaveName(\d+)$/i.exec(key)
    if (wave) channels.set(wave[1], describe(value))
    if (!stage) continue
    const place = /row:\s*([A-Z]{1,2})\s*,\s*col(?:umn)?:\s*(\d+)/i.exec(value)
    const well = place ? rowColumnToWell(rowNumber(place[1]) ?? 0, Number(place[2])) : undefined
    if (well) wellOfSite.set(stage[1], well)
  }
  if (channels.size === 0 && wellOfSite.size === 0)
    throw new Error('it names neither waves nor stage positions')
  return { channels, wellOfSite }
}
