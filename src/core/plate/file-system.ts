import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What a path leads to, links followed; undefined when it leads nowhere. */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'other' | undefined> {
  try {
    const facts = await stat(path)
    return facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : 'other'
  } catch {
    return undefined
  }
}

/** A `run.json` is ours when it names Karyon near its beginning. */
export async function isOwnRun(folder: string): Promise<boolean> {
  try {
    const text = await readFile(join(folder, 'run.json'), 'utf8')
    return /karyon/i.test(text.slice(0, 4096))
  } catch {
    return false
  }
}
