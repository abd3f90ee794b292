import type { ImageRow } from '@core/export/image-row'
import type { Nucleus } from '@core/measure/nucleus'

export function imageRow(changes: Partial<ImageRow> = {}): ImageRow {
  return {
    id: changes.file ?? 'a.tif',
    plate: 'Plate1',
    well: 'B02',
    site: '1',
    channel: 'Hoechst',
    file: 'Plate1/a.tif',
    widthPx: 1000,
    heightPx: 500,
    pixelSizeUm: { x: 0.5, y: 0.5 },
    status: 'counted',
    count: 120,
    meanAreaPx: 412.53214,
    medianDiameterPx: 22.75,
    meanConfidence: 0.91,
    touchingEdge: 7,
    flags: [],
    model: 'starter 0.1.0',
    device: 'cpu',
    seconds: 0.482,
    scale: 1,
    notes: [],
    intensityChannels: ['Hoechst'],
    ...changes,
  }
}

export function nucleus(label: number, changes: Partial<Nucleus> = {}): Nucleus {
  return {
    label,
    areaPx: 400 + label,
    perimeterPx: 70.5,
    equivalentDiameterPx: 22.56758334191025,
    centroidX: 10.25,
    centroidY: 20 / 3,
    bboxX: 0,
    bboxY: 1,
    bboxWidth: 21,
    bboxHeight: 24,
    eccentricity: 0.7,
    solidity: 0.96,
    touchesEdge: false,
    confidence: 0.875,
    intensities: [{ mean: 512.123456789, integrated: 205_361, min: 3, max: 65_535 }],
    ...changes,
  }
}
