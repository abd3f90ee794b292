import type { RunSummary } from '@shared/run'
import { RunEnds } from '@shared/run-ends'
import { create } from 'zustand'
import { go } from './address'
import { toast, useApp } from './app-store'
import type { Route } from './route'

/**
 * The end of a run, told where it is seen: a line in the window, its title while the page lies behind others, and a
 * notification of the system. In Electron the main process sends that; a browser's page may when it was allowed to.
 */
interface Ends {
  /** The run that ended last while nobody looked, until somebody does. */
  unseen: { name: string; halted: boolean } | undefined
  /** Whether this page may show notifications; `unsupported` in Electron too, which needs no leave. */
  leave: NotificationPermission | 'unsupported'
}

export const useEnds = create<Ends>(() => ({ unseen: undefined, leave: 'unsupported' }))

const ends = new RunEnds()

/** Runs that are there when the page opens: only what ends from now on is told. */
export function expectEnds(runs: RunSummary[]): void {
  for (const run of runs) ends.next(run)
}

export function followEnd(run: RunSummary): void {
  const words = ends.next(run)
  if (words === undefined) return
  const say = () => {
    if (!looksAt(useApp.getState().route, run.id)) toast(`${run.name}: ${words}`, resultsOf(run))
  }
  if (document.hasFocus() && !document.hidden) {
    say()
    return
  }
  useEnds.setState({ unseen: { name: run.name, halted: run.state !== 'done' } })
  notify(run, words)
  whenSeen(() => {
    useEnds.setState({ unseen: undefined })
    say()
  })
}

/** Reads the browser's leave to show notifications, and follows it. Never asks for it. */
export function readLeave(): void {
  if (useApp.getState().api?.shell === 'electron' || typeof Notification === 'undefined') return
  const read = () => useEnds.setState({ leave: Notification.permission })
  read()
  navigator.permissions?.query({ name: 'notifications' }).then(
    (status) => status.addEventListener('change', read),
    () => undefined,
  )
}

/** Asks the browser's user; only ever called by a press of theirs. */
export async function askLeave(): Promise<void> {
  await Notification.requestPermission()
  useEnds.setState({ leave: Notification.permission })
}

/** In the queue of the run its end is in sight already. */
function looksAt(route: Route, runId: string): boolean {
  return route.place === 'count' && route.tab === 'queue' && (route.runId ?? runId) === runId
}

function resultsOf(run: RunSummary) {
  if (run.done === 0) return undefined
  return { label: 'Results', run: () => go({ place: 'review', tab: 'plate', runId: run.id }) }
}

function notify(run: RunSummary, body: string): void {
  const { leave } = useEnds.getState()
  if (leave === 'unsupported' || Notification.permission !== 'granted' || !useApp.getState().prefs.notify)
    return
  const note = new Notification(run.name, { body, tag: run.id, silent: true })
  note.onclick = () => {
    window.focus()
    note.close()
    go({ place: 'count', tab: 'queue', runId: run.id })
  }
}

function whenSeen(then: () => void): void {
  const look = () => {
    if (document.hidden || !document.hasFocus()) return
    window.removeEventListener('focus', look)
    document.removeEventListener('visibilitychange', look)
    then()
  }
  window.addEventListener('focus', look)
  document.addEventListener('visibilitychange', look)
}
