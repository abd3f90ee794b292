import { linkSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { KaryonError } from '@core/errors'

interface LockHolder {
  pid: number
  host: string
  /** Distinguishes a process from a later one with the same number, where the system tells. */
  startedAt?: string
}

/** Locks of this process, each by its path and by the file itself, which keeps its number when the folder is renamed. */
const held = new Map<RunLock, readonly string[]>()

/** A take-over lasts milliseconds; one older than this was itself cut short. */
const TAKE_OVER_MS = 10_000

/**
 * One process at a time works in a results folder. The lock is a file with the holder's process number; a
 * lock whose holder no longer runs (killed, power lost) is taken over, and so is the copy of a lock in a folder that was
 * copied while this process worked in it.
 */
export class RunLock {
  private constructor(
    private readonly file: string,
    readonly text: string,
  ) {
    held.set(this, marksOf(file))
  }

  /** @throws KaryonError `run-in-use` when another living process holds it. */
  static take(file: string): RunLock {
    mkdirSync(dirname(file), { recursive: true })
    const me: LockHolder = { pid: process.pid, host: hostname(), startedAt: statOf(process.pid)?.startedAt }
    const text = JSON.stringify(me)
    if (createWhole(file, text)) return new RunLock(file, text)
    refuseIfHeld(file)
    // Of several who find the same dead lock, one takes it over; the others see a living holder.
    const takeOver = `${file}.take-over`
    if (!createWhole(takeOver, text)) {
      if (ageOf(takeOver) < TAKE_OVER_MS) throw starting(file)
      rmSync(takeOver, { force: true })
      if (!createWhole(takeOver, text)) throw starting(file)
    }
    try {
      refuseIfHeld(file)
      rmSync(file, { force: true })
      if (!createWhole(file, text)) throw starting(file)
    } finally {
      rmSync(takeOver, { force: true })
    }
    return new RunLock(file, text)
  }

  release(): void {
    held.delete(this)
    if (textOf(this.file) === this.text) rmSync(this.file, { force: true })
  }
}

/** Makes a file that is never seen half written; false when there is one already. */
function createWhole(file: string, text: string): boolean {
  const temporary = `${file}.${process.pid}`
  try {
    writeFileSync(temporary, text)
    linkSync(temporary, file)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EINVAL', 'EMLINK'].includes(code ?? '')) throw error
    return createDirectly(file, text)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** For disks without links (FAT, some network drives). */
function createDirectly(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function refuseIfHeld(file: string): void {
  const text = textOf(file)
  if (text === undefined) return
  const holder = parseHolder(text)
  // On a disk without links a lock just being written may be met half.
  if (!holder && ageOf(file) < TAKE_OVER_MS) throw starting(file)
  if (!holder || !isAlive(holder) || isCopy(file, text)) return
  const elsewhere =
    holder.host === hostname() ? '' : ` If that computer no longer works on it, delete ${file} and try again.`
  throw new KaryonError(
    'run-in-use',
    `Another Karyon (process ${holder.pid} on ${holder.host}) is writing to this results folder.`,
    `Wait until it has finished, stop it, or choose another folder with --out.${elsewhere}`,
    { file: dirname(dirname(file)) },
  )
}

/** Whether a lock says this process, which holds no lock there: its folder was copied with the lock in it. */
function isCopy(file: string, text: string): boolean {
  const marks = marksOf(file)
  const owns = [...held].map(([lock, own]) => ({
    same: lock.text === text,
    here: own.some((mark) => marks.includes(mark)),
  }))
  return owns.some(({ same }) => same) && !owns.some(({ here }) => here)
}

/** What tells a file from its copy: path, and number on its disk. */
function marksOf(file: string): string[] {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return [realpathSync(file), `${dev}:${ino}`]
  } catch {
    return [file]
  }
}

function starting(file: string): KaryonError {
  return new KaryonError(
    'run-in-use',
    'Another Karyon is starting in this results folder.',
    'Wait a moment and try again, or choose another folder with --out.',
    { file: dirname(dirname(file)) },
  )
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder> | null
    return typeof holder?.pid === 'number' && typeof holder.host === 'string'
      ? (holder as LockHolder)
      : undefined
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
  const now = statOf(holder.pid)
  // Killed, but not yet asked after by its parent: it only still has a number.
  if (now?.state === 'Z' || now?.state === 'X') return false
  return holder.startedAt === undefined || now === undefined || now.startedAt === holder.startedAt
}

/** State letter of a process and its start time in clock ticks since boot (Linux only). */
function statOf(pid: number): { state: string; startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in brackets, may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0], startedAt: fields[19] }
  } catch {
    return undefined
  }
}
