import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLE_PLATE, writeSamplePlate } from '@core/simulate/sample-plate'

/** The sample plate of `npm run demo`, made on this computer the first time it is wanted. */
export function samplePlate(dataDir: string): () => Promise<string> {
  const folder = join(dataDir, 'sample', SAMPLE_PLATE)
  return async () => {
    // The list of true counts is written last: it is there when everything is.
    if (!existsSync(join(folder, 'truth.csv'))) await writeSamplePlate(folder)
    return folder
  }
}
