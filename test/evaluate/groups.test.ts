import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { classifyLook, lookOf } from '@core/classical/look/classify-look'
import { fitLookModel } from '@core/classical/look/fit-look-model'
import { lookFeatures } from '@core/classical/look/look-features'
import { LOOK_GROUPS, type LookGroup } from '@core/classical/look/look-group'
import { LOOK_MODEL } from '@core/classical/look/look-model'
import { readRaster } from '@core/evaluate/readers/read-raster'
import { describe, expect, it } from 'vitest'

const golden = JSON.parse(readFileSync('test/golden/look-features.json', 'utf8')) as {
  groups: LookGroup[]
  images: [string, number, number, number[]][]
}
const examples = golden.images.map(([id, group, fold, features]) => ({
  id,
  group: golden.groups[group],
  fold,
  features,
}))
const dsb = resolve('../shared/data/dsb2018')
const shared = existsSync(dsb)
if (!shared)
  console.log(
    'look groups: ../shared/data/dsb2018 is not here, features are checked on generated images only',
  )

describe('look groups', () => {
  it('finds the group of at least 95 % of the images of a fold it was not fitted to', () => {
    expect(examples).toHaveLength(664)
    let right = 0
    for (let fold = 0; fold < 5; fold++) {
      const model = fitLookModel(examples.filter((example) => example.fold !== fold))
      for (const example of examples)
        if (example.fold === fold && lookOf(example.features, model).group === example.group) right++
    }
    console.log(`look groups: ${((100 * right) / 664).toFixed(2)} % out of fold`)
    expect(right / 664).toBeGreaterThanOrEqual(0.95)
  })

  it('ships what the fit gives', () => {
    const fitted = fitLookModel(examples)
    const close = (a: readonly number[], b: readonly number[]) =>
      a.forEach((value, i) => {
        expect(Math.abs(value - b[i])).toBeLessThan(1e-4 * (1 + Math.abs(value)))
      })
    close(fitted.mean, LOOK_MODEL.mean)
    close(fitted.scale, LOOK_MODEL.scale)
    for (const [k, row] of fitted.weights.entries()) close(row, LOOK_MODEL.weights[k])
  })

  it('tells generated images apart', () => {
    const draw = (radius: number, step: number, back: number[], front: number[]) => {
      const size = 256
      const samples = back.length as 1 | 3
      const data = new Uint8Array(size * size * samples)
      for (let i = 0; i < size * size; i++) {
        const [x, y] = [(i % size) % step, Math.floor(i / size) % step]
        const inside = (x - step / 2) ** 2 + (y - step / 2) ** 2 < radius * radius
        for (let s = 0; s < samples; s++)
          data[i * samples + s] = (inside ? front : back)[s] + ((i * 7919 + s) % 5)
      }
      return { width: size, height: size, samples, data }
    }
    expect(classifyLook(draw(7, 40, [8], [150])).group).toBe('small fluorescent')
    expect(classifyLook(draw(10, 28, [215, 190, 225], [110, 60, 160])).group).toBe('purple tissue')
    const gray = classifyLook(draw(6, 40, [225], [90]))
    expect(gray.group).toBe('grayscale tissue')
    expect(gray.probability).toBeGreaterThan(0.5)
    expect(gray.probability).toBeLessThanOrEqual(1)
    const blank = classifyLook({ width: 16, height: 16, samples: 1, data: new Uint16Array(256).fill(77) })
    expect(LOOK_GROUPS).toContain(blank.group)
  })

  it.runIf(shared)('takes the committed features from the images themselves', async () => {
    const ids = readFileSync(resolve(dsb, 'index.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0])
    for (let i = 0; i < ids.length; i += 37) {
      const features = lookFeatures(await readRaster(resolve(dsb, 'images', `${ids[i]}.png`)))
      expect(ids[i].startsWith(examples[i].id)).toBe(true)
      features.forEach((value, f) => {
        expect(Math.abs(value - examples[i].features[f])).toBeLessThan(2e-5 * (1 + Math.abs(value)))
      })
    }
  })
})
