import type { Nucleus } from '@core/measure/nucleus'
import { readNucleus, rowWidth } from '@shared/nucleus-rows'
import { turn } from '../../logic/turn'
import { api } from '../../state/app-store'

/** Nuclei read in one go: a few milliseconds, garbage they leave behind included. */
const AT_ONCE = 2000

/** An image's nuclei. They come as numbers and are read some at a time: a large field has tens of thousands. */
export async function readNuclei(runId: string, index: number): Promise<Nucleus[]> {
  const { meta, buffers } = await api().binary('image.nuclei', { runId, index })
  const values = new Float64Array(buffers[0]!)
  const width = rowWidth(meta.channels)
  const nuclei: Nucleus[] = []
  for (let n = 0; n < meta.count; n++) {
    // Before the first, too: a large answer has just been received.
    if (n % AT_ONCE === 0 && meta.count > AT_ONCE) await turn()
    nuclei.push(readNucleus(values, n * width, meta.channels))
  }
  return nuclei
}
