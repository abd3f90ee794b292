import type { ChannelInfo } from '../../io/image-source'
import { transmittedWords } from '../channel-words'
import type { SidecarFacts } from './facts'
import { elements, firstElement, numberOf, textOf } from './xml'

/**
 * `MeasurementData.mlf` (CV7000, CV8000): one record per file; a record of type ERR is an image that was not taken.
 *
 * @throws Error when it holds no record
 */
export function readMeasurementData(text: string): SidecarFacts {
  let records = 0
  let failedImages = 0
  for (const { attributes } of elements(text, 'MeasurementRecord')) {
    records++
    if (attributes.get('Type') === 'ERR') failedImages++
  }
  if (records === 0) throw new Error('it lists no images')
  return failedImages > 0 ? { failedImages } : {}
}

/**
 * `MeasurementDetail.mrf`: plate size and the pixel size (µm) per channel.
 *
 * @throws Error when it holds neither
 */
export function readMeasurementDetail(text: string): SidecarFacts {
  const plate = firstElement(text, 'MeasurementDetail')?.attributes
  const facts: SidecarFacts = {
    rows: numberOf(plate?.get('RowCount')),
    columns: numberOf(plate?.get('ColumnCount')),
  }
  for (const { attributes } of elements(text, 'MeasurementChannel')) {
    const x = numberOf(attributes.get('HorizontalPixelDimension'))
    if (!x) continue
    facts.pixelSizeUm = { x, y: numberOf(attributes.get('VerticalPixelDimension')) ?? x }
    break
  }
  if (facts.rows === undefined && facts.pixelSizeUm === undefined) throw new Error('it names no plate size')
  return facts
}

/**
 * `*.mes`, the measurement settings: per channel its light source, filter and dye.
 *
 * @throws Error when it describes no channel
 */
export function readMeasurementSettings(text: string): SidecarFacts {
  const channels = new Map<string, ChannelInfo>()
  for (const { attributes, inner } of elements(text, 'Channel')) {
    const key = attributes.get('Ch')
    if (key === undefined) continue
    const value = (name: string) => (attributes.get(name) || textOf(inner, name))?.trim() || undefined
    const filter = value('Acquisition')
    const light = value('LightSourceName') ?? value('Target')
    const info: ChannelInfo = {}
    const name = value('Fluorophore') ?? [value('Target'), filter].filter(Boolean).join(' ')
    if (name !== '') info.name = name
    const excitation = /([3-8]\d\d)/.exec(light ?? '')?.[1]
    const emission = /^BP(\d{3})\//i.exec(filter ?? '')?.[1]
    if (excitation) info.excitationNm = Number(excitation)
    if (emission) info.emissionNm = Number(emission)
    if (transmittedWords.test([light, value('Kind'), name].join(' ')) || /lamp/i.test(light ?? ''))
      info.transmitted = true
    channels.set(key.replace(/^0+(?=\d)/, ''), info)
  }
  if (channels.size === 0) throw new Error('it describes no channel')
  return { channels }
}
