/** Writes protobuf by hand, so that tests can make ONNX files that are wrong in one way. */
function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

type Content = number | string | Uint8Array

export function field(number: number, content: Content): number[] {
  if (typeof content === 'number') return [...varint(number * 8), ...varint(content)]
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]
}

export function message(...fields: number[][]): Uint8Array {
  return Uint8Array.from(fields.flat())
}

export function valueInfo(name: string, shape: (number | string)[], type = 1): Uint8Array {
  const dims = shape.map((size) => field(1, message(field(typeof size === 'number' ? 1 : 2, size))))
  const tensor = message(field(1, type), field(2, message(...dims)))
  return message(field(1, name), field(2, message(field(1, tensor))))
}

export interface Wanted {
  opset?: number
  inputs?: [string, (number | string)[]][]
  outputs?: [string, (number | string)[]][]
  /** Where the one weight lies, when not in the file. */
  external?: string
  /** Puts that weight into a branch of a node instead of the graph itself. */
  inBranch?: boolean
  /** Number of the element type of inputs and of outputs. */
  types?: [number, number]
}

/** The outer form of an ONNX file: enough for the checks, not a network that runs. */
export function onnxBytes(wanted: Wanted): Uint8Array {
  const {
    opset = 17,
    inputs = [['image', ['batch', 3, 'height', 'width']]],
    outputs = [['maps', ['batch', 3, 'height', 'width']]],
  } = wanted
  const location = wanted.external
    ? [field(13, message(field(1, 'location'), field(2, wanted.external)))]
    : [field(9, Uint8Array.of(0, 0, 128, 63))]
  const weight = message(field(8, 'weight'), ...location)
  const branch = message(field(5, message(field(6, message(field(5, weight))))))
  const graph = message(
    ...(wanted.inBranch ? [field(1, branch)] : [field(5, weight)]),
    ...inputs.map(([name, shape]) => field(11, valueInfo(name, shape, wanted.types?.[0]))),
    // Old files list their weights among the inputs too.
    field(11, valueInfo('weight', [1])),
    ...outputs.map(([name, shape]) => field(12, valueInfo(name, shape, wanted.types?.[1]))),
  )
  return message(
    field(1, 8),
    field(8, message(field(1, 'com.example'), field(2, 99))),
    field(8, message(field(2, opset))),
    field(7, graph),
  )
}
