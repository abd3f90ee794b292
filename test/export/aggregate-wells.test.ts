import { aggregateWells } from '@core/export/aggregate-wells'
import { describe, expect, it } from 'vitest'
import { imageRow } from './rows'

describe('aggregateWells', () => {
  it('weighs areas and confidences by nuclei and divides by the imaged area', () => {
    const [well] = aggregateWells([
      imageRow({ count: 30, meanAreaPx: 100, meanConfidence: 0.9, widthPx: 2000, heightPx: 1000 }),
      imageRow({ count: 10, meanAreaPx: 200, meanConfidence: 0.5, widthPx: 1000, heightPx: 1000 }),
      imageRow({ count: 0, meanAreaPx: undefined, meanConfidence: undefined, widthPx: 1000, heightPx: 1000 }),
    ])
    expect(well).toMatchObject({ images: 3, imagesFailed: 0, total: 40, meanAreaPx: 125, meanAreaUm2: 31.25 })
    expect(well!.mean).toBeCloseTo(40 / 3, 12)
    // Counts 30, 10, 0: sample variance 700/3.
    expect(well!.sd).toBeCloseTo(Math.sqrt(700 / 3), 12)
    expect(well!.meanConfidence).toBeCloseTo(0.8, 12)
    // 4 million pixels of .25 µm² are 1 mm².
    expect(well!.densityPerMm2).toBeCloseTo(40, 12)
  })

  it('never makes a number of images that failed', () => {
    const [well] = aggregateWells([
      imageRow({ status: 'failed', count: undefined }),
      imageRow({ status: 'failed' }),
    ])
    expect(well).toEqual({ plate: 'Plate1', well: 'B02', images: 2, imagesFailed: 2, imagesLeftOut: 0 })
  })

  it('counts what is left out by hand apart, and has no deviation of one image', () => {
    const [well] = aggregateWells([
      imageRow({ count: 5 }),
      imageRow({ status: 'left-out' }),
      imageRow({ status: 'failed' }),
    ])
    expect(well).toMatchObject({ images: 2, imagesFailed: 1, imagesLeftOut: 1, total: 5, mean: 5 })
    expect(well!.sd).toBeUndefined()
  })

  it('has no density unless every counted image has a pixel size', () => {
    const [well] = aggregateWells([imageRow(), imageRow({ pixelSizeUm: undefined })])
    expect(well!.densityPerMm2).toBeUndefined()
    expect(well!.meanAreaUm2).toBeUndefined()
    expect(well!.total).toBe(240)
  })

  it('sorts wells by row and column number, plates as they come, and skips loose pictures', () => {
    const wells = ['A10', 'AA1', 'B1', 'A2', 'Z24'].map((well) => imageRow({ well, plate: 'Q' }))
    const rows = [...wells, imageRow({ well: 'A01', plate: 'P' }), imageRow({ well: undefined })]
    expect(aggregateWells(rows).map((w) => `${w.plate} ${w.well}`)).toEqual([
      'Q A2',
      'Q A10',
      'Q B1',
      'Q Z24',
      'Q AA1',
      'P A01',
    ])
  })

  it('keeps time points apart on plates that have several, and only there', () => {
    const rows = [
      imageRow({ t: '10', count: 3 }),
      imageRow({ t: '2', count: 2 }),
      imageRow({ t: '2', site: '2', count: 4 }),
      imageRow({ plate: 'Still', t: '1', count: 9 }),
    ]
    expect(aggregateWells(rows).map((w) => [w.plate, w.t, w.total])).toEqual([
      ['Plate1', '2', 6],
      ['Plate1', '10', 3],
      ['Still', undefined, 9],
    ])
  })
})
