import { matchByName } from '@core/evaluate/readers/match-by-name'
import type { SegmentationItem } from '@core/evaluate/readers/segmentation'
import { describe, expect, it } from 'vitest'

const item = (path: string): SegmentationItem => {
  const folders = path.split('/')
  const name = folders.pop()!
  const read = async () => {
    throw new Error('not read')
  }
  return { name, folders, file: path, sources: [path], knowsSize: true, read }
}

describe('matching by name', () => {
  it('pairs equal layouts whole, a name at the top and one below others with it', () => {
    const paths = ['img', 'B/img', 'x/B/img']
    const { pairs, ambiguous } = matchByName(paths.map(item), [...paths].reverse().map(item))
    expect(pairs.map(({ target, prediction }) => [target.file, prediction.file])).toEqual(
      paths.map((path) => [path, path]),
    )
    expect(ambiguous).toEqual([])
  })

  it('decides by the innermost folders, and by nothing where two share equally many', () => {
    const found = matchByName([item('t/A/img'), item('t/B/img')], [item('p/B/img'), item('p/A/img')])
    expect(found.pairs.map(({ target, prediction }) => [target.file, prediction.file])).toEqual([
      ['t/A/img', 'p/A/img'],
      ['t/B/img', 'p/B/img'],
    ])
    const unclear = matchByName([item('A/img')], [item('x/A/img'), item('y/A/img')])
    expect([unclear.pairs, unclear.ambiguous.length]).toEqual([[], 1])
  })
})
