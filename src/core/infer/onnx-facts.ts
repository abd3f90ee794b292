import { messages, protobufFields, text } from './protobuf'

/** A size that is fixed, or the name of one that is not. */
export type OnnxSize = number | string

/** An input or output; `type` as onnx.proto3 numbers them (1 = float32), undefined where it is not told. */
export interface OnnxValue {
  name: string
  type?: number
  shape: OnnxSize[]
}

/** What must be known of an ONNX file before it is run. */
export interface OnnxFacts {
  /** Version of the standard operators; 0 when it names none. */
  opset: number
  /** Inputs that are not weights, and outputs. */
  inputs: OnnxValue[]
  outputs: OnnxValue[]
  /** Where weights outside the file lie, as it says. */
  externalData: string[]
}

/** Field numbers of onnx.proto3 (onnx.ai, IR version 10). */
const MODEL = { graph: 7, opsetImport: 8 }
const OPSET = { domain: 1, version: 2 }
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 }
const NODE = { attribute: 5 }
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11 }
const TENSOR = { name: 8, externalData: 13 }
const ENTRY = { key: 1, value: 2 }
const VALUE_INFO = { name: 1, type: 2 }
const TYPE = { tensor: 1 }
const TENSOR_TYPE = { element: 1, shape: 2 }
const SHAPE = { dim: 1 }
const DIM = { value: 1, param: 2 }

/**
 * Reads what an ONNX file says of itself, without running it.
 *
 * @throws RangeError when the bytes are not an ONNX file
 */
export function onnxFacts(model: Uint8Array): OnnxFacts {
  const [graph] = messages(model, MODEL.graph)
  if (!graph) throw new RangeError('it holds no graph')
  const opsets = messages(model, MODEL.opsetImport)
    .filter((opset) => ['', 'ai.onnx'].includes(text(opset, OPSET.domain)))
    .map((opset) => number(opset, OPSET.version) ?? 0)
  const weights = new Set(messages(graph, GRAPH.initializer).map((tensor) => text(tensor, TENSOR.name)))
  return {
    opset: Math.max(0, ...opsets),
    inputs: messages(graph, GRAPH.input)
      .map(valueInfo)
      .filter(({ name }) => !weights.has(name)),
    outputs: messages(graph, GRAPH.output).map(valueInfo),
    externalData: tensorsOf(graph).flatMap((tensor) =>
      messages(tensor, TENSOR.externalData)
        .filter((entry) => text(entry, ENTRY.key) === 'location')
        .map((entry) => text(entry, ENTRY.value)),
    ),
  }
}

/** Weights and constants of a graph and of the graphs inside its nodes (branches and loops). */
function tensorsOf(graph: Uint8Array): Uint8Array[] {
  const attributes = messages(graph, GRAPH.node).flatMap((node) => messages(node, NODE.attribute))
  const inside = (field: number) => attributes.flatMap((attribute) => messages(attribute, field))
  return [
    ...messages(graph, GRAPH.initializer),
    ...inside(ATTRIBUTE.tensor),
    ...inside(ATTRIBUTE.tensors),
    ...[...inside(ATTRIBUTE.graph), ...inside(ATTRIBUTE.graphs)].flatMap(tensorsOf),
  ]
}

function valueInfo(info: Uint8Array): OnnxValue {
  const tensors = messages(info, VALUE_INFO.type).flatMap((type) => messages(type, TYPE.tensor))
  const shape = tensors
    .flatMap((tensor) => messages(tensor, TENSOR_TYPE.shape))
    .flatMap((sizes) => messages(sizes, SHAPE.dim))
    .map((dim) => number(dim, DIM.value) ?? (text(dim, DIM.param) || '?'))
  const type = tensors.length > 0 ? number(tensors[0], TENSOR_TYPE.element) : undefined
  return { name: text(info, VALUE_INFO.name), type, shape }
}

function number(message: Uint8Array, wanted: number): number | undefined {
  for (const field of protobufFields(message)) if (field.number === wanted) return field.varint
  return undefined
}
