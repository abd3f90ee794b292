import type { ChannelInfo } from '../../io/image-source'
import type { SidecarFacts } from './facts'
import { elements, numberOf, textOf } from './xml'

/**
 * Harmony / Columbus index (`Index.idx.xml`, `Index.ref.xml`, `Index.xml`): plate size and name, and what each
 * channel is. HarmonyV5 writes the channel with every image, V7 once in `Maps/Map/Entry[@ChannelID]`. Resolutions
 * are in metres; wavelengths in nm, 0 for transmitted light.
 *
 * @throws Error when it holds neither a plate nor a channel
 */
export function readHarmonyIndex(text: string): SidecarFacts {
  const facts: SidecarFacts = {
    plateName: textOf(text, 'PlateID') ?? undefined,
    rows: numberOf(textOf(text, 'PlateRows')),
    columns: numberOf(textOf(text, 'PlateColumns')),
    channels: new Map(),
  }
  const name = /<Plate>[\s\S]*?<\/Plate>/.exec(text)?.[0]
  if (name) facts.plateName = textOf(name, 'Name') ?? facts.plateName
  for (const map of elements(text, 'Entry')) {
    const key = map.attributes.get('ChannelID')
    if (key !== undefined) learn(facts, key, map.inner)
  }
  let silent = 0
  for (const image of elements(text, 'Image')) {
    const key = textOf(image.inner, 'ChannelID')
    if (key === undefined) continue
    // An index lists every image of the plate; its channels are told by the first few hundred.
    silent = learn(facts, key, image.inner) ? 0 : silent + 1
    if (silent > 500) break
  }
  if (facts.rows === undefined && facts.channels?.size === 0)
    throw new Error('it names neither a plate nor a channel')
  return facts
}

/** Takes what one entry says of its channel; true when it said something new. */
function learn(facts: SidecarFacts, key: string, xml: string): boolean {
  const metres = numberOf(textOf(xml, 'ImageResolutionX'))
  const metresY = numberOf(textOf(xml, 'ImageResolutionY')) ?? metres
  if (facts.pixelSizeUm === undefined && metres && metresY) {
    facts.pixelSizeUm = { x: metres * 1e6, y: metresY * 1e6 }
  }
  const said = facts.channels?.get(key)
  if (said?.name !== undefined) return false
  const info: ChannelInfo = {}
  const name = textOf(xml, 'ChannelName')
  const type = textOf(xml, 'ChannelType')
  const excitation = numberOf(textOf(xml, 'MainExcitationWavelength'))
  const emission = numberOf(textOf(xml, 'MainEmissionWavelength'))
  if (name !== undefined) info.name = name
  if (excitation) info.excitationNm = excitation
  if (emission) info.emissionNm = emission
  if (type === undefined ? emission === 0 : !/fluorescence/i.test(type)) info.transmitted = true
  if (Object.keys(info).length === 0) return false
  facts.channels?.set(key, { ...said, ...info })
  return true
}
