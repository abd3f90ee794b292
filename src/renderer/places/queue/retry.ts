import { api, tell } from '../../state/app-store'

/** Reads one image of a run again. */
export async function retry(runId: string, index: number): Promise<void> {
  try {
    await api().request('runs.retry', { runId, indexes: [index] })
  } catch (error) {
    tell(error)
  }
}
