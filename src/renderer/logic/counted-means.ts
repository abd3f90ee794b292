import type { Nucleus } from '@core/measure/nucleus'
import type { ImageView } from '@shared/contract'

/** Mean intensity of a nucleus in the counted channel: one number, or those of red, green and blue. */
export function countedMeans(
  { intensities }: Nucleus,
  { countedIntensities }: Pick<ImageView, 'countedIntensities'>,
): number[] {
  return countedIntensities.flatMap((place) => intensities[place]?.mean ?? [])
}
