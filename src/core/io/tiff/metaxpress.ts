import type { ChannelInfo } from '../image-source'
import { plausiblePixelSize } from '../pixel-size'

export interface MetaXpressInfo {
  pixelSizeUm?: { x: number; y: number }
  channel: ChannelInfo
}

/** Whether an ImageDescription is the XML of MetaXpress and MetaMorph. */
export function isMetaXpress(description: string): boolean {
  return /^\s*(<\?xml[^>]*>\s*)?<MetaData>/.test(description)
}

/** Pixel size, channel name and emission wavelength from MetaXpress's `<prop id= type= value=/>` list. */
export function parseMetaXpress(description: string): MetaXpressInfo {
  const values = new Map<string, string>()
  for (const [tag] of description.matchAll(/<(?:custom-)?prop\s[^>]*>/g)) {
    const id = attribute(tag, 'id')
    const value = attribute(tag, 'value')
    if (id && value !== undefined && !values.has(id)) values.set(id, value)
  }
  const units = (values.get('spatial-calibration-units') ?? 'um').trim().toLowerCase()
  const calibrated = ['um', '\u00b5m', '\u03bcm', 'micron', 'microns'].includes(units)
  const size = (key: string) => (values.has(key) ? Number(values.get(key)) : undefined)
  const name = values.get('_IllumSetting_') ?? values.get('image-name')
  const wavelength = Number(values.get('wavelength') ?? Number.NaN)
  return {
    ...(calibrated
      ? { pixelSizeUm: plausiblePixelSize(size('spatial-calibration-x'), size('spatial-calibration-y')) }
      : {}),
    channel: {
      ...(name ? { name } : {}),
      ...(wavelength > 0 ? { emissionNm: wavelength } : {}),
      ...(name && /trans|bright|phase|\bdic\b|\bbf\b/i.test(name) ? { transmitted: true } : {}),
    },
  }
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return found ? unescapeXml(found[1] ?? found[2]) : undefined
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(Math.min(Number(n), 0x10ffff)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
}
