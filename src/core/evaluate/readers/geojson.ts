import { KaryonError } from '../../errors'
import { isRecord, numberList } from './json-values'
import { plural } from './object-painter'
import type { OutlineObject } from './paint-outlines'
import type { Ring } from './polygon'

export interface GeoJsonObjects {
  readonly objects: readonly OutlineObject[]
  readonly notes: readonly string[]
}

/** True for a parsed JSON file that is GeoJSON: a FeatureCollection, a Feature, or a list of Features. */
export function isGeoJson(json: unknown): boolean {
  if (Array.isArray(json)) return json.every((entry) => isRecord(entry) && entry.type === 'Feature')
  return isRecord(json) && (json.type === 'FeatureCollection' || json.type === 'Feature')
}

/**
 * Polygons of a GeoJSON file as QuPath writes it: coordinates in pixels of the full image, whole numbers at
 * pixel corners, a MultiPolygon being one nucleus. Of QuPath's cells the nucleus is taken. When a file holds
 * detections or cells, its annotations (regions drawn around them) are left out and said.
 *
 * @throws KaryonError `image-damaged` when a feature's coordinates are no numbers
 */
export function geoJsonObjects(json: unknown, file: string): GeoJsonObjects {
  const features = featuresOf(json).filter(isRecord)
  const detections = features.filter((feature) => ['detection', 'cell'].includes(objectType(feature)))
  const taken = detections.length > 0 ? detections : features
  const notes: string[] = []
  if (taken.length < features.length) {
    notes.push(
      `${file}: ${plural(features.length - taken.length, 'annotation')} left out, the detections taken.`,
    )
  }
  const objects: OutlineObject[] = []
  let noArea = 0
  taken.forEach((feature, i) => {
    const geometry = isRecord(feature.nucleusGeometry) ? feature.nucleusGeometry : feature.geometry
    const parts = partsOf(geometry, file, i + 1)
    if (parts.length === 0) noArea++
    else objects.push({ fileLabel: i + 1, parts })
  })
  if (noArea > 0) notes.push(`${file}: ${plural(noArea, 'point or line')} without an area left out.`)
  return { objects, notes }
}

function featuresOf(json: unknown): unknown[] {
  if (Array.isArray(json)) return json
  if (isRecord(json) && Array.isArray(json.features)) return json.features
  return [json]
}

function objectType(feature: Record<string, unknown>): string {
  const properties = isRecord(feature.properties) ? feature.properties : {}
  const type = properties.objectType ?? properties.object_type ?? ''
  return String(type).toLowerCase()
}

function partsOf(geometry: unknown, file: string, number: number): Ring[][] {
  if (!isRecord(geometry)) return []
  if (geometry.type === 'Polygon') return [ringsOf(geometry.coordinates, file, number)]
  if (geometry.type === 'MultiPolygon' && Array.isArray(geometry.coordinates)) {
    return geometry.coordinates.map((polygon) => ringsOf(polygon, file, number))
  }
  return []
}

function ringsOf(coordinates: unknown, file: string, number: number): Ring[] {
  if (!Array.isArray(coordinates)) throw damaged(file, number)
  return coordinates.map((ring) => {
    if (!Array.isArray(ring) || ring.length < 3) throw damaged(file, number)
    return ring.flatMap((point) => {
      const values = numberList(point)
      if (!values || values.length < 2) throw damaged(file, number)
      return [values[0], values[1]]
    })
  })
}

function damaged(file: string, number: number): KaryonError {
  return new KaryonError(
    'image-damaged',
    `Feature ${number} of ${file} has coordinates that are no list of points.`,
    'Export the GeoJSON file again from the program that made it.',
    { file },
  )
}
