import type { PathHandle, Plan } from '@shared/contract'
import type { RunSettings } from '@shared/run'
import { create } from 'zustand'
import { api, asFailure, tell, useApp } from './app-store'
import { go } from './route'
import { loadRuns, useRuns } from './runs-store'

/** From the drop to the start: reading names, the plan, a short wait in which it can be changed. */
export type CountStep =
  | { step: 'idle' }
  | { step: 'copying'; files: number }
  | { step: 'reading'; handles: PathHandle[] }
  | { step: 'plan'; handles: PathHandle[]; plan: Plan; settings: Partial<RunSettings>; startsAt?: number }
  | { step: 'starting'; handles: PathHandle[] }
  | { step: 'failed'; message: string; remedy: string }

export const useCount = create<{ now: CountStep }>(() => ({ now: { step: 'idle' } }))

const set = (now: CountStep) => useCount.setState({ now })

/** Seconds in which the plan can be read before the count starts by itself. */
export const WAIT_S = 5

let turn = 0

function preferred(): Partial<RunSettings> {
  const { quality, model, device } = useApp.getState().prefs
  return { quality, model, device }
}

export async function plan(handles: PathHandle[], settings = preferred(), wait = true): Promise<void> {
  if (handles.length === 0) return set({ step: 'idle' })
  const mine = ++turn
  go({ place: 'count', tab: 'new' })
  set({ step: 'reading', handles })
  try {
    const found = await api().request('plan.preview', { handles: handles.map((h) => h.id), settings })
    if (mine !== turn) return
    const startsAt = wait && found.images > 0 ? Date.now() + WAIT_S * 1000 : undefined
    set({ step: 'plan', handles, plan: found, settings, startsAt })
  } catch (error) {
    if (mine === turn) set({ step: 'failed', ...asFailure(error) })
  }
}

export function hold(): void {
  const { now } = useCount.getState()
  if (now.step === 'plan' && now.startsAt) set({ ...now, startsAt: undefined })
}

export function dismiss(): void {
  turn++
  set({ step: 'idle' })
}

export async function start(): Promise<void> {
  const { now } = useCount.getState()
  if (now.step !== 'plan') return
  turn++
  const { handles, settings } = now
  set({ step: 'starting', handles })
  try {
    const run = await api().request('runs.create', { handles: handles.map((h) => h.id), settings })
    await loadRuns()
    set({ step: 'idle' })
    go({ place: 'count', tab: 'queue', runId: run.id })
  } catch (error) {
    set({ step: 'failed', ...asFailure(error) })
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
  try {
    const copying = api().shell === 'browser'
    if (copying) set({ step: 'copying', files: 0 })
    const handles = await api().dropped(items, (files) => set({ step: 'copying', files }))
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
    set({ step: 'failed', ...asFailure(error) })
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

/** True while something new may be started: used by keys. */
export const canStart = () => useCount.getState().now.step === 'plan'

export const runById = (runId: string) => useRuns.getState().runs.find((run) => run.id === runId)
