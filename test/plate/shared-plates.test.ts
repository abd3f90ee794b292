import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { nuclearChannelByName } from '@core/plate/nuclear-channel'
import { scanPaths } from '@core/plate/scan-paths'
import { describe, expect, it } from 'vitest'
import { setLines } from './tree'

const data = resolve('../shared/data')
const there = existsSync(data)
if (!there) console.log('The shared plates are not there: real scans are not checked.')

describe.runIf(there)('real plates', () => {
  it('ImageXpress: thumbnails left out, planes before projections, time points and a plate without waves', async () => {
    const scan = await scanPaths([join(data, 'plates/imagexpress')])
    expect(scan.warnings).toEqual([])
    expect(setLines(scan)).toEqual([
      ...['1 1', '1 2', '2 1', '2 2'].map((place) => `1well-3C-2S-Zmix-T C07 ${place} | 1 2 3`),
      ...['E07 1', 'E07 2', 'E08 1', 'E08 2'].map((place) => `Projection-Mix ${place} - | 1z1 2z1 3z0 4z1`),
      ...['E07 1', 'E07 2', 'E08 1', 'E08 2'].map((place) => `SingleChannel ${place} - | -z1`),
    ])
    const reasons = scan.skipped.map((file) => file.reason)
    const count = (reason: string) => reasons.filter((one) => one === reason).length
    expect([count('thumbnail'), count('derivative'), count('not-an-image')]).toEqual([33, 12, 1])
    expect(reasons).toHaveLength(46)
  })

  it('Operetta: everything from the index, and no nuclear channel', async () => {
    const scan = await scanPaths([join(data, 'plates/operetta')])
    const [plate] = scan.plates
    expect(plate).toMatchObject({
      name: 'BR00122249',
      geometry: { rows: 16, columns: 24, source: 'sidecar' },
    })
    expect(plate.pixelSizeUm?.x).toBeCloseTo(0.598, 3)
    expect(plate.channels.map(({ info }) => info.name)).toEqual([
      'Digital Phase Contrast',
      'Brightfield high',
      '488 650',
      'Alexa 488',
      'Alexa 568',
      'Alexa 647',
    ])
    expect(plate.channels.map(({ info }) => info.transmitted === true)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(setLines(scan)).toEqual(['BR00122249 A01 1 1 | 1z1 2z1 3z1 4z1 5z1 6z1'])
    expect(nuclearChannelByName(plate.channels)).toMatchObject({ none: true })
    // The index is found as well when the images are given one by one.
    const files = scan.sets[0].files.map((file) => file.path)
    expect((await scanPaths(files)).plates[0].channels).toEqual(plate.channels)
  })

  it('BBBC039: 40 fields of 39 wells on a 384-well plate', async () => {
    const scan = await scanPaths([join(data, 'bbbc039/images')])
    expect(scan.plates).toHaveLength(1)
    expect(scan.plates[0]).toMatchObject({ convention: 'metaxpress', geometry: { rows: 16, columns: 24 } })
    expect([scan.sets.length, scan.plates[0].wells.length, scan.plates[0].channels.length]).toEqual([
      40, 39, 1,
    ])
    expect(scan.skipped).toEqual([])
    expect(scan.sets.filter((set) => set.well === 'G16').map((set) => set.site)).toEqual(['3', '6'])
  })

  it('ordinary pictures are no plates', async () => {
    const scan = await scanPaths([join(data, 'dsb2018'), join(data, 'tiff')])
    expect(scan.plates).toEqual([])
    expect(scan.sets.length).toBeGreaterThan(664)
  })
})
