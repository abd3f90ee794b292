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
})
