import { mkdir, readFile, rename } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { writeFileAtomic } from '@core/export/atomic'
import { writeError } from '@core/export/write-errors'
import type { Notice, Prefs } from '@shared/contract'
import { DEFAULT_PREFS } from '@shared/defaults'
import { prefsSchema } from '@shared/schemas'

/** The settings file. A damaged one is kept aside and replaced; the user is told. */
export class PrefsStore {
  private last: Promise<void> = Promise.resolve()
  /** The write that has not begun yet: it will hold whatever is changed until then. */
  private next: Promise<void> | undefined

  private constructor(
    private readonly file: string,
    private current: Prefs,
    readonly notice: Notice | undefined,
  ) {}

  static async load(file: string): Promise<PrefsStore> {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT'
      return new PrefsStore(file, DEFAULT_PREFS, isNew ? undefined : await asideNotice(file))
    }
    const parsed = parse(text)
    if (parsed) return new PrefsStore(file, parsed, undefined)
    return new PrefsStore(file, DEFAULT_PREFS, await asideNotice(file))
  }

  get(): Prefs {
    return this.current
  }

  /** The change holds for this session even when it cannot be saved. @throws KaryonError as `writeError` */
  async set(change: Partial<Prefs>): Promise<Prefs> {
    this.current = { ...this.current, ...change }
    if (!this.next) {
      const begin = () => {
        this.next = undefined
        return this.write()
      }
      this.next = this.last.then(begin, begin)
      this.last = this.next
    }
    await this.next
    return this.current
  }

  private async write(): Promise<void> {
    const { file } = this
    await mkdir(dirname(file), { recursive: true }).catch((error) => {
      throw writeError(error, file)
    })
    await writeFileAtomic(file, `${JSON.stringify(this.current, null, 2)}\n`)
  }
}

/** Keeps what cannot be read under another name, so that fresh settings can be saved in its place. */
async function asideNotice(file: string): Promise<Notice> {
  const aside = `${file}.damaged-${Date.now()}`
  const kept = await rename(file, aside).then(
    () => `The old file is kept as ${basename(aside)} in ${dirname(file)}.`,
    () => `The old file stays as it is: ${file}.`,
  )
  return {
    id: 'prefs-damaged',
    tone: 'attention',
    message: 'The settings file could not be read, so the settings start afresh.',
    remedy: `${kept} Runs and results are not affected.`,
  }
}

/** Settings an older version did not have take their default; anything else wrong makes the file damaged. */
function parse(text: string): Prefs | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const checked = prefsSchema.safeParse({ ...DEFAULT_PREFS, ...value })
    return checked.success ? checked.data : undefined
  } catch {
    return undefined
  }
}
