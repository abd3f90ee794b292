import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'

/** Room for the numbers of the images in work, so that one write replaces all of them. */
const BYTES = 512

/**
 * The images being worked on, in a small file that outlives a crash of the process: after one, it tells which
 * images may have caused it. One short write an image; needs no `fsync`, for a power cut is no image's fault.
 */
export class InWork {
  private readonly images = new Set<number>()
  private readonly handle: number | undefined

  private constructor(private readonly file: string) {
    try {
      this.handle = openSync(file, 'w')
    } catch {
      // Without it a crash is only not traced to its image.
    }
  }

  /** Begins anew; returns what was in work when an earlier process ended without saying so. */
  static open(file: string): { inWork: InWork; left: number[] } {
    const left = read(file)
    return { inWork: new InWork(file), left }
  }

  add(image: number): void {
    this.images.add(image)
    this.write()
  }

  delete(image: number): void {
    this.images.delete(image)
    this.write()
  }

  /** An orderly end: nothing is suspected. */
  close(): void {
    if (this.handle === undefined) return
    closeSync(this.handle)
    rmSync(this.file, { force: true })
  }

  private write(): void {
    if (this.handle === undefined) return
    try {
      writeSync(this.handle, [...this.images].join(' ').padEnd(BYTES), 0)
    } catch {
      // A full disk stops the run elsewhere, with words.
    }
  }
}

function read(file: string): number[] {
  try {
    return readFileSync(file, 'latin1')
      .split(/\s+/)
      .filter((word) => /^\d+$/.test(word))
      .map(Number)
  } catch {
    return []
  }
}
