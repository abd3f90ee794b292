import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { manifestSchema } from '@core/infer/manifest'
import { describe, expect, it } from 'vitest'

const MODELS = resolve('resources/models')
const read = (name: string) => JSON.parse(readFileSync(join(MODELS, name, 'manifest.json'), 'utf8'))
const shipped = readdirSync(MODELS).filter((name) => !name.endsWith('.json'))

const HEADS = ['body', 'touchingBorder', 'distance']
const FIVE = [...HEADS, 'offsetY', 'offsetX']
const POSITIONS = { positionSigmaPx: 1.5, slopeThreshold: -0.03 }
const RELATIVE = {
  kind: 'relative-position',
  bodyThreshold: 0.55,
  seedThreshold: 0,
  minAreaPx: 12,
  ...POSITIONS,
}
const RANKING = { file: 'ranker.json', sha256: 'a'.repeat(64), levels: [[0.5, 0.5]], leastPredictedIoU: 0.5 }

const withHeads = (channels: string[], change: object = {}) => ({
  ...read('starter'),
  outputs: [{ name: 'maps', layout: 'NCHW', channels }],
  ...change,
})
const problems = (manifest: unknown) =>
  (manifestSchema.safeParse(manifest).error?.issues ?? []).map((i) => `${i.path.join('.')}: ${i.message}`)

describe('a manifest', () => {
  it.each(shipped)('of a shipped model (%s) is sound', (name) => {
    expect(problems(read(name))).toEqual([])
  })

  it('has a version that is no path: it names the folder an imported model is kept in', () => {
    for (const version of ['1.0.0', '1.2.0-beta.1', '1.2.0+lab_2'])
      expect(problems({ ...read('nucleus-4'), version })).toEqual([])
    for (const version of ['1.0.0/../../elsewhere', '1.0.0\\..\\elsewhere', '1.0.0:x', '1.0', '1.0.0\n'])
      expect(problems({ ...read('nucleus-4'), version })).toEqual([expect.stringMatching(/^version: /)])
  })

  it('may weigh nuclei by how sure they are in the size that the scale rests on, by a power that can be', () => {
    const { scale, ...rest } = read('nucleus-4')
    const asked = (confidencePower: number) => problems({ ...rest, scale: { ...scale, confidencePower } })
    expect(asked(4)).toEqual([])
    for (const wrong of [0, -1, 17, Number.NaN])
      expect(asked(wrong).join()).toMatch(/^scale\.confidencePower: /)
  })

  it('may ask for relative positions, by its decoder or its ranking, when the network has them', () => {
    expect(problems(withHeads(FIVE))).toEqual([])
    expect(problems(withHeads(FIVE, { decoder: RELATIVE }))).toEqual([])
    expect(problems(withHeads(FIVE, { ranking: { ...RANKING, positions: POSITIONS } }))).toEqual([])
  })

  it.each([
    ['its decoder', { decoder: RELATIVE }],
    ['its ranking', { ranking: { ...RANKING, positions: POSITIONS } }],
  ])('that asks for them by %s without the heads is refused, and says which is missing', (_, change) => {
    expect(problems(withHeads(HEADS, change))).toEqual([
      expect.stringMatching(/^outputs\.0\.channels: .*\(offsetY is missing\)$/),
    ])
    expect(problems(withHeads([...HEADS, 'offsetY'], change))[0]).toMatch(/\(offsetX is missing\)/)
  })

  it('without a head that every decoder reads is refused', () => {
    expect(problems(withHeads(['body', 'distance']))[0]).toMatch(/\(touchingBorder is missing\)/)
  })

  it('with another decoder, or with constants of the other one, is refused', () => {
    expect(problems(withHeads(FIVE, { decoder: { ...RELATIVE, kind: 'guess' } }))[0]).toMatch(/^decoder/)
    const { slopeThreshold, ...lacking } = RELATIVE
    expect(slopeThreshold).toBeLessThan(0)
    expect(problems(withHeads(FIVE, { decoder: lacking }))[0]).toMatch(/^decoder\.slopeThreshold/)
  })

  it('that ranks but decodes by positions alone is refused', () => {
    expect(problems(withHeads(FIVE, { decoder: RELATIVE, ranking: RANKING }))[0]).toMatch(
      /^decoder\.kind: candidates to rank begin with/,
    )
  })
})
