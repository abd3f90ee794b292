import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { KaryonError } from '@core/errors'

interface LockHolder {
  pid: number
  host: string
  /** Distinguishes a process from a later one with the same number, where the system tells. */
  startedAt?: string
}

/**
 * One process at a time works in a results folder. The lock is a file with the holder's process number; a
 * lock whose holder no longer runs (killed, power lost) is taken over.
 */
export class RunLock {
  private constructor(private readonly file: string) {}

  /** @throws KaryonError `run-in-use` when another living process holds it. */
  static take(file: string): RunLock {
    mkdirSync(dirname(file), { recursive: true })
    const me: LockHolder = { pid: process.pid, host: hostname(), startedAt: startOf(process.pid) }
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        writeFileSync(file, JSON.stringify(me), { flag: 'wx' })
        return new RunLock(file)
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
      }
      const holder = readHolder(file)
      if (holder && isAlive(holder)) {
        throw new KaryonError(
          'run-in-use',
          `Another Karyon (process ${holder.pid} on ${holder.host}) is writing to this results folder.`,
          'Wait until it has finished, stop it, or choose another folder with --out.',
          { file: dirname(dirname(file)) },
        )
      }
      rmSync(file, { force: true })
    }
    throw new KaryonError(
      'run-in-use',
      'Another Karyon is starting in this results folder.',
      'Wait a moment and try again, or choose another folder with --out.',
      { file: dirname(dirname(file)) },
    )
  }

  release(): void {
    rmSync(this.file, { force: true })
  }
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockHolder
  } catch {
    return undefined
  }
}

/** A holder on another computer (network folder) cannot be checked and counts as alive. */
function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const started = startOf(holder.pid)
  return holder.startedAt === undefined || started === undefined || started === holder.startedAt
}

/** Start time of a process in clock ticks since boot (Linux only). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
