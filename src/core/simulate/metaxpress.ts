/** Texts that ImageXpress plates carry: image descriptions, plate sidecars and file names. */

import { hash2 } from './random'

export interface PlaneDescription {
  plate: string
  width: number
  height: number
  bits: number
  pixelSizeUm: number
  /** Filter, as `_IllumSetting_` and `image-name` have it. */
  filter: string
  emissionNm: number
  /** `B02`. */
  well: string
  site: number
  exposureMs: number
}

/** ImageDescription of one plane: MetaXpress's XML with the properties that readers use. */
export function planeXml(plane: PlaneDescription): string {
  const prop = (id: string, type: string, value: string | number) =>
    `<prop id="${id}" type="${type}" value="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"/>`
  return [
    '<MetaData>',
    prop(
      'Description',
      'string',
      `Plate Name: ${plane.plate}, Exposure: ${plane.exposureMs} ms, Binning: 2 x 2, simulated by Karyon`,
    ),
    prop('MetaDataVersion', 'float', 1),
    prop('ApplicationName', 'string', 'Karyon'),
    '<PlaneInfo>',
    prop('plane-type', 'string', 'plane'),
    prop('pixel-size-x', 'int', plane.width),
    prop('pixel-size-y', 'int', plane.height),
    prop('bits-per-pixel', 'int', plane.bits),
    prop('spatial-calibration-state', 'bool', 'on'),
    prop('spatial-calibration-x', 'float', plane.pixelSizeUm),
    prop('spatial-calibration-y', 'float', plane.pixelSizeUm),
    prop('spatial-calibration-units', 'string', 'um'),
    prop('image-name', 'string', plane.filter),
    prop('stage-label', 'string', `${plane.well} : Site ${plane.site}`),
    prop('wavelength', 'float', plane.emissionNm),
    prop('_IllumSetting_', 'string', plane.filter),
    prop('_MagNA_', 'float', 0.45),
    prop('_MagSetting_', 'string', '20X Plan Fluor'),
    '</PlaneInfo>',
    '<SetInfo>',
    prop('number-of-planes', 'int', 1),
    '</SetInfo>',
    '</MetaData>',
  ].join('\r\n')
}

export interface PlateDescription {
  plate: string
  description: string
  rows: number
  columns: number
  /** `B02` … */
  wells: readonly string[]
  /** Sites lie in a row. */
  sites: number
  waves: readonly string[]
}

/** The `.HTD` sidecar of a plate: lines of key and values with CRLF, plain ASCII. */
export function plateHtd(plate: PlateDescription): string {
  const flags = (values: boolean[]) => values.map((value) => (value ? 'TRUE' : 'FALSE')).join(', ')
  const imaged = new Set(plate.wells)
  const selection = Array.from({ length: plate.rows }, (_, r) =>
    flags(Array.from({ length: plate.columns }, (_, c) => imaged.has(wellName(r, c)))),
  )
  return [
    '"HTSInfoFile", Version 1.0',
    `"Description", "${plate.description}"`,
    '"PlateType", 6',
    '"TimePoints", 1',
    '"ZSeries", FALSE',
    '"ZSteps", 1',
    '"ZProjection", FALSE',
    `"XWells", ${plate.columns}`,
    `"YWells", ${plate.rows}`,
    ...selection.map((line, r) => `"WellsSelection${r + 1}", ${line}`),
    `"Sites", ${plate.sites > 1 ? 'TRUE' : 'FALSE'}`,
    `"XSites", ${plate.sites}`,
    '"YSites", 1',
    `"SiteSelection1", ${flags(new Array<boolean>(plate.sites).fill(true))}`,
    '"Waves", TRUE',
    `"NWavelengths", ${plate.waves.length}`,
    ...plate.waves.flatMap((name, w) => [`"WaveName${w + 1}", "${name}"`, `"WaveCollect${w + 1}", 1`]),
    '"EndFile"',
    '',
  ].join('\r\n')
}

/** `B02` for row 1, column 1 (both from 0; up to 26 rows). */
export function wellName(row: number, column: number): string {
  return `${String.fromCharCode(65 + row)}${String(column + 1).padStart(2, '0')}`
}

/** `PLATE_B02_s1_w1GUID.tif`: the 36-character GUID follows the wave without a separator, as the instrument does. */
export function planeFileName(plate: string, well: string, site: number, wave: number, seed: number): string {
  const place = (well.charCodeAt(0) << 16) ^ (Number(well.slice(1)) << 8) ^ (site << 4) ^ wave
  const hex = [0, 1, 2, 3]
    .map((k) => hash2(place, k, seed).toString(16).padStart(8, '0'))
    .join('')
    .toUpperCase()
  const guid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `A${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
  return `${plate}_${well}_s${site}_w${wave}${guid}.tif`
}
