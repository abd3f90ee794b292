/** One field of a protobuf message: a number (varint), bytes (length-delimited), or the raw bytes of a fixed one. */
export interface ProtobufField {
  number: number
  /** Whole numbers up to 2^53; larger ones lose digits. */
  varint?: number
  bytes?: Uint8Array
}

/**
 * The fields of a protobuf message, in order. Source: protobuf.dev, "Encoding".
 *
 * @throws RangeError when the bytes are not such a message
 */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= message.length) break
      const byte = message[at++]
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new RangeError('a number is cut short')
  }
  const take = (length: number): Uint8Array => {
    if (length > message.length - at) throw new RangeError('a field is cut short')
    at += length
    return message.subarray(at - length, at)
  }
  while (at < message.length) {
    const key = varint()
    const number = Math.floor(key / 8)
    const wire = key % 8
    if (wire === 0) yield { number, varint: varint() }
    else if (wire === 2) yield { number, bytes: take(varint()) }
    else if (wire === 1) yield { number, bytes: take(8) }
    else if (wire === 5) yield { number, bytes: take(4) }
    else throw new RangeError(`wire type ${wire} is unknown`)
  }
}

/** The contents of all length-delimited fields of that number. */
export function messages(message: Uint8Array, number: number): Uint8Array[] {
  const found: Uint8Array[] = []
  for (const field of protobufFields(message))
    if (field.number === number && field.bytes) found.push(field.bytes)
  return found
}

/** The first text field of that number. */
export function text(message: Uint8Array, number: number): string {
  const [bytes] = messages(message, number)
  return bytes ? new TextDecoder().decode(bytes) : ''
}
