import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkOnnx } from '@core/infer/check-onnx'
import type { ModelManifest } from '@core/infer/manifest'
import { loadModel } from '@core/infer/model-folder'
import { onnxFacts } from '@core/infer/onnx-facts'
import { specialistManifest } from '@core/infer/specialist'
import { describe, expect, it } from 'vitest'
import { onnxBytes, type Wanted } from './onnx-bytes'

const manifest = {
  input: { name: 'image' },
  decoder: { kind: 'distance-watershed' },
  outputs: [{ name: 'maps', channels: ['body', 'touchingBorder', 'distance'] }],
} as unknown as ModelManifest

const shipped = readdirSync(resolve('resources/models')).filter((name) => !name.endsWith('.json'))
const check = (wanted: Wanted, by = manifest) => checkOnnx(onnxBytes(wanted), by, 'model.onnx')

describe('an ONNX file', () => {
  it.each(shipped)('of a shipped model (%s) is read and passes', async (name) => {
    const model = await loadModel(resolve('resources/models', name))
    const facts = onnxFacts(model.onnx)
    expect(facts.opset).toBe(model.manifest.opset)
    expect(facts.inputs).toMatchObject([
      { name: 'image', shape: [expect.any(String), 3, expect.any(String), expect.any(String)] },
    ])
    expect(facts.outputs.map((output) => output.name)).toEqual(['maps'])
    expect(facts.externalData).toEqual([])
    expect(() => checkOnnx(model.onnx, model.manifest, 'model.onnx')).not.toThrow()
    const own = specialistManifest(model.manifest)
    expect(own === undefined).toBe(model.specialistOnnx === undefined)
    if (own) expect(() => checkOnnx(model.specialistOnnx!, own, 'specialist')).not.toThrow()
  })

  it('whose weights are also listed as inputs has one input', () => {
    expect(onnxFacts(onnxBytes({})).inputs.map((input) => input.name)).toEqual(['image'])
    expect(() => check({})).not.toThrow()
  })

  it.each<[string, Wanted, RegExp]>([
    ['an old opset', { opset: 9 }, /uses opset 9; 11 to 23 can be run/],
    ['an opset of the future', { opset: 40 }, /uses opset 40/],
    ['weights beside it', { external: 'weights.bin' }, /outside its file, in weights\.bin/],
    [
      'weights that leave the folder',
      { external: '../../secret' },
      /outside its file, in \.\.\/\.\.\/secret/,
    ],
    ['such weights in a branch', { external: '/etc/x', inBranch: true }, /outside its file, in \/etc\/x/],
    [
      'two inputs',
      {
        inputs: [
          ['image', []],
          ['mask', []],
        ],
      },
      /has 2 inputs; its manifest says one, image/,
    ],
    ['another input', { inputs: [['x', ['n', 3, 'h', 'w']]] }, /has the input x/],
    ['one channel', { inputs: [['image', ['n', 1, 'h', 'w']]] }, /takes n × 1 × h × w/],
    ['no shape', { inputs: [['image', []]] }, /a shape it does not tell/],
    ['a fixed size', { inputs: [['image', [1, 3, 256, 512]]] }, /images of 512 × 256 px only/],
    ['another output', { outputs: [['logits', ['n', 3, 'h', 'w']]] }, /no output maps \(it has logits\)/],
    ['half-precision input', { types: [10, 1] }, /takes numbers of the type float16; float32 is run/],
    ['half-precision output', { types: [1, 10] }, /gives numbers of the type float16/],
    ['a missing head', { outputs: [['maps', ['n', 2, 'h', 'w']]] }, /has 2 maps; the manifest names 3/],
  ])('with %s is refused and says so', (_, wanted, message) => {
    expect(() => check(wanted)).toThrow(message)
  })

  it('whose heads come in another order is refused', () => {
    const outputs = [{ ...manifest.outputs[0], channels: ['distance', 'body', 'touchingBorder'] }]
    expect(() => check({}, { ...manifest, outputs })).toThrow(/begins with distance, body, touchingBorder/)
  })

  it.each([
    ['its decoder', { decoder: { kind: 'relative-position' } }],
    ['its ranking', { ranking: { positions: { positionSigmaPx: 1.5, slopeThreshold: -0.03 } } }],
  ])('needs relative positions where %s reads them', (_, change) => {
    const asking = { ...manifest, ...change } as unknown as ModelManifest
    expect(() => check({}, asking)).toThrow(/body, touchingBorder, distance, offsetY, offsetX are needed/)
    const channels = ['body', 'touchingBorder', 'distance', 'offsetY', 'offsetX']
    const outputs = [{ ...manifest.outputs[0], channels }]
    const onnx = { outputs: [['maps', ['n', 5, 'h', 'w']]] } satisfies Wanted
    expect(() => check(onnx, { ...asking, outputs })).not.toThrow()
  })

  it('that is cut anywhere is refused, or still has all that is asked', () => {
    const whole = onnxBytes({})
    let refused = 0
    for (let length = 0; length < whole.length; length++) {
      try {
        checkOnnx(whole.subarray(0, length), manifest, 'model.onnx')
      } catch (error) {
        expect(error).toMatchObject({ name: 'KaryonError', code: 'model-invalid' })
        refused++
      }
    }
    expect(refused).toBe(whole.length)
  })

  it('that is something else is refused', () => {
    const text = readFileSync(resolve('package.json'))
    expect(() => checkOnnx(text, manifest, 'model.onnx')).toThrow(/is not an ONNX network/)
  })
})
