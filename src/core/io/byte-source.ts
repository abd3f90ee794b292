import { type FileHandle, open } from 'node:fs/promises'
import { KaryonError } from '../errors'
import { changingError, fileSystemError, truncatedError } from './file-errors'

/** Files up to this size are read at once; larger ones by position. */
const WHOLE_FILE_LIMIT = 64 * 1024 * 1024

/** Read-only bytes of one file, by position. Offsets are plain numbers, exact up to 2^53. */
export interface ByteSource {
  readonly path: string
  readonly size: number
  /**
   * `length` bytes from `offset`. The result may share memory with the source: never write to it.
   * @throws KaryonError `file-truncated` when the range ends behind the file's end.
   */
  read(offset: number, length: number): Promise<Uint8Array>
  /** As `read`, but returns what there is. */
  readUpTo(offset: number, length: number): Promise<Uint8Array>
  /** @throws KaryonError `file-changing` when the file's size is no longer what it was on opening. */
  assertUnchanged(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a file for reading by position.
 * @throws KaryonError `file-missing`, `file-unreadable`, `file-empty`, `file-changing`
 */
export async function openByteSource(path: string, wholeFileLimit = WHOLE_FILE_LIMIT): Promise<ByteSource> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (error) {
    throw fileSystemError(path, error)
  }
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) {
      const what = stat.isDirectory() ? 'a folder' : 'not an ordinary file'
      throw new KaryonError('file-unreadable', `${path} is ${what}.`, 'Give an image file.', { file: path })
    }
    if (stat.size === 0) {
      throw new KaryonError(
        'file-empty',
        'The file holds zero bytes.',
        'Copy or export it again from where it was made.',
        { file: path },
      )
    }
    if (stat.size > wholeFileLimit) return new HandleSource(path, stat.size, handle)
    const bytes = new Uint8Array(stat.size)
    const got = await fill(handle, bytes, 0)
    const after = await handle.stat()
    if (got !== stat.size || after.size !== stat.size) throw changingError(path, stat.size, after.size)
    await handle.close()
    return new MemorySource(path, bytes)
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error instanceof KaryonError ? error : fileSystemError(path, error)
  }
}

/** Bytes already in memory as a source; `name` stands for the file in messages. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return new MemorySource(name, bytes)
}

class MemorySource implements ByteSource {
  readonly size: number

  constructor(
    readonly path: string,
    private readonly bytes: Uint8Array,
  ) {
    this.size = bytes.length
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    assertInside(this, offset, length)
    return this.bytes.subarray(offset, offset + length)
  }

  async readUpTo(offset: number, length: number): Promise<Uint8Array> {
    return this.bytes.subarray(Math.min(offset, this.size), Math.min(offset + length, this.size))
  }

  async assertUnchanged(): Promise<void> {}

  async close(): Promise<void> {}
}

class HandleSource implements ByteSource {
  constructor(
    readonly path: string,
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    assertInside(this, offset, length)
    const bytes = allocateBytes(length, this.path)
    const got = await this.fill(bytes, offset)
    if (got !== length) {
      await this.assertUnchanged()
      throw truncatedError(this, offset, length)
    }
    return bytes
  }

  async readUpTo(offset: number, length: number): Promise<Uint8Array> {
    const bytes = allocateBytes(Math.max(0, Math.min(length, this.size - offset)), this.path)
    return bytes.subarray(0, await this.fill(bytes, offset))
  }

  private async fill(bytes: Uint8Array, offset: number): Promise<number> {
    try {
      return await fill(this.handle, bytes, offset)
    } catch (error) {
      throw fileSystemError(this.path, error)
    }
  }

  async assertUnchanged(): Promise<void> {
    const { size } = await this.handle.stat()
    if (size !== this.size) throw changingError(this.path, this.size, size)
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}

function allocateBytes(length: number, file: string): Uint8Array {
  try {
    return new Uint8Array(length)
  } catch (cause) {
    throw new KaryonError(
      'image-too-large',
      `There is not enough memory to read ${length} bytes at once.`,
      'Save the image as a tiled TIFF, or close other programs.',
      { file, cause },
    )
  }
}

async function fill(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<number> {
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

function assertInside(source: ByteSource, offset: number, length: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) {
    throw truncatedError(source, offset, length)
  }
}
