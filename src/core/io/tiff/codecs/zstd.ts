import { ZSTDDecoder } from 'zstddec'

let decoder: Promise<ZSTDDecoder> | undefined

/** Zstandard (TIFF compression 50000) by the reference C code as WebAssembly. */
export async function decodeZstd(input: Uint8Array, needed: number): Promise<Uint8Array> {
  decoder ??= (async () => {
    const made = new ZSTDDecoder()
    await made.init()
    return made
  })()
  return (await decoder).decode(input, needed)
}
