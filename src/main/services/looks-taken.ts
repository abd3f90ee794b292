import type { Choice, RunSummary } from '@shared/run'
import type { StoredImage } from './run-store'

/** Which of the model's networks, or which classical pipelines, were taken, and for how many images. */
export function looksTaken(
  { choices, settings }: RunSummary,
  images: Iterable<StoredImage>,
): Choice | undefined {
  const network = choices.find(({ about }) => about === 'network')
  if (network) {
    const taken = { fluorescence: 0, 'all else': 0 }
    for (const { look, tiles } of images) {
      // An image without contrast was given to neither.
      if (tiles && tiles.length > 0) taken[look === 'fluorescent' ? 'fluorescence' : 'all else']++
    }
    const parts = Object.entries(taken).flatMap(([what, n]) => (n > 0 ? [`for ${what} (${n})`] : []))
    return parts.length > 0 ? { ...network, value: parts.join(', ') } : undefined
  }
  const counts = new Map<string, number>()
  for (const { look } of images) if (look) counts.set(look, (counts.get(look) ?? 0) + 1)
  if (counts.size === 0) return undefined
  const given = settings.classical?.group ?? 'auto'
  return {
    about: 'pipeline',
    value: [...counts].map(([look, count]) => `${look} (${count})`).join(', '),
    why: given === 'auto' ? 'found in each image by its colours and the size of its nuclei' : 'asked for',
  }
}
