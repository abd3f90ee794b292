import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Notice, Prefs } from '@shared/contract'
import { DEFAULT_PREFS } from '@shared/defaults'
import { prefsSchema } from '@shared/schemas'

/** The settings file. A damaged one is kept aside and replaced; the user is told. */
export class PrefsStore {
  private constructor(
    private readonly file: string,
    private current: Prefs,
    readonly notice: Notice | undefined,
  ) {}

  static async load(file: string): Promise<PrefsStore> {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return new PrefsStore(file, DEFAULT_PREFS, undefined)
    const parsed = parse(text)
    if (parsed) return new PrefsStore(file, parsed, undefined)
    const aside = `${file}.damaged-${Date.now()}`
    await rename(file, aside).catch(() => undefined)
    return new PrefsStore(file, DEFAULT_PREFS, {
      id: 'prefs-damaged',
      tone: 'attention',
      message: 'The settings file could not be read, so the settings start afresh.',
      remedy: `The old file is kept as ${basename(aside)} in ${dirname(file)}. Runs and results are not affected.`,
    })
  }

  get(): Prefs {
    return this.current
  }

  async set(change: Partial<Prefs>): Promise<Prefs> {
    this.current = { ...this.current, ...change }
    await mkdir(dirname(this.file), { recursive: true })
    const temp = `${this.file}.part`
    await writeFile(temp, `${JSON.stringify(this.current, null, 2)}\n`)
    await rename(temp, this.file)
    return this.current
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
