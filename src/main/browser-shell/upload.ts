import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { dirname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

const PART = /^[^\\/:*?"<>|\0]{1,200}$/

/**
 * A browser cannot say where a dropped file lies, so the page sends the file itself; it is kept under
 * `<dataDir>/dropped/<drop>/` with its folders, because plate names depend on them.
 * @returns the top folder or file of the drop, or undefined when the name is not acceptable.
 */
export async function receiveFile(
  request: IncomingMessage,
  dropsDir: string,
  drop: string,
  relativePath: string,
): Promise<string | undefined> {
  const parts = relativePath.split('/')
  const safe = /^[a-z0-9-]{8,64}$/.test(drop) && parts.length <= 32
  if (!safe || parts.some((part) => part === '.' || part === '..' || !PART.test(part))) return undefined
  const root = join(dropsDir, drop)
  const file = join(root, ...parts)
  if (!file.startsWith(root + sep)) return undefined
  await mkdir(dirname(file), { recursive: true })
  try {
    await pipeline(request, createWriteStream(file))
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
  return join(root, parts[0] ?? '')
}
