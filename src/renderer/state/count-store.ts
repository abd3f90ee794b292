import type { Plan } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'
import type { RunSettings, RunSummary } from '@shared/run'
import { create } from 'zustand'
import { go } from './address'
import { api, asFailure, tell, useApp } from './app-store'
import { isActive, loadRuns, useRuns } from './runs-store'

/** From the drop to the start: reading names, the plan, a short wait in which it can be changed. */
export type CountStep =
  | { step: 'idle' }
  | { step: 'copying'; files: number; stop(): void }
  | { step: 'reading'; handles: PathHandle[]; ticket: string; since: number }
  | { step: 'plan'; handles: PathHandle[]; plan: Plan; settings: Partial<RunSettings>; startsAt?: number }
  | { step: 'starting'; handles: PathHandle[]; ticket: string; since: number }
  | { step: 'failed'; message: string; remedy: string }

export const useCount = create<{ now: CountStep }>(() => ({ now: { step: 'idle' } }))

const set = (now: CountStep) => useCount.setState({ now })

/** Seconds in which the plan can be read before the count starts by itself. */
const WAIT_S = 5

let turn = 0

function preferred(): Partial<RunSettings> {
  const { quality, model, device } = useApp.getState().prefs
  return { quality, model, device }
}

export async function plan(handles: PathHandle[], settings = preferred(), wait = true): Promise<void> {
  if (handles.length === 0) return set({ step: 'idle' })
  stopReading()
  const mine = ++turn
  const ticket = crypto.randomUUID()
  go({ place: 'count', tab: 'new' })
  set({ step: 'reading', handles, ticket, since: Date.now() })
  try {
    const found = await api().request('plan.preview', { handles: handles.map((h) => h.id), settings, ticket })
    if (mine !== turn) return
    // What is being counted already is not counted again without being asked, nor what nobody has seen the plan of.
    const counting = runsOf(handles).some(isActive)
    const { route } = useApp.getState()
    const seen = route.place === 'count' && route.tab === 'new'
    const waits = !wait || found.images === 0 || counting || !seen
    const startsAt = waits ? undefined : Date.now() + WAIT_S * 1000
    set({ step: 'plan', handles, plan: found, settings, startsAt })
  } catch (error) {
    if (mine === turn) set({ step: 'failed', ...asFailure(error) })
  }
}

export function hold(): void {
  const { now } = useCount.getState()
  if (now.step === 'plan' && now.startsAt) set({ ...now, startsAt: undefined })
}

/** Puts the plan away; what is being read or copied for it stops. */
export function dismiss(): void {
  stopReading()
  turn++
  set({ step: 'idle' })
}

function stopReading(): void {
  const { now } = useCount.getState()
  if (now.step === 'copying') now.stop()
  if (now.step === 'reading' || now.step === 'starting')
    api().request('plan.stop', { ticket: now.ticket }).catch(tell)
}

/** Runs made from exactly these files and folders. */
export function runsOf(handles: PathHandle[]): RunSummary[] {
  const key = keyOf(handles.map(({ path }) => path))
  return useRuns.getState().runs.filter((run) => keyOf(run.inputs) === key)
}

const keyOf = (paths: string[]) => [...paths].sort().join('\n')

export async function start(): Promise<void> {
  const { now } = useCount.getState()
  if (now.step !== 'plan') return
  const mine = ++turn
  const { handles, settings } = now
  const ticket = crypto.randomUUID()
  set({ step: 'starting', handles, ticket, since: Date.now() })
  try {
    const run = await api().request('runs.create', { handles: handles.map((h) => h.id), settings, ticket })
    await loadRuns()
    if (mine !== turn) return
    set({ step: 'idle' })
    go({ place: 'count', tab: 'queue', runId: run.id })
  } catch (error) {
    if (mine === turn) set({ step: 'failed', ...asFailure(error) })
  }
}

export async function choose(what: 'folder' | 'images'): Promise<void> {
  if (api().shell === 'browser') {
    useApp.setState({ dialog: 'folders', choosing: 'count' })
    return
  }
  try {
    const handles = await api().request('paths.choose', { what })
    if (handles.length > 0) await plan(handles)
  } catch (error) {
    tell(error)
  }
}

export async function drop(items: DataTransfer): Promise<void> {
  stopReading()
  const mine = ++turn
  const leave = new AbortController()
  const copied = (files: number) => {
    if (mine === turn) set({ step: 'copying', files, stop: () => leave.abort() })
  }
  go({ place: 'count', tab: 'new' })
  try {
    copied(0)
    const handles = await api().dropped(items, copied, leave.signal)
    if (mine !== turn) return
    if (handles.length === 0) {
      set({
        step: 'failed',
        message: 'Nothing that was dropped is a file or folder on this computer.',
        remedy: 'Drop files or folders from the file manager, or choose a folder.',
      })
      return
    }
    await plan(handles)
  } catch (error) {
    if (mine === turn) set({ step: 'failed', ...asFailure(error) })
  }
}

export async function countSample(): Promise<void> {
  try {
    const run = await api().request('runs.sample', {})
    await loadRuns()
    go({ place: 'count', tab: 'queue', runId: run.id })
  } catch (error) {
    tell(error)
  }
}
