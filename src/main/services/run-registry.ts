import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RunSummary } from '@shared/run'

/**
 * The runs this person has made, in queue order, as last seen: a list that opens instantly. The truth about a
 * run is in its own folder; this file only says where runs are.
 */
export class RunRegistry {
  private runs: RunSummary[]
  /** Where a list that could not be read was kept. */
  readonly setAside: string | undefined

  constructor(private readonly file: string) {
    const { runs, setAside } = read(file)
    this.runs = runs
    this.setAside = setAside
  }

  list(): RunSummary[] {
    return this.runs.map((run) => ({ ...run }))
  }

  find(id: string): RunSummary | undefined {
    return this.runs.find((run) => run.id === id)
  }

  /** Adds a run, or replaces what is known of it. */
  put(run: RunSummary): void {
    const at = this.runs.findIndex(({ id }) => id === run.id)
    if (at < 0) this.runs.push({ ...run })
    else this.runs[at] = { ...run }
    this.save()
  }

  remove(id: string): void {
    this.runs = this.runs.filter((run) => run.id !== id)
    this.save()
  }

  /** Puts runs into the given order; those not named keep their places after them. */
  reorder(ids: readonly string[]): void {
    const rank = (run: RunSummary) => (ids.includes(run.id) ? ids.indexOf(run.id) : ids.length)
    this.runs = [...this.runs].sort((a, b) => rank(a) - rank(b))
    this.save()
  }

  /** A list that cannot be saved (full disk) must stop no run: each run's own folder holds what matters. */
  private save(): void {
    const temporary = `${this.file}.${process.pid}.tmp`
    try {
      mkdirSync(dirname(this.file), { recursive: true })
      writeFileSync(temporary, JSON.stringify(this.runs))
      renameSync(temporary, this.file)
    } catch {
      rmSync(temporary, { force: true })
    }
  }
}

/** A folder that is gone while the one above it is there was deleted; else its drive may be away for now. */
function isDeleted(folder: string): boolean {
  return !existsSync(folder) && existsSync(dirname(folder))
}

function read(file: string): { runs: RunSummary[]; setAside?: string } {
  if (!existsSync(file)) return { runs: [] }
  try {
    const runs = JSON.parse(readFileSync(file, 'utf8')) as RunSummary[]
    if (
      !Array.isArray(runs) ||
      runs.some((run) => typeof run.id !== 'string' || typeof run.folder !== 'string')
    ) {
      throw new Error('not a list of runs')
    }
    return { runs: runs.filter((run) => !isDeleted(run.folder)) }
  } catch {
    const setAside = `${file}.damaged-${Date.now()}`
    renameSync(file, setAside)
    return { runs: [], setAside }
  }
}
