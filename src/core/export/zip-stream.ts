import { crc32, createDeflateRaw } from 'node:zlib'

/** Fast: the sheets are long and repetitive, and are written while somebody waits. */
const LEVEL = 2

/** Entries and offsets of a plain (not ZIP64) archive stay below 4 GiB. */
export const ZIP_LIMIT = 0xffff_ffff

interface Entry {
  name: Uint8Array
  crc: number
  packed: number
  plain: number
  offset: number
}

/**
 * Writes a ZIP archive front to back (PKWARE APPNOTE 6.3: sizes follow each entry in a data descriptor), so
 * that nothing is held but what is being compressed. Same content, same bytes: no times are stored.
 */
export class ZipStream {
  /** Bytes written so far. */
  size = 0
  private readonly sink: (bytes: Uint8Array) => Promise<void>
  private readonly entries: Entry[] = []

  constructor(sink: (bytes: Uint8Array) => Promise<void>) {
    this.sink = sink
  }

  /** Compresses text, handed over in pieces, as UTF-8. Compression runs beside the maker of the pieces. */
  async add(name: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const entry: Entry = { name: Buffer.from(name), crc: 0, packed: 0, plain: 0, offset: this.size }
    await this.write(localHeader(entry))
    const deflate = createDeflateRaw({ level: LEVEL })
    let failure: unknown
    const drained = (async () => {
      for await (const packed of deflate as AsyncIterable<Buffer>) {
        entry.packed += packed.length
        await this.write(packed)
      }
    })()
    drained.catch((error) => {
      failure = error
      deflate.destroy()
    })
    try {
      for await (const piece of pieces) {
        const bytes = Buffer.from(piece, 'utf8')
        entry.crc = crc32(bytes, entry.crc)
        entry.plain += bytes.length
        if (!deflate.write(bytes)) await readyForMore(deflate)
        if (failure) break
      }
      if (!failure) deflate.end()
    } catch (error) {
      deflate.destroy()
      await drained.catch(() => undefined)
      throw error
    }
    await drained
    if (entry.plain > ZIP_LIMIT || this.size > ZIP_LIMIT)
      throw new RangeError(`${name} is too large for a ZIP archive`)
    await this.write(descriptor(entry))
    this.entries.push(entry)
  }

  /** Writes the directory; the archive is complete. */
  async finish(): Promise<void> {
    const start = this.size
    for (const entry of this.entries) await this.write(centralHeader(entry))
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(this.entries.length, 8)
    end.writeUInt16LE(this.entries.length, 10)
    end.writeUInt32LE(this.size - start, 12)
    end.writeUInt32LE(start, 16)
    await this.write(end)
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.size += bytes.length
    await this.sink(bytes)
  }
}

/** Resolves when the stream takes more, or when it has been destroyed. */
function readyForMore(stream: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.removeListener('drain', done)
      stream.removeListener('close', done)
      resolve()
    }
    stream.once('drain', done)
    stream.once('close', done)
  })
}

/** Bit 3: sizes follow in a descriptor; bit 11: the name is UTF-8. */
const FLAGS = 0x0808
/** 1 January 1980, the first date a ZIP can hold. */
const DATE = 0x0021

function localHeader(entry: Entry): Uint8Array {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(FLAGS, 6)
  header.writeUInt16LE(8, 8)
  header.writeUInt16LE(DATE, 12)
  header.writeUInt16LE(entry.name.length, 26)
  return Buffer.concat([header, entry.name])
}

function descriptor(entry: Entry): Uint8Array {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32LE(0x08074b50, 0)
  bytes.writeUInt32LE(entry.crc, 4)
  bytes.writeUInt32LE(entry.packed, 8)
  bytes.writeUInt32LE(entry.plain, 12)
  return bytes
}

function centralHeader(entry: Entry): Uint8Array {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(FLAGS, 8)
  header.writeUInt16LE(8, 10)
  header.writeUInt16LE(DATE, 14)
  header.writeUInt32LE(entry.crc, 16)
  header.writeUInt32LE(entry.packed, 20)
  header.writeUInt32LE(entry.plain, 24)
  header.writeUInt16LE(entry.name.length, 28)
  header.writeUInt32LE(entry.offset, 42)
  return Buffer.concat([header, entry.name])
}
