import { open } from 'node:fs/promises'
import type { FoundFile } from '../walk'
import { readDye, readPlt } from './bd-pathway'
import { joinFacts, type SidecarFacts } from './facts'
import { readHarmonyIndex } from './harmony'
import { readHtd } from './htd'
import { readXdce } from './incell'
import { readNd } from './metamorph-nd'
import { readOmeCompanion } from './ome-companion'
import { readScanrDescriptor } from './scanr'
import { readSquid } from './squid'
import { readMeasurementData, readMeasurementDetail, readMeasurementSettings } from './yokogawa'

/** One kind of sidecar: which files it is, which conventions it speaks for, and how it is read. */
interface SidecarKind {
  name: RegExp
  conventions: string[]
  encoding: 'utf-8' | 'windows-1252'
  read(text: string, fileName: string): SidecarFacts
  /** Several files of this kind belong to one plate (BD writes one per dye). */
  onePerChannel: boolean
}

const yokogawa = ['cv', 'cvstitch', 'cq1']

const kinds: SidecarKind[] = [
  kind(/\.htd$/i, ['metaxpress', 'wellonly', 'incarta'], readHtd, { encoding: 'windows-1252' }),
  kind(/^Index(?:\.(?:idx|ref))?\.xml$/i, ['harmony', 'columbus', 'columbus2', 'flex'], readHarmonyIndex),
  kind(/MeasurementIndex\.ColumbusIDX\.xml$/i, ['columbus', 'columbus2', 'harmony'], readHarmonyIndex),
  kind(/ImageIndex\.ColumbusIDX\.xml$/i, ['columbus', 'columbus2', 'harmony'], readHarmonyIndex),
  kind(/\.mlf$/i, yokogawa, readMeasurementData),
  kind(/\.mrf$/i, yokogawa, readMeasurementDetail),
  kind(/\.mes$/i, yokogawa, readMeasurementSettings),
  kind(/^MeasurementResult(?:\.ome)?\.xml$/i, ['cq1'], readOmeCompanion),
  kind(/\.xdce$/i, ['incell', 'incell7'], readXdce),
  kind(/^experiment_descriptor\.xml$/i, ['scanr'], readScanrDescriptor, { encoding: 'windows-1252' }),
  kind(/^metadata\.ome\.xml$/i, ['scanr'], readOmeCompanion),
  kind(/\.plt$/i, ['bd'], readPlt, { encoding: 'windows-1252' }),
  kind(/\.dye$/i, ['bd'], readDye, { encoding: 'windows-1252', onePerChannel: true }),
  kind(/\.nd$/i, ['nd'], readNd, { encoding: 'windows-1252' }),
  kind(/^acquisition\.yaml$|^acquisition parameters\.json$/i, ['squid'], readSquid),
]

function kind(
  name: RegExp,
  conventions: string[],
  read: SidecarKind['read'],
  more: Partial<SidecarKind> = {},
): SidecarKind {
  return { name, conventions, read, encoding: 'utf-8', onePerChannel: false, ...more }
}

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
      if (!kind.onePerChannel) kindsRead.add(kind)
      facts = joinFacts(facts, more)
    }
    return facts
  }

  private readOne(file: FoundFile, kind: SidecarKind): Promise<SidecarFacts | undefined> {
    const known = this.known.get(file.path)
    if (known) return known
    const reading = readBeginning(file.path, kind.encoding)
      .then((text) => kind.read(text, file.name))
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
