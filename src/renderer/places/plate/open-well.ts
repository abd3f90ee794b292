import type { WellRow } from '../../logic/wells-of'
import { go } from '../../state/address'

/** Goes to the first counted image of a well. */
export function openWell(runId: string, row: WellRow | undefined): void {
  const image = row?.images.find((i) => i.state === 'done')
  if (image) go({ place: 'review', tab: 'image', runId, index: image.index })
}
