import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Once may have been a person's doing (a killed program, a flat battery); twice is the driver's. */
const MOST_CRASHES = 2

interface Guard {
  pid: number
  crashes: number
}

/**
 * Remembers, on disk, that a device is being tested, so that a driver which takes the whole process down is
 * not tried at every start.
 */
export class DeviceGuard {
  constructor(private readonly dataDir?: string) {}

  /** Marks the device as in test; returns why it must not be tested, when it must not. */
  begin(provider: string): string | undefined {
    const file = this.file(provider)
    if (!file) return undefined
    const before = read(file)
    // Another Karyon that is testing it just now says nothing against the device.
    const crashed = before !== undefined && before.pid !== process.pid && !isAlive(before.pid)
    const crashes = (before?.crashes ?? 0) + (crashed ? 1 : 0)
    const refused = crashes >= MOST_CRASHES
    this.write(file, { pid: refused ? 0 : process.pid, crashes: refused ? MOST_CRASHES - 1 : crashes })
    return refused
      ? `its driver ended Karyon in ${MOST_CRASHES} self-tests. Update the driver, then delete ${file}.`
      : undefined
  }

  end(provider: string): void {
    const file = this.file(provider)
    if (file && read(file)?.pid === process.pid) rmSync(file, { force: true })
  }

  private write(file: string, guard: Guard): void {
    try {
      mkdirSync(this.dataDir!, { recursive: true })
      writeFileSync(file, JSON.stringify(guard))
    } catch {
      // Without a place to write, the guard is left out; the test itself still runs.
    }
  }

  private file(provider: string): string | undefined {
    return this.dataDir && provider !== 'cpu' ? join(this.dataDir, `${provider}-in-test`) : undefined
  }
}

function read(file: string): Guard | undefined {
  try {
    const { pid, crashes } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Guard>
    return { pid: Number(pid), crashes: Number(crashes) || 0 }
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
