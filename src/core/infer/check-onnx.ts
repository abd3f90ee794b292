import { KaryonError } from '../errors'
import { type ModelManifest, neededHeads } from './manifest'
import { type OnnxFacts, type OnnxSize, onnxFacts } from './onnx-facts'

/** What the bundled runtime runs and these checks know. */
const OLDEST_OPSET = 11
const NEWEST_OPSET = 23

/** Numbers of onnx.proto3's element types. */
const FLOAT32 = 1
const TYPES: Readonly<Record<number, string>> = {
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
}

/**
 * Whether a foreign network keeps the contract that the engine runs: one image N × 3 × H × W of any height and
 * width in, the manifest's maps of that size out, all weights in the file itself. As training/foreign.py.
 *
 * @throws KaryonError `model-invalid` that says what is wrong
 */
export function checkOnnx(onnx: Uint8Array, manifest: ModelManifest, file: string): void {
  const wrong = (what: string, remedy: string) => new KaryonError('model-invalid', what, remedy, { file })
  let facts: OnnxFacts
  try {
    facts = onnxFacts(onnx)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw wrong(`This is not an ONNX network: ${cause.message}.`, 'Export the model again.')
  }
  const { opset, inputs, outputs, externalData } = facts
  if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
    throw wrong(
      `The network uses opset ${opset}; ${OLDEST_OPSET} to ${NEWEST_OPSET} can be run.`,
      'Export it again with opset 17.',
    )
  }
  if (externalData.length > 0) {
    throw wrong(
      `The network keeps weights outside its file, in ${externalData[0]}; a file that its hash does not cover is not read.`,
      'Export it again with all weights in model.onnx.',
    )
  }
  const [input] = inputs
  if (inputs.length !== 1 || input.name !== manifest.input.name) {
    throw wrong(
      `The network has ${inputs.length === 1 ? `the input ${input.name}` : `${inputs.length} inputs`}; its manifest says one, ${manifest.input.name}.`,
      'Correct the manifest, or export the network with one image as input.',
    )
  }
  const { shape, type } = input
  if (shape.length !== 4 || shape[1] !== 3) {
    throw wrong(
      `The network takes ${sizes(shape)}; batch × 3 × height × width is expected.`,
      'Export it for images of three channels (gray is repeated).',
    )
  }
  if (typeof shape[2] === 'number' || typeof shape[3] === 'number') {
    throw wrong(
      `The network takes images of ${shape[3]} × ${shape[2]} px only; with a fixed size it cannot be tiled.`,
      'Export it again with dynamic height and width.',
    )
  }
  const [{ name, channels }] = manifest.outputs
  const output = outputs.find((candidate) => candidate.name === name)
  if (!output) {
    throw wrong(
      `The network has no output ${name} (it has ${outputs.map((o) => o.name).join(', ') || 'none'}).`,
      'Correct the manifest, or export the network with that head.',
    )
  }
  const other = [type, output.type].find((one) => one !== undefined && one !== FLOAT32)
  if (other !== undefined) {
    throw wrong(
      `The network ${other === type ? 'takes' : 'gives'} numbers of the type ${TYPES[other] ?? other}; float32 is run.`,
      'Export it again with float32 input and output; its weights may be stored in fewer bits.',
    )
  }
  const maps = output.shape[1]
  if (typeof maps === 'number' && maps !== channels.length) {
    throw wrong(
      `The output ${name} has ${maps} maps; the manifest names ${channels.length}: ${channels.join(', ')}.`,
      'Correct the manifest, or export the network with the missing heads.',
    )
  }
  const needed = neededHeads(manifest)
  const missing = needed.filter((head, at) => channels[at] !== head)
  if (missing.length > 0) {
    throw wrong(
      `The output ${name} begins with ${channels.slice(0, needed.length).join(', ')}; ${needed.join(', ')} are needed, in this order.`,
      `Export the network with the head ${missing[0]}.`,
    )
  }
}

function sizes(shape: readonly OnnxSize[]): string {
  return shape.length > 0 ? shape.join(' × ') : 'a shape it does not tell'
}
