import { classicalScore } from '@core/classical/classical-score'
import { CLASSICAL_MOST_PIXELS, countClassical } from '@core/classical/count-classical'
import { CLASSICAL_PIPELINES } from '@core/classical/parameters'
import { segmentClassical } from '@core/classical/segment-classical'
import { parseClassicalSettings, pipelinesWith } from '@core/classical/settings'
import type { Field } from '@core/field/field'
import { mulberry32, normal } from '@core/simulate/random'
import { simulateCytoplasm } from '@core/simulate/simulate-cytoplasm'
import { opticsOf, simulateField } from '@core/simulate/simulate-field'
import { describe, expect, it } from 'vitest'
import { fakeField, LabelRows } from '../pipeline/fake-field'

const side = 256
const simulated = simulateField({ width: side, height: side, nuclei: 25, seed: 5, diameterPx: 22 })
const field = fakeField(side, side, simulated.image)

describe('countClassical', () => {
  it('gives the labels of segmentClassical, measured, without a confidence', async () => {
    const labels = new LabelRows()
    const counted = await countClassical(field, { channel: 0, labels })
    const direct = segmentClassical({ width: side, height: side, samples: 1, data: simulated.image })
    expect(labels.data).toEqual(Array.from(direct.labels.data))
    expect(counted.nuclei).toHaveLength(direct.labels.count)
    expect(Math.abs(counted.nuclei.length - 25)).toBeLessThanOrEqual(2)
    expect(counted.look).toEqual({ group: direct.group, probability: direct.groupProbability })
    for (const nucleus of counted.nuclei) {
      expect(nucleus).not.toHaveProperty('confidence')
      expect(nucleus.intensities[0]!.mean).toBeGreaterThan(0)
      expect(labels.data.filter((label) => label === nucleus.label)).toHaveLength(nucleus.areaPx)
    }
  })

  it('finds nothing in blank images and in noise alone, and hands on empty labels', async () => {
    const random = mulberry32(3)
    const images = {
      black: new Uint16Array(side * side),
      constant: new Uint16Array(side * side).fill(777),
      noise: Uint16Array.from({ length: side * side }, () => 400 + 30 * normal(random)),
      'no number at all': new Float32Array(side * side).fill(Number.NaN),
    }
    for (const [name, data] of Object.entries(images)) {
      const labels = new LabelRows()
      const counted = await countClassical(fakeField(side, side, data), { channel: 0, labels })
      expect(counted, name).toMatchObject({ nuclei: [], blank: true })
      expect(counted.look).toBeUndefined()
      expect(labels.data.length, name).toBe(side * side)
      expect(labels.data.every((label) => label === 0)).toBe(true)
    }
  })

  it('counts a single nucleus in an empty field, and no part of its uneven light', async () => {
    const random = mulberry32(17)
    const scene = (height: number, gradient: number) =>
      Uint16Array.from({ length: side * side }, (_, i) => {
        const [x, y] = [i % side, Math.floor(i / side)]
        const nucleus = Math.hypot(x - 90, y - 120) < 12 ? height : 0
        return 400 * (1 + (gradient * x) / side) + nucleus + 6 * normal(random)
      })
    for (const gradient of [0.05, 0.2, 0.5]) {
      const empty = await countClassical(fakeField(side, side, scene(0, gradient)), { channel: 0 })
      expect(empty.nuclei, `gradient ${gradient}`).toEqual([])
    }
    const single = await countClassical(fakeField(side, side, scene(40, 0.05)), { channel: 0 })
    expect(single).toMatchObject({ nearlyEmpty: true, nuclei: [expect.objectContaining({ label: 1 })] })
    const [nucleus] = single.nuclei
    expect(Math.hypot(nucleus!.centroidX - 90, nucleus!.centroidY - 120)).toBeLessThan(1)
    expect(Math.abs(nucleus!.equivalentDiameterPx - 24)).toBeLessThan(3)
    expect((await countClassical(field, { channel: 0 })).nearlyEmpty).toBe(false)
  })

  it('takes floats with NaN and infinities as if those pixels were the ends of the range', async () => {
    const data = Float32Array.from(simulated.image)
    data[0] = Number.NaN
    data[1] = Number.POSITIVE_INFINITY
    data[2] = Number.NEGATIVE_INFINITY
    const counted = await countClassical(fakeField(side, side, data), { channel: 0 })
    const clean = await countClassical(field, { channel: 0 })
    expect(Math.abs(counted.nuclei.length - clean.nuclei.length)).toBeLessThanOrEqual(1)
    for (const { areaPx, intensities } of counted.nuclei) {
      expect(areaPx).toBeGreaterThan(0)
      expect(Number.isFinite(intensities[0]!.mean)).toBe(true)
    }
  })

  it.each([
    [1, 1],
    [1, 40],
    [3, 20_000],
  ])('does not fail on %i × %i px', async (width, height) => {
    const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 37) % 251)
    const labels = new LabelRows()
    const { nuclei } = await countClassical(fakeField(width, height, data), { channel: 0, labels })
    expect(Math.max(0, ...new Set(labels.data))).toBe(nuclei.length)
  })

  it.each([
    [40_000, 16],
    [16, 40_000],
  ])('counts nuclei in a strip of %i × %i px', async (width, height) => {
    const data = Uint8Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)]
      return Math.hypot(((width > height ? x : y) % 400) - 200, (width > height ? y : x) - 8) < 6 ? 200 : 10
    })
    const settings = { group: 'small fluorescent' } as const
    const found = await countClassical(fakeField(width, height, data), { channel: 0 })
    expect(found.look).toBeDefined()
    const { nuclei } = await countClassical(fakeField(width, height, data), { channel: 0, settings })
    expect(nuclei).toHaveLength(100)
  })

  it('sees saturation in any colour', async () => {
    const top = Math.max(...simulated.image)
    const value = (i: number) => Math.min(255, Math.round((400 * simulated.image[i]!) / top))
    for (const colour of [0, 1, 2]) {
      const data = Uint8Array.from({ length: side * side * 3 }, (_, i) =>
        i % 3 === colour ? value(Math.floor(i / 3)) : 0,
      )
      const settings = { group: 'small fluorescent' } as const
      const counted = await countClassical(fakeField(side, side, data, 3), { channel: 0, settings })
      expect(counted.nuclei.length).toBeGreaterThan(15)
      expect(counted.saturated, `colour ${colour}`).toBe(true)
    }
  })

  it('refuses what it could not hold, by name and size, before reading a pixel', async () => {
    const wide = Math.sqrt(CLASSICAL_MOST_PIXELS) + 1
    const huge = {
      width: wide,
      height: wide,
      set: { files: [{ path: 'plate/huge.tif' }] },
    } as unknown as Field
    await expect(countClassical(huge, { channel: 0 })).rejects.toMatchObject({
      code: 'image-too-large',
      message: expect.stringMatching(/up to 100 megapixels; this one has 100 \(10001 × 10001\)/),
      file: 'plate/huge.tif',
    })
  })

  it('stops when asked to', async () => {
    await expect(
      countClassical(field, { channel: 0, signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop')
  })
})

describe('classicalScore', () => {
  it('prefers nuclei to cytoplasm, and gives a blank channel nothing', async () => {
    const options = { width: side, height: side, ...opticsOf({ seed: 9 }), spread: 2.6 }
    const actin = fakeField(side, side, simulateCytoplasm(simulated.shapes, options))
    expect(await classicalScore(field, 0)).toBeGreaterThan(2 * (await classicalScore(actin, 0)))
    expect(await classicalScore(fakeField(side, side, new Uint8Array(side * side)), 0)).toBe(0)
  })
})

describe('settings', () => {
  const read = (value: unknown) => parseClassicalSettings(JSON.stringify(value), 'my.json')

  it('change what they name and nothing else', () => {
    const pipelines = pipelinesWith(
      read({
        parameters: { thresholdFactor: 2 },
        pipelines: { 'purple tissue': { thresholdFactor: 3, declump: 'none' } },
      }),
    )
    expect(pipelines['small fluorescent']).toEqual({
      ...CLASSICAL_PIPELINES['small fluorescent'],
      thresholdFactor: 2,
    })
    expect(pipelines['purple tissue']).toMatchObject({ thresholdFactor: 3, declump: 'none' })
    expect(pipelinesWith({})).toEqual(CLASSICAL_PIPELINES)
  })

  it('reach the pixels', async () => {
    const strict = await countClassical(field, { channel: 0, settings: { parameters: { smallest: 3 } } })
    expect(strict.nuclei).toHaveLength(0)
    const fixed = await countClassical(field, { channel: 0, settings: { group: 'purple tissue' } })
    expect(fixed.look).toEqual({ group: 'purple tissue', probability: 1 })
  })

  it.each([
    ['not JSON', 'parameters: 1', /it is no JSON/],
    ['another setting', '{"parameters":{"treshold":"otsu"}}', /parameters: Unrecognized key: "treshold"/],
    ['another word', '{"parameters":{"threshold":"li"}}', /parameters › threshold: .*"otsu"/],
    ['a number out of range', '{"parameters":{"ownThreshold":4}}', /ownThreshold: Too big.*1/],
    ['blocks of a pixel', '{"parameters":{"windowPx":1}}', /windowPx: must be 0 \(none\) or at least 8/],
    ['another group', '{"group":"blue"}', /group: .*"small fluorescent"/],
    ['another pipeline', '{"pipelines":{"blue":{}}}', /pipelines/],
    ['a list', '[]', /expected object/],
  ])('%s is a plain sentence with the file', (_, text, message) => {
    expect(() => parseClassicalSettings(text, 'my.json')).toThrowError(
      expect.objectContaining({ code: 'usage', file: 'my.json', message: expect.stringMatching(message) }),
    )
  })
})
