import { open } from 'node:fs/promises'
import type { FoundFile } from '../walk'
import { joinFacts, type SidecarFacts } from './facts'
import { readHarmonyIndex } from './harmony'
import { readHtd } from './htd'

/** One kind of sidecar: which files it is, which conventions it speaks for, and how it is read. */
interface SidecarKind {
  name: RegExp
  conventions: string[]
  encoding: 'utf-8' | 'windows-1252'
  read(text: string, file: FoundFile): SidecarFacts
}

const kinds: SidecarKind[] = [
  {
    name: /\.htd$/i,
    conventions: ['metaxpress', 'wellonly', 'incarta'],
    encoding: 'windows-1252',
    read: readHtd,
  },
  {
    name: /^Index(?:\.(?:idx|ref))?\.xml$/i,
    conventions: ['harmony', 'columbus', 'columbus2', 'flex'],
    encoding: 'utf-8',
    read: readHarmonyIndex,
  },
]

/** Enough for every channel of a large plate; an index may be hundreds of megabytes. */
const mostBytes = 32 * 2 ** 20

/** Reads sidecars once each, however many plates and folders ask. */
export class SidecarReader {
  private readonly known = new Map<string, Promise<SidecarFacts | undefined>>()

  constructor(private readonly warnings: string[]) {}

  /** What the sidecars given (nearest first) say of a plate with names of this convention. */
  async read(files: FoundFile[], convention: string): Promise<SidecarFacts> {
    let facts: SidecarFacts = {}
    const kindsRead = new Set<SidecarKind>()
    for (const file of files) {
      const kind = kinds.find((one) => one.name.test(file.name) && one.conventions.includes(convention))
      // Copies of one sidecar lie in every time and z folder: the nearest of a kind is enough.
      if (!kind || kindsRead.has(kind)) continue
      const more = await this.readOne(file, kind)
      if (!more) continue
      kindsRead.add(kind)
      facts = joinFacts(facts, more)
    }
    return facts
  }

  private readOne(file: FoundFile, kind: SidecarKind): Promise<SidecarFacts | undefined> {
    const known = this.known.get(file.path)
    if (known) return known
    const reading = readBeginning(file.path, kind.encoding)
      .then((text) => kind.read(text, file))
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error)
        this.warnings.push(
          `${file.path} could not be read as a description of the plate (${why}); the names alone were used.`,
        )
        return undefined
      })
    this.known.set(file.path, reading)
    return reading
  }
}

async function readBeginning(path: string, encoding: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const bytes = new Uint8Array(Math.min(size, mostBytes))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    const view = bytes.subarray(0, bytesRead)
    // A byte order mark of UTF-16 overrules; TextDecoder drops the mark itself.
    const utf16 = view[0] === 0xff && view[1] === 0xfe
    return new TextDecoder(utf16 ? 'utf-16le' : encoding).decode(view)
  } finally {
    await handle.close()
  }
}
