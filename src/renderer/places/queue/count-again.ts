import type { RunSettings, RunSummary } from '@shared/run'
import { go } from '../../state/address'
import { api, tell } from '../../state/app-store'
import { loadRuns } from '../../state/runs-store'

/** Counts a run's images anew, with other settings, into a folder of its own. */
export async function again(run: RunSummary, settings: Partial<RunSettings>): Promise<void> {
  try {
    const made = await api().request('runs.again', { runId: run.id, settings })
    await loadRuns()
    go({ place: 'count', tab: 'queue', runId: made.id })
  } catch (error) {
    tell(error)
  }
}
