import { turn } from '../logic/turn'

/** Copied in one go: a millisecond or two, the new memory's first use included. */
const AT_ONCE = 1 << 20

/** Copies of `buffers`, a megabyte at a time: the page draws and answers in between. */
export async function copyInTurns(buffers: readonly ArrayBuffer[]): Promise<ArrayBuffer[]> {
  const copies: ArrayBuffer[] = []
  let since = 0
  for (const buffer of buffers) {
    const copy = new Uint8Array(buffer.byteLength)
    for (let at = 0; at < copy.length; at += AT_ONCE) {
      const part = new Uint8Array(buffer, at, Math.min(AT_ONCE, copy.length - at))
      if (since > 0 && since + part.length > AT_ONCE) {
        await turn()
        since = 0
      }
      copy.set(part, at)
      since += part.length
    }
    copies.push(copy.buffer)
  }
  return copies
}
