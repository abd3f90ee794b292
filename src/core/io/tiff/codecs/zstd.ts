import { ZSTDDecoder } from 'zstddec'

let decoder: Promise<ZSTDDecoder> | undefined

/** Zstandard (TIFF compression 50000) by the reference C code as WebAssembly. */
export async function decodeZstd(input: Uint8Array, needed: number): Promise<Uint8Array> {
  decoder ??= (async () => {
    const made = new ZSTDDecoder()
    await made.init()
    return made
  })()
  const zstd = await decoder
  // A result that does not fit comes back empty: strips stored longer than needed tell their own size.
  const exact = zstd.decode(input, needed)
  return exact.length > 0 ? exact : zstd.decode(input)
}
