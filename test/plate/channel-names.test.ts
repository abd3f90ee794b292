import { channelNames } from '@core/plate/channel-names'
import { describe, expect, it } from 'vitest'

const namesOf = (...names: (string | undefined)[]) => channelNames(names.map((name) => ({ info: { name } })))

describe('what channels are called', () => {
  it('is their name, else their key', () => {
    expect(
      channelNames([
        { key: '1', info: { name: 'DAPI' } },
        { key: '2', info: {} },
      ]),
    ).toEqual(['DAPI', '2'])
    expect(namesOf(undefined)).toEqual([undefined])
  })

  it('is their position where they have none and are several', () => {
    expect(namesOf('DAPI', undefined)).toEqual(['DAPI', 'channel 2'])
  })

  it('is unique: of one name the later ones have their position behind it', () => {
    expect(namesOf('DAPI', 'Alexa', 'Alexa')).toEqual(['DAPI', 'Alexa', 'Alexa (3)'])
    expect(namesOf('A', 'A', 'A')).toEqual(['A', 'A (2)', 'A (3)'])
    expect(namesOf('A (3)', 'A', 'A')).toEqual(['A (3)', 'A', 'A (3) (3)'])
    expect(
      channelNames([
        { key: '2', info: {} },
        { key: '3', info: { name: '2' } },
      ]),
    ).toEqual(['2', '2 (2)'])
  })
})
