/**
 * Binary answers on one WebSocket message: a little-endian 32-bit length, that many bytes of JSON (the
 * envelope and each buffer's length), padding to 8 bytes, then the buffers, each padded to 8 bytes, so that
 * typed arrays can be made over them without a copy where alignment allows.
 */
const PAD = 8
const padded = (n: number) => Math.ceil(n / PAD) * PAD

export function packFrame(envelope: object, buffers: ArrayBuffer[]): Uint8Array {
  const head = new TextEncoder().encode(
    JSON.stringify({ envelope, lengths: buffers.map((b) => b.byteLength) }),
  )
  const start = padded(4 + head.length)
  const total = buffers.reduce((sum, b) => sum + padded(b.byteLength), start)
  const out = new Uint8Array(total)
  new DataView(out.buffer).setUint32(0, head.length, true)
  out.set(head, 4)
  let at = start
  for (const buffer of buffers) {
    out.set(new Uint8Array(buffer), at)
    at += padded(buffer.byteLength)
  }
  return out
}

/** @throws Error when the message is not a whole frame. */
export function unpackFrame(message: ArrayBuffer): { envelope: unknown; buffers: ArrayBuffer[] } {
  if (message.byteLength < 4) throw new Error('frame: too short')
  const size = new DataView(message).getUint32(0, true)
  if (4 + size > message.byteLength) throw new Error('frame: head cut off')
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, size))) as {
    envelope: unknown
    lengths: number[]
  }
  let at = padded(4 + size)
  const buffers = head.lengths.map((length) => {
    if (at + length > message.byteLength) throw new Error('frame: buffer cut off')
    const buffer = message.slice(at, at + length)
    at += padded(length)
    return buffer
  })
  return { envelope: head.envelope, buffers }
}
