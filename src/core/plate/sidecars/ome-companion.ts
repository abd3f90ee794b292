import type { ChannelInfo } from '../../io/image-source'
import { describe, transmittedWords } from '../channel-words'
import { rowColumnToWell } from '../wells'
import type { SidecarFacts } from './facts'
import { elements, firstElement, numberOf } from './xml'

/**
 * OME-XML beside the images (CQ1 `MeasurementResult.ome.xml`, scanR `metadata.ome.xml`): plate size, pixel size,
 * channels by position from 1 and by name. CQ1 names its images `W14(R2C2),A1,F1`, which places numbered wells.
 *
 * @throws Error when it holds no image and no plate
 */
export function readOmeCompanion(text: string): SidecarFacts {
  const plate = firstElement(text, 'Plate')?.attributes
  const facts: SidecarFacts = {
    rows: numberOf(plate?.get('Rows')),
    columns: numberOf(plate?.get('Columns')),
  }
  const wells = new Map<number, string>()
  let images = 0
  for (const { attributes, inner } of elements(text, 'Image')) {
    if (images++ === 0) readPixels(inner, facts)
    const place = /^W(\d+)\(R(\d+)C(\d+)\)/i.exec(attributes.get('Name') ?? '')
    const well = place ? rowColumnToWell(Number(place[2]), Number(place[3])) : undefined
    if (place && well) wells.set(Number(place[1]), well)
  }
  if (wells.size > 0) facts.wellOfIndex = wells
  if (images === 0 && facts.rows === undefined) throw new Error('it describes no image and no plate')
  return facts
}

function readPixels(xml: string, facts: SidecarFacts): void {
  const pixels = firstElement(xml, 'Pixels')?.attributes
  const x = numberOf(pixels?.get('PhysicalSizeX'))
  const unit = pixels?.get('PhysicalSizeXUnit') ?? 'µm'
  if (x && /^[µμu]m$/.test(unit)) facts.pixelSizeUm = { x, y: numberOf(pixels?.get('PhysicalSizeY')) ?? x }
  const channels = new Map<string, ChannelInfo>()
  let position = 0
  for (const { attributes } of elements(xml, 'Channel')) {
    position++
    const name = attributes.get('Name')
    const info: ChannelInfo = name === undefined ? {} : describe(name)
    const excitation = numberOf(attributes.get('ExcitationWavelength'))
    const emission = numberOf(attributes.get('EmissionWavelength'))
    if (excitation) info.excitationNm = excitation
    if (emission) info.emissionNm = emission
    if (transmittedWords.test(attributes.get('ContrastMethod') ?? '')) info.transmitted = true
    channels.set(String(position), info)
    if (name !== undefined) channels.set(name, info)
  }
  if (channels.size > 0) facts.channels = channels
}
