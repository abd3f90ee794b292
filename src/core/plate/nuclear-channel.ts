import type { ChannelInfo } from '../io/image-source'
import { transmittedWords } from './channel-words'

export interface NuclearChannel {
  /** Index into the channels given. */
  index: number
  /** For a person: "channel 3 (Hoechst 33342) by its name". */
  why: string
  /** 'named': a nuclear stain's name; 'wavelength': violet light in, blue light out; 'weak': worth a look at the images. */
  certainty: 'named' | 'wavelength' | 'weak'
}

/** Every channel is known to show something else. */
export interface NoNuclearChannel {
  none: true
  why: string
}

interface Verdict {
  /** Above 0 speaks for nuclei, below 0 against, 0 is silence. */
  score: number
  certainty: NuclearChannel['certainty']
  because: string
}

/** Stains of DNA and labels of the nucleus, the surest first; matched on the name with separators as spaces. */
const nuclearNames: [RegExp, number][] = [
  [/dapi|hoechst|nucblue|\b(?:hoe|ho|h)? ?(?:33342|33258)\b|\b(?:hoe|ho)\b/, 100],
  [/\b(?:orig|ds)?dna\b|\bsir ?dna|\bspy ?\d* ?dna|nuclear ?mask|feulgen/, 95],
  [
    /\bnuc(?:lei|lear|leus)?\b|nuc(?:lei|lear|leus)(?!ol)|\bnuc(?=[ey]?[gyrc]fp|mcherry|tdtomato)|nuclight|nucred|nucgreen|nucspot/,
    90,
  ],
  [/draq ?[57]|red ?dot|to ?pro ?3|sytox|7 ?aad|propidium|\bpi\b/, 80],
  [/h2b|h2a(?![a-z])|histone|\bnls/, 75],
]

/** Words of the wavelengths that nuclear stains are usually seen in. */
const violetWords = /\b(?:405|uv|385|390|bp ?44[05] ?\d*|w460)\b/
const weakWords = /\bblue\b|\bd$/

/** Other structures, other stains, other laser lines. A colour alone (red, green) says nothing: nuclear reporters have all. */
const otherNames =
  /\bsyto ?14\b|\bsyto\b(?! ?\d)|\brna\b|nucleol|cell ?mask|cell ?tracker|actin|phalloidin|tubulin|\ber\b|er ?syto|con ?a\b|concanavalin|mito|\bagp\b|golgi|\bwga\b|membrane|cyto(?:plasm|sol)|lyso|[ey]?gfp|rfp|yfp|cfp|bfp|mcherry|tdtomato|fitc|tritc|rhodamine|cy ?[357]\b|tx ?red|texas ?red|alexa ?(?:4[3-9]\d|5\d\d|6\d\d|7\d\d)|\baf ?(?:4[3-9]\d|5\d\d|6\d\d|7\d\d)\b|\b(?:4[6-9]\d|5\d\d|6\d\d|7\d\d)\b/

/** Colours that light excited at 405 nm may also have; then it is no nuclear stain. */
const otherColours = /green|orange|yellow|\bred\b|far ?red|\b(?:5[0-9]\d|6[0-9]\d|7[0-9]\d)\b/

/**
 * The nuclear channel as names and wavelengths tell it; a position (first, w1) never decides. Wavelengths count
 * only when excitation (340–410 nm) and emission (430–480 nm) both fit, or the one that is known fits and nothing
 * contradicts it.
 *
 * @returns undefined when the names are silent or two fit equally well: then the images must tell
 */
export function nuclearChannelByName(
  channels: { key?: string; info: ChannelInfo }[],
): NuclearChannel | NoNuclearChannel | undefined {
  const verdicts = channels.map(({ info }) => judge(info))
  const best = Math.max(0, ...verdicts.map((verdict) => verdict.score))
  if (best > 0) {
    const first = verdicts.findIndex((verdict) => verdict.score === best)
    const tie = verdicts.filter((verdict) => verdict.score === best).length > 1
    if (tie) return undefined
    const { certainty, because } = verdicts[first]
    return { index: first, why: `channel ${channelLabel(channels, first)} ${because}`, certainty }
  }
  const silent = verdicts.flatMap((verdict, index) => (verdict.score === 0 ? [index] : []))
  if (silent.length === 0 && channels.length > 0) {
    const all = channels
      .map((_, index) => `${channelLabel(channels, index)} ${verdicts[index].because}`)
      .join('; ')
    return { none: true, why: `${all}.` }
  }
  if (silent.length === 1 && channels.length > 1) {
    const why = `channel ${channelLabel(channels, silent[0])} because the others show something else by their names`
    return { index: silent[0], why, certainty: 'weak' }
  }
  return undefined
}

function judge(info: ChannelInfo): Verdict {
  const name = (info.name ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  const { excitationNm: excitation, emissionNm: emission } = info
  if (info.transmitted || transmittedWords.test(info.name ?? '')) {
    return { score: -1, certainty: 'weak', because: 'is transmitted light' }
  }
  const stain = nuclearNames.find(([pattern]) => pattern.test(name))
  if (stain && !/nucleol/.test(name)) return { score: stain[1], certainty: 'named', because: 'by its name' }
  const violetIn = excitation !== undefined && excitation >= 340 && excitation <= 410
  const blueOut = emission !== undefined && emission >= 430 && emission <= 480
  const wrongLight = (excitation !== undefined && !violetIn) || (emission !== undefined && !blueOut)
  const violetName = violetWords.test(name)
  const otherColour = otherColours.test(name)
  if (!wrongLight && !otherNames.test(name) && !(otherColour && (violetName || violetIn))) {
    if (otherColour) return { score: 0, certainty: 'weak', because: 'is not told' }
    if (violetIn && blueOut) {
      return {
        score: 60,
        certainty: 'wavelength',
        because: `by its wavelengths (${excitation}/${emission} nm)`,
      }
    }
    if (violetName) return { score: 55, certainty: 'wavelength', because: 'by the light its name tells' }
    if (violetIn || blueOut) {
      const known = violetIn ? `excited at ${excitation} nm` : `emitting at ${emission} nm`
      return { score: 50, certainty: 'wavelength', because: `because it is ${known}` }
    }
    if (weakWords.test(name)) return { score: 20, certainty: 'weak', because: 'by its colour' }
    return { score: 0, certainty: 'weak', because: 'is not told' }
  }
  const known = [excitation, emission].filter((value) => value !== undefined)
  if (known.length > 0) return { score: -1, certainty: 'weak', because: `is seen at ${known.join('/')} nm` }
  return { score: -1, certainty: 'weak', because: 'shows something else by its name' }
}

/** A channel for a person: its key as file names write it, else its position from 1; and its name. */
export function channelLabel(
  channels: readonly { key?: string; info: ChannelInfo }[],
  index: number,
): string {
  const { key, info } = channels[index]
  const number = key ?? String(index + 1)
  return info.name === undefined || info.name === number ? number : `${number} (${info.name})`
}
