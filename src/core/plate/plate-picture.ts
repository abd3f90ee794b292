import type { NameMatch } from './match-name'
import type { SkippedFile } from './plate-image'
import type { FoundFile } from './walk'

/** An image of a plate with everything its place needs. */
export interface PlatePicture {
  file: FoundFile
  match: NameMatch
}

export interface Settled {
  pictures: PlatePicture[]
  skipped: SkippedFile[]
  notes: string[]
}

/** Takes pictures out, each with its reason, and notes how many. */
export function leaveOut(
  settled: Settled,
  isLeftOut: (picture: PlatePicture) => boolean,
  reason: SkippedFile['reason'],
  detail: (picture: PlatePicture) => string,
  note: (n: number) => string,
): void {
  const out = settled.pictures.filter(isLeftOut)
  if (out.length === 0) return
  const gone = new Set(out)
  settled.pictures = settled.pictures.filter((picture) => !gone.has(picture))
  for (const picture of out) {
    settled.skipped.push({ path: picture.file.path, reason, detail: detail(picture) })
  }
  settled.notes.push(note(out.length))
}

/** `1 image`, `12 images`. */
export function images(n: number): string {
  return n === 1 ? '1 image' : `${n} images`
}
