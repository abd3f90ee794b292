import type { RunSummary } from '@shared/run'
import type { Chosen } from './evaluate-store'

/** A run as it is chosen and named. */
export function chosenRun(run: RunSummary): Chosen {
  return {
    source: { runId: run.id },
    name: run.model ? `${run.name} · ${run.model.name} ${run.model.version}` : run.name,
  }
}
