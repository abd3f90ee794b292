/**
 * Binary answers over a WebSocket, in frames of at most about 1 MB: a page receives each in a task of its own, while
 * tens of megabytes in one would hold it up for more than 100 ms. A frame is a little-endian 32-bit length, that many
 * bytes of JSON (`Head`), padding to 8 bytes, then its pieces of the buffers, each padded to 8 bytes.
 */
const FRAME_BYTES = 1 << 20
const PAD = 8
const padded = (n: number) => Math.ceil(n / PAD) * PAD

interface Head {
  id: number
  meta: unknown
  /** Bytes of each buffer of the answer. */
  lengths: number[]
  /** What of them is in this frame: buffer, place in it, bytes. */
  pieces: [buffer: number, at: number, bytes: number][]
  /** False in the last frame of the answer. */
  more: boolean
}

/** The answer to call `id`, frame by frame; one at least. */
export function* packFrames(
  id: number,
  meta: unknown,
  buffers: readonly ArrayBuffer[],
  most = FRAME_BYTES,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const lengths = buffers.map(({ byteLength }) => byteLength)
  const all = buffers.flatMap(({ byteLength }, buffer) =>
    Array.from({ length: Math.ceil(byteLength / most) }, (_, i): Head['pieces'][number] => [
      buffer,
      i * most,
      Math.min(most, byteLength - i * most),
    ]),
  )
  let at = 0
  do {
    const pieces: Head['pieces'] = []
    let room = most
    while (at < all.length && (pieces.length === 0 || all[at]![2] <= room)) {
      room -= all[at]![2]
      pieces.push(all[at++]!)
    }
    yield pack({ id, meta, lengths, pieces, more: at < all.length }, buffers)
  } while (at < all.length)
}

function pack(head: Head, buffers: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(head))
  const start = padded(4 + text.length)
  const out = new Uint8Array(head.pieces.reduce((sum, [, , bytes]) => sum + padded(bytes), start))
  new DataView(out.buffer).setUint32(0, text.length, true)
  out.set(text, 4)
  let to = start
  for (const [buffer, at, bytes] of head.pieces) {
    out.set(new Uint8Array(buffers[buffer]!, at, bytes), to)
    to += padded(bytes)
  }
  return out
}

/** Puts the frames of answers together again; frames of several answers may come in turns. */
export class FrameReader {
  private readonly open = new Map<number, ArrayBuffer[]>()

  /** @throws Error when the message is not a whole frame. */
  read(message: ArrayBuffer): { id: number; meta: unknown; buffers: ArrayBuffer[]; more: boolean } {
    if (message.byteLength < 4) throw new Error('frame: too short')
    const size = new DataView(message).getUint32(0, true)
    if (4 + size > message.byteLength) throw new Error('frame: head cut off')
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, size))) as Head
    const { id, meta, lengths, pieces, more } = head
    const buffers = this.open.get(id) ?? lengths.map((length) => new ArrayBuffer(length))
    let from = padded(4 + size)
    for (const [buffer, at, bytes] of pieces) {
      if (from + bytes > message.byteLength) throw new Error('frame: buffer cut off')
      new Uint8Array(buffers[buffer]!).set(new Uint8Array(message, from, bytes), at)
      from += padded(bytes)
    }
    if (more) this.open.set(id, buffers)
    else this.open.delete(id)
    return { id, meta, buffers, more }
  }

  /** Nothing more comes: what is not whole is forgotten. */
  clear(): void {
    this.open.clear()
  }
}
