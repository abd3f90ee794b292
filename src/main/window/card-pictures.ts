import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Pictures of a card are small; a folder with larger ones or more keeps the window from being flooded. */
const LARGEST_BYTES = 100_000
const MOST_PICTURES = 12
const TYPES: Record<string, string> = { png: 'image/png', svg: 'image/svg+xml' }

/**
 * The pictures that a card shows, by the name it calls them, as data URLs: PNG and SVG files directly in the
 * model's folder, nothing behind a link and nothing outside. What cannot be used is left out; the card shows its
 * words instead. SVG in an image runs no script and loads nothing.
 */
export async function cardPictures(folder: string, card: string): Promise<Record<string, string>> {
  const named = card.matchAll(/^!\[[^\]\n]*\]\(([a-z0-9][a-z0-9-]*\.(png|svg))\)$/gm)
  const pictures: Record<string, string> = {}
  for (const [, name, suffix] of [...named].slice(0, MOST_PICTURES)) {
    const file = join(folder, name)
    const stat = await lstat(file).catch(() => undefined)
    if (!stat?.isFile() || stat.size > LARGEST_BYTES) continue
    const bytes = await readFile(file).catch(() => undefined)
    if (bytes) pictures[name] = `data:${TYPES[suffix]};base64,${bytes.toString('base64')}`
  }
  return pictures
}
