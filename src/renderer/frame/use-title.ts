import { useEffect } from 'react'
import { percent } from '../logic/format'
import { useEnds } from '../state/run-ends'
import { activeRun, useRuns } from '../state/runs-store'

/** The page's title: what a tab or the taskbar shows of a run while other windows are in front. */
export function useTitle(): void {
  const ended = useEnds(({ unseen }) => unseen && `${unseen.halted ? 'Halted' : 'Counted'}: ${unseen.name}`)
  const going = useRuns(({ runs }) => {
    const run = activeRun(runs)
    if (!run || run.state === 'waiting') return undefined
    if (run.failure) return `Halted: ${run.name}`
    if (run.state === 'paused') return `Paused: ${run.name}`
    return run.total > 0 ? `${percent((run.done + run.failed) / run.total)} ${run.name}` : run.name
  })
  const words = going ?? ended
  useEffect(() => {
    document.title = words ? `${words} – Karyon` : 'Karyon'
  }, [words])
}
