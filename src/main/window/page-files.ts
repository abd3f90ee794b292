import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** One file of the built renderer, or undefined for anything outside its folder or of another kind. */
export async function pageFile(
  rendererDir: string,
  urlPath: string,
): Promise<{ body: Buffer; type: string } | undefined> {
  let path: string
  try {
    path = normalize(decodeURIComponent(urlPath === '/' ? '/index.html' : urlPath))
  } catch {
    return undefined
  }
  const type = TYPES[extname(path)]
  const file = join(rendererDir, path)
  if (!type || path.includes('\0') || !file.startsWith(rendererDir + sep)) return undefined
  const body = await readFile(file).catch(() => undefined)
  return body && { body, type }
}
