import { KaryonError } from '../errors'
import type { ModelManifest } from '../infer/manifest'
import { layOut } from './forest'
import type { Ranker } from './rank-nuclei'

/**
 * The ranker of a loaded model; undefined when it has none.
 *
 * @throws KaryonError `model-invalid` when the manifest asks for one and its trees were not loaded with it
 */
export function rankerOf({ name, ranking, ranker }: ModelManifest): Ranker | undefined {
  if (!ranking) return undefined
  if (!ranker) {
    throw new KaryonError(
      'model-invalid',
      `The model ${name} ranks its nuclei, but its ranker was not loaded.`,
      'Install Karyon again, or import the model folder once more.',
    )
  }
  const { levels, leastPredictedIoU, fragments, positions } = ranking
  const { precise } = ranker
  return {
    levels,
    leastPredictedIoU,
    fragments,
    positions,
    forest: layOut(ranker),
    precise: precise && { weight: precise.weight, forest: layOut(precise) },
  }
}
