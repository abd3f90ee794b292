import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Names made by `temporaryName`; the first group is the process that wrote it. */
const TEMPORARY = /^\..+\.(\d+)-[0-9a-f]{12}\.tmp$/

/** A file of a living process is left alone unless untouched this long (process ids are reused after a restart). */
const ABANDONED_MS = 24 * 60 * 60 * 1000

/**
 * Removes what an earlier, killed run left half written in `folder` (and below, with `recursive`). Files of
 * other living runs stay. A folder that does not exist is an empty one.
 * @returns the paths removed, sorted
 */
export async function removeStaleTemps(
  folder: string,
  options: { recursive?: boolean; isAlive?: (pid: number) => boolean; now?: number } = {},
): Promise<string[]> {
  const isAlive = options.isAlive ?? processIsAlive
  const now = options.now ?? Date.now()
  const removed: string[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (options.recursive) removed.push(...(await removeStaleTemps(path, options)))
      continue
    }
    const match = TEMPORARY.exec(entry.name)
    if (!match || !entry.isFile()) continue
    if (isAlive(Number(match[1]))) {
      const age = await stat(path).then(
        (info) => now - info.mtimeMs,
        () => 0,
      )
      if (age < ABANDONED_MS) continue
    }
    if (
      await unlink(path).then(
        () => true,
        () => false,
      )
    )
      removed.push(path)
  }
  return removed.sort()
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
