import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from './write-errors'

/** The few file operations a write needs; tests put failing ones in their place. */
export interface AtomicFs {
  open(path: string, flags: string): Promise<Pick<FileHandle, 'write' | 'sync' | 'close'>>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
}

export interface AtomicOptions {
  /**
   * Wait until the disk itself holds the bytes, so that the file survives a power cut. Default true; false
   * still never leaves a half file after a crash of the program.
   */
  durable?: boolean
  fs?: AtomicFs
}

/** A file being written under a temporary name. It appears under its own name, whole, at `commit` or never. */
export interface AtomicFile {
  readonly path: string
  readonly bytesWritten: number
  /** Text is written as UTF-8. After an error the file is gone and every further call throws that error. */
  write(chunk: string | Uint8Array): Promise<void>
  commit(): Promise<void>
  /** Throws the file away; safe to call at any time, also after `commit` (then it does nothing). */
  abort(): Promise<void>
}

export type FileContent =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>

const nodeFs: AtomicFs = { open, rename, unlink }

/** Chunks smaller than this are gathered, so that a row-by-row writer does not make a system call a row. */
const GATHER_BYTES = 256 * 1024

/** Longest file name that every common file system takes, in bytes. */
const MAX_NAME_BYTES = 255

/** `.<name>.<pid>-<random>.tmp`; a long name is cut so that the temporary one is not too long for the disk. */
export function temporaryName(name: string): string {
  const tail = `.${process.pid}-${randomBytes(6).toString('hex')}.tmp`
  let stem = name
  while (Buffer.byteLength(stem) > MAX_NAME_BYTES - tail.length - 1) {
    stem = Array.from(stem).slice(0, -1).join('')
  }
  return `.${stem}${tail}`
}

/**
 * Opens a file for writing beside `path`, which is replaced only at `commit`.
 * @throws KaryonError `disk-full` or `output-unwritable`; the temporary file is removed first.
 */
export async function openAtomic(path: string, options: AtomicOptions = {}): Promise<AtomicFile> {
  const fs = options.fs ?? nodeFs
  const temporary = join(dirname(path), temporaryName(basename(path)))
  let handle: Awaited<ReturnType<AtomicFs['open']>> | undefined
  let finished = false
  let failure: Error | undefined
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let bytesWritten = 0

  const discard = async () => {
    finished = true
    gathered = []
    await handle?.close().catch(() => undefined)
    handle = undefined
    await fs.unlink(temporary).catch(() => undefined)
  }
  const guarded = async (work: () => Promise<void>) => {
    if (failure) throw failure
    if (finished) throw new Error(`${path} is closed already`)
    try {
      await work()
    } catch (error) {
      failure = writeError(error, path)
      await discard()
      throw failure
    }
  }
  const writeAll = async (bytes: Uint8Array) => {
    let offset = 0
    while (offset < bytes.length) {
      const { bytesWritten: count } = await handle!.write(bytes, offset, bytes.length - offset)
      // A disk that takes nothing and reports nothing would otherwise loop for ever.
      if (count === 0) throw Object.assign(new Error('the disk took no bytes'), { code: 'ENOSPC' })
      offset += count
    }
  }
  const flush = async () => {
    if (gatheredBytes === 0) return
    const bytes = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered, gatheredBytes)
    gathered = []
    gatheredBytes = 0
    await writeAll(bytes)
  }

  await guarded(async () => {
    handle = await fs.open(temporary, 'wx')
  })
  return {
    path,
    get bytesWritten() {
      return bytesWritten
    },
    write: (chunk) =>
      guarded(async () => {
        // Bytes are copied when gathered: the caller may reuse its buffer.
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
        bytesWritten += bytes.length
        if (gatheredBytes + bytes.length < GATHER_BYTES) {
          gathered.push(typeof chunk === 'string' ? bytes : bytes.slice())
          gatheredBytes += bytes.length
          return
        }
        await flush()
        await writeAll(bytes)
      }),
    commit: () =>
      guarded(async () => {
        await flush()
        if (options.durable !== false) await handle!.sync()
        const closing = handle!
        handle = undefined
        await closing.close()
        await renameOver(fs, temporary, path)
        finished = true
        if (options.durable !== false) await syncFolder(fs, dirname(path))
      }),
    abort: async () => {
      if (!finished) await discard()
    },
  }
}

/**
 * Writes a whole file, or leaves what was there before.
 * @throws KaryonError `disk-full`, `output-unwritable`; what `content` itself throws passes through unchanged.
 */
export async function writeFileAtomic(
  path: string,
  content: FileContent,
  options: AtomicOptions = {},
): Promise<void> {
  const file = await openAtomic(path, options)
  try {
    if (typeof content === 'string' || content instanceof Uint8Array) await file.write(content)
    else for await (const chunk of content) await file.write(chunk)
  } catch (error) {
    await file.abort()
    throw error
  }
  await file.commit()
}

/**
 * On Windows a virus scanner or an open viewer holds a file for moments; a few short waits spare a failure.
 */
async function renameOver(fs: AtomicFs, from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fs.rename(from, to)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      const passing =
        process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY' || code === 'EACCES')
      if (!passing || attempt === 5) throw error
      await new Promise((done) => setTimeout(done, 20 * 2 ** attempt))
    }
  }
}

/** Makes the new name itself durable. Windows and some network disks cannot: the data is safe all the same. */
async function syncFolder(fs: AtomicFs, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Not every system opens or syncs folders; the rename itself has succeeded.
  }
}
