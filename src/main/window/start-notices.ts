import type { Notice } from '@shared/contract'
import { grouped } from '@shared/many'
import type { KaryonServices } from '../services/index'
import type { PrefsStore } from './prefs-store'

/** What a person has to know from before the window was there; unfinished runs are taken up. */
export function startNotices(prefs: PrefsStore, services: KaryonServices): Notice[] {
  const notices: Notice[] = prefs.notice ? [prefs.notice] : []
  if (services.damagedList) {
    notices.push({
      id: 'runs-damaged',
      tone: 'attention',
      message: 'The list of past runs could not be read, so it starts afresh.',
      remedy: `The old list is kept as ${services.damagedList}. Results are not affected: open their folders to see them here again.`,
    })
  }
  const takenUp = services.takeUp()
  const failed = new Set(services.listRuns().flatMap(({ id, state }) => (state === 'failed' ? [id] : [])))
  for (const run of takenUp) {
    if (run.done === 0 || failed.has(run.id)) continue
    notices.push({
      id: `taken-up-${run.id}`,
      tone: 'info',
      message: `${run.name} goes on at image ${grouped(run.done + run.failed + 1)}.`,
      remedy: 'Karyon was closed before it ended; nothing is counted twice.',
    })
  }
  return notices
}
