import type { SidecarFacts } from './facts'
import { decode, numberOf } from './xml'

/**
 * scanR `experiment_descriptor.xml`: LabVIEW clusters of `<Name>` and `<Val>`; text already decoded from
 * ISO-8859-1. Its plate name is the plate's type, not the plate.
 *
 * @throws Error when it holds none of the values looked for
 */
export function readScanrDescriptor(text: string): SidecarFacts {
  const values = new Map<string, string>()
  for (const [, name, value] of text.matchAll(/<Name>([^<]*)<\/Name>\s*<Val>([^<]*)<\/Val>/g)) {
    const key = decode(name).trim().toLowerCase()
    if (!values.has(key)) values.set(key, decode(value).trim())
  }
  const rows = positive(values.get('rows'))
  const columns = positive(values.get('columns'))
  const pixel = positive(values.get('conversion factor um/pixel'))
  if (rows === undefined && pixel === undefined) throw new Error('it names neither rows nor a pixel size')
  return { rows, columns, pixelSizeUm: pixel ? { x: pixel, y: pixel } : undefined }
}

function positive(text: string | undefined): number | undefined {
  const value = numberOf(text)
  return value !== undefined && value > 0 ? value : undefined
}
