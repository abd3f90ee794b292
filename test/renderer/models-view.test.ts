import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ModelRegistry } from '@services/models'
import { describe, expect, it } from 'vitest'
import { modelView } from '../../src/main/window/models-view'
import { modelId } from '../../src/renderer/places/devices/model-id'

const root = resolve('resources/models')
const shown = async () => Promise.all((await new ModelRegistry([root]).list()).map((m) => modelView(m, root)))

describe('the list of models', () => {
  it('tells all of them apart, by their hashes too where two share a network', async () => {
    const models = await shown()
    const networks = (await new ModelRegistry([root]).networks()).map(({ sha256 }) => sha256)
    expect(new Set(networks).size).toBeLessThan(networks.length)
    expect(new Set(models.map(({ sha256 }) => sha256)).size).toBe(models.length)
    expect(new Set(models.map(modelId)).size).toBe(models.length)
  })

  it('weighs a model with all its networks', async () => {
    const of = async (wanted: string) => (await shown()).find(({ name }) => name === wanted)!.bytes!
    const files = ['model.onnx', 'fluorescent.onnx'].map((file) => join(root, 'nucleus-ensemble-6', file))
    expect(await of('nucleus-ensemble-6')).toBe(files.reduce((sum, file) => sum + statSync(file).size, 0))
    expect(await of('nucleus-4')).toBe(statSync(join(root, 'nucleus-4', 'model.onnx')).size)
  })

  it('titles carry the numbers of the name, so that a later model is not taken for an earlier one', async () => {
    const numbers = (text = '') => text.match(/\d+/g)
    for (const { name, title } of await shown()) expect(numbers(title), name).toEqual(numbers(name))
  })

  it('gives what was measured on unseen images, as the cards have it', async () => {
    const models = await shown()
    const accuracy = Object.fromEntries(models.map((model) => [model.name, model.accuracy]))
    expect(accuracy).toMatchObject({
      classical: 'S .580',
      'nucleus-4-ranked': 'S .628',
      'nucleus-4': 'S .618',
      'nucleus-ensemble-5': 'S .643',
      'nucleus-ensemble-6': 'S .651',
    })
    // It saw most of fold 0.
    expect(accuracy.starter).toBeUndefined()
    for (const { name, accuracy: S, card } of models)
      if (S) expect(card, name).toMatch(new RegExp(`\\| ?0?\\${S.slice(2)}0? \\|`))
  })
})
