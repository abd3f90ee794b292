import type { ChannelInfo } from '@core/io/image-source'
import { nuclearChannelByName } from '@core/plate/nuclear-channel'
import { resolveChannel, whyAsked } from '@core/plate/resolve-channel'
import { describe, expect, it } from 'vitest'

const named = (...names: string[]) => names.map((name, i) => ({ key: String(i + 1), info: { name } }))
const seen = (...infos: ChannelInfo[]) => infos.map((info, i) => ({ key: String(i + 1), info }))

/** The index chosen, 'none', or 'images' when the names do not tell. */
function choice(channels: { key?: string; info: ChannelInfo }[]): number | 'none' | 'images' {
  const result = nuclearChannelByName(channels)
  if (result === undefined) return 'images'
  return 'none' in result ? 'none' : result.index
}

describe('the nuclear channel by name', () => {
  const rows: [string[], number | 'none' | 'images'][] = [
    [['DAPI', 'FITC', 'Cy5'], 0],
    [['Cy3', 'FITC', 'HOECHST 33342'], 2],
    [['OrigRNA', 'OrigER', 'OrigAGP', 'OrigMito', 'OrigDNA'], 4],
    [['ERSyto', 'Hoechst', 'Mito', 'Ph_golgi', 'ERSytoBleed'], 1],
    [['SYTO 14', 'SYTOX Green'], 1],
    [['GFP', 'H2B-GFP'], 1],
    [['H2B-mCherry', 'DAPI'], 1],
    [['Digital Phase Contrast', 'Brightfield', 'Alexa 488', 'Alexa 568', 'Alexa 647'], 'none'],
    [['FITC', 'Cy3', 'Texas Red'], 'none'],
    [['FITC', 'FITC', 'FITC', 'FITC'], 'none'],
    [['UV - DAPI', 'Blue - FITC'], 0],
    [['TL - Brightfield - open', 'UV - DAPI'], 1],
    [['405 - Orange', '405 - Blue'], 1],
    [['405ex, 570-630-em', '405ex, 440-470em'], 1],
    [['Fluorescence_405_nm_Ex', 'Fluorescence_488_nm_Ex', 'BF_LED_matrix_full'], 0],
    [['405 nm #1', 'Alexa 488'], 0],
    [['Nuclear mask', 'CellMask Deep Red'], 0],
    [['nucleoli', 'Nuclei'], 1],
    [['PI', 'Phase'], 0],
    [['pip2', 'marker'], 'images'],
    [['DAPI', 'DAPI'], 'images'],
    [['Channel A', 'Channel B'], 'images'],
    [['NLS-tdTomato', 'GFP'], 0],
    [['DRAQ5', 'FITC'], 0],
    [['Red', 'Green', 'Blue'], 2],
    [['phase', 'red', 'green'], 'images'],
    [['Phase', 'NucLight Red'], 1],
    [['w460', 'w530', 'w595'], 0],
    [['BP445/45', 'BP525/50'], 0],
    [['nucGFP', 'mtDNA'], 0],
    [['SYTO 16', 'SYTO 13'], 'images'],
    [['405 - Orange', 'Cy5'], 'none'],
  ]
  for (const [names, expected] of rows) {
    it(`${names.join(', ')} -> ${expected}`, () => expect(choice(named(...names))).toBe(expected))
  }

  it('needs both wavelengths to fit', () => {
    const actin = { name: '1', excitationNm: 405, emissionNm: 599 }
    const nuclei = { name: '2', excitationNm: 405, emissionNm: 456 }
    expect(choice(seen(actin, nuclei))).toBe(1)
    expect(choice(seen(actin, { excitationNm: 488, emissionNm: 522 }))).toBe('none')
    expect(choice(seen({ emissionNm: 447 }, { emissionNm: 536 }))).toBe(0)
  })

  it('never takes transmitted light, and never the first for being first', () => {
    expect(choice(seen({ name: 'x', transmitted: true, excitationNm: 405 }, { name: 'y' }))).toBe(1)
    expect(choice(seen({}, {}, {}))).toBe('images')
  })

  it('says what decided', () => {
    const byName = nuclearChannelByName(named('GFP', 'Hoechst'))
    expect(byName).toEqual({ index: 1, why: 'channel 2 (Hoechst) by its name', certainty: 'named' })
    const byLight = nuclearChannelByName(seen({ emissionNm: 600 }, { excitationNm: 385, emissionNm: 450 }))
    expect(byLight).toMatchObject({ index: 1, certainty: 'wavelength' })
    const none = nuclearChannelByName(named('FITC', 'Brightfield'))
    expect(none).toMatchObject({ none: true })
    expect(none?.why).toContain('transmitted light')
  })
})

describe('the channel asked for', () => {
  const channels = [
    { key: '1', info: { name: 'UV - DAPI' } },
    { key: '2', info: { name: 'Blue - FITC' } },
    { key: '4', info: {} },
  ]
  const rows: [string, number][] = [
    ['uv - dapi', 0],
    ['DAPI', 0],
    ['fitc', 1],
    ['2', 1],
    ['w2', 1],
    ['ch02', 1],
    ['4', 2],
    ['UV-DAPI', 0],
  ]
  for (const [wanted, index] of rows) {
    it(`${wanted} -> ${index}`, () => expect(resolveChannel(channels, wanted)).toBe(index))
  }
  it('lists what there is when it is not there', () => {
    for (const wanted of ['Cy5', '7', '0', '3', '']) {
      expect(() => resolveChannel(channels, wanted)).toThrowError(
        expect.objectContaining({
          code: 'channel-not-found',
          message: `There is no channel "${wanted}". There are: 1 (UV - DAPI), 2 (Blue - FITC), 4.`,
        }),
      )
    }
  })

  const numbered: [string, { key?: string; info: { name?: string } }[], string, (number | undefined)[]][] = [
    [
      'd0, d1',
      [
        { key: '0', info: {} },
        { key: '1', info: {} },
      ],
      '0, 1',
      [0, 1, undefined],
    ],
    [
      'C00, C01',
      [
        { key: 'C00', info: {} },
        { key: 'C01', info: {} },
      ],
      '0 (C00), 1 (C01)',
      [0, 1, undefined],
    ],
    [
      'C1, Ph',
      [
        { key: 'C1', info: {} },
        { key: 'Ph', info: {} },
      ],
      '1 (C1), Ph',
      [undefined, 0, undefined],
    ],
    ['bands', [{ key: '460', info: { name: 'DAPI' } }], '460 (DAPI)', [undefined, undefined, undefined]],
    [
      'names alone',
      [{ key: 'DAPI', info: { name: 'DAPI' } }, { info: {} }],
      '1 (DAPI), 2',
      [undefined, 0, 1],
    ],
  ]
  for (const [what, list, there, found] of numbered) {
    it(`takes a plain number as the file names write it, and as a position where they write none: ${what}`, () => {
      const got = ['0', '1', '2'].map((wanted) => {
        try {
          return resolveChannel(list, wanted)
        } catch {
          return undefined
        }
      })
      expect(got).toEqual(found)
      expect(() => resolveChannel(list, 'x')).toThrowError(
        expect.objectContaining({
          message: expect.stringMatching(`: ${there.replace(/[()]/g, '\\$&')}\\.$`),
        }),
      )
    })
  }

  it('is said with its number and its place where they differ', () => {
    const cellomics = [
      { key: '0', info: { name: 'Hoechst' } },
      { key: '1', info: {} },
    ]
    expect(whyAsked(cellomics, 1)).toBe('asked for; number 1 in the file names, place 2 of 2')
    expect(whyAsked(channels, 1)).toBe('asked for')
  })
})
