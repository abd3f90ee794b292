import type { ChannelInfo } from '../../io/image-source'
import { transmittedWords } from '../channel-words'
import type { SidecarFacts } from './facts'
import { elements, firstElement, numberOf } from './xml'

/**
 * IN Cell `.xdce`: plate size, pixel size (µm), and per image its filters. A channel is known by
 * "excitation - emission" (as file names write it) and by its wave number from 1.
 *
 * @throws Error when it holds neither a plate nor an image
 */
export function readXdce(text: string): SidecarFacts {
  const plate = firstElement(text, 'Plate')?.attributes
  const objective = firstElement(text, 'ObjectiveCalibration')?.attributes
  const x = numberOf(objective?.get('pixel_width'))
  const channels = new Map<string, ChannelInfo>()
  const facts: SidecarFacts = {
    rows: numberOf(plate?.get('rows')),
    columns: numberOf(plate?.get('columns')),
    pixelSizeUm: x ? { x, y: numberOf(objective?.get('pixel_height')) ?? x } : undefined,
    channels,
  }
  let silent = 0
  for (const { inner } of elements(text, 'Image')) {
    const excitation = firstElement(inner, 'ExcitationFilter')?.attributes
    const emission = firstElement(inner, 'EmissionFilter')?.attributes
    if (!excitation || !emission) continue
    const name = `${excitation.get('name')} - ${emission.get('name')}`
    if (channels.has(name)) {
      // Every image of the plate is listed; the channels are told by the first few hundred.
      if (++silent > 500) break
      continue
    }
    silent = 0
    const info: ChannelInfo = { name }
    const excitationNm = numberOf(excitation.get('wavelength'))
    const emissionNm = numberOf(emission.get('wavelength'))
    if (excitationNm) info.excitationNm = excitationNm
    if (emissionNm) info.emissionNm = emissionNm
    if (transmittedWords.test(name)) info.transmitted = true
    channels.set(name, info)
    const wave = numberOf(firstElement(inner, 'Identifier')?.attributes.get('wave_index'))
    if (wave !== undefined) channels.set(String(wave + 1), info)
  }
  if (facts.rows === undefined && channels.size === 0)
    throw new Error('it names neither a plate nor an image')
  return facts
}
