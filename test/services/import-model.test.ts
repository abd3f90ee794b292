import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Devices } from '@services/devices'
import { importModel } from '@services/import-model'
import { ModelRegistry } from '@services/models'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { onnxBytes } from '../infer/onnx-bytes'

beforeAll(() => {
  builtMain()
})

const STARTER = resolve('resources/models/starter')
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'karyon-import-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** The starter under another name, with `special` as its network for fluorescence. */
function folderWith(special: Uint8Array): string {
  const folder = join(root, 'given')
  mkdirSync(folder)
  cpSync(join(STARTER, 'model.onnx'), join(folder, 'model.onnx'))
  writeFileSync(join(folder, 'fluorescent.onnx'), special)
  const facts = JSON.parse(readFileSync(join(STARTER, 'manifest.json'), 'utf8'))
  const { decoder, scale } = facts
  const specialist = { look: 'fluorescent', file: 'fluorescent.onnx', sha256: hash(special), decoder, scale }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...facts, name: 'two', specialist }))
  return folder
}

/** Its last step left out: every Sigmoid becomes a Dropout, which does nothing outside of training and is as long a word. */
function withoutSigmoid(onnx: Buffer): Uint8Array {
  const out = Buffer.from(onnx)
  for (let at = out.indexOf('Sigmoid'); at >= 0; at = out.indexOf('Sigmoid', at + 1)) out.write('Dropout', at)
  return out
}

const take = (folder: string) => {
  const installed = join(root, 'installed')
  return importModel(
    folder,
    installed,
    new ModelRegistry([resolve('resources/models'), installed]),
    new Devices(),
  )
}

describe('a model with a network for one look', () => {
  it('is imported whole when both networks do what the manifest says', async () => {
    const network = readFileSync(resolve('resources/models/nucleus-1/model.onnx'))
    const { folder, name } = await take(folderWith(network))
    expect([name, folder]).toEqual(['two', join(root, 'installed', 'two-0.1.1')])
    expect(hash(readFileSync(join(folder, 'fluorescent.onnx')))).toBe(hash(network))
  })

  it('is refused when that network is none that can be run, and nothing is left', async () => {
    await expect(take(folderWith(onnxBytes({ opset: 9 })))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('opset 9'),
      file: join(root, 'given', 'fluorescent.onnx'),
    })
    expect(existsSync(join(root, 'installed'))).toBe(false)
  })

  it('is refused when that network gives something else than probabilities', async () => {
    const logits = withoutSigmoid(readFileSync(join(STARTER, 'model.onnx')))
    await expect(take(folderWith(logits))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/^The network gives values such as -?\d.*probabilities, 0 to 1/),
    })
    expect(existsSync(join(root, 'installed'))).toBe(false)
  })
})

describe('the list of models', () => {
  it('leaves out what a training keeps beside its model, and shows any other folder without a manifest', async () => {
    for (const name of ['mine.work', 'other']) mkdirSync(join(root, name))
    const listed = await new ModelRegistry([resolve('resources/models'), root]).networks()
    expect(listed.filter(({ folder }) => folder.startsWith(root)).map(({ name }) => name)).toEqual(['other'])
  })
})
