import type { AppEvent, PlateShape } from '@shared/contract'
import type { ImageRecord, RunSummary } from '@shared/run'
import { create } from 'zustand'
import { api, asFailure, tell } from './app-store'

interface RunsState {
  runs: RunSummary[]
  /** Images of the runs that were looked at; kept up to date by events. */
  images: Record<string, ImageRecord[]>
  plates: Record<string, PlateShape[]>
  /** Files seen so far while names are read. */
  scanned: Record<string, number>
  /** Images a second, one value a second, newest last, at most sixty. */
  speed: Record<string, number[]>
}

export const useRuns = create<RunsState>(() => ({ runs: [], images: {}, plates: {}, scanned: {}, speed: {} }))

const loading = new Set<string>()

export async function loadRuns(): Promise<void> {
  useRuns.setState({ runs: await api().request('runs.list', {}) })
}

/** Fetches a run's images once; events keep them current from then on. */
export async function loadImages(runId: string): Promise<void> {
  if (useRuns.getState().images[runId] || loading.has(runId)) return
  loading.add(runId)
  try {
    const [images, plates] = await Promise.all([
      api().request('runs.images', { runId }),
      api().request('runs.plates', { runId }),
    ])
    useRuns.setState((old) => ({
      images: { ...old.images, [runId]: images },
      plates: { ...old.plates, [runId]: plates },
    }))
  } catch (error) {
    // What the run says of itself already is not said twice.
    const run = useRuns.getState().runs.find(({ id }) => id === runId)
    if (run?.failure?.message !== asFailure(error).message) tell(error)
  } finally {
    loading.delete(runId)
  }
}

export function applyRunEvents(events: AppEvent[]): void {
  const state = useRuns.getState()
  let { runs, images, scanned, speed } = state
  const touched = new Map<string, ImageRecord[]>()
  for (const event of events) {
    if (event.type === 'runs') runs = event.runs
    else if (event.type === 'scan') scanned = { ...scanned, [event.runId]: event.filesSeen }
    else if (event.type === 'run') {
      const at = runs.findIndex((run) => run.id === event.run.id)
      runs = at < 0 ? [...runs, event.run] : runs.with(at, event.run)
      speed = withSpeed(speed, event.run)
      if (!COUNTING.has(event.run.state)) settle(event.run.id, images, touched)
      // A run that was prepared anew has a new list of images.
      const known = images[event.run.id]
      if (known && event.run.total !== known.length && event.run.state !== 'preparing') refetch(event.run.id)
    } else if (event.type === 'image') {
      const known = touched.get(event.runId) ?? images[event.runId]?.slice()
      if (!known) continue
      const at = positionOf(known, event.image.index)
      if (at >= 0) known[at] = event.image
      touched.set(event.runId, known)
    }
  }
  if (touched.size > 0) images = { ...images, ...Object.fromEntries(touched) }
  useRuns.setState({ runs, images, scanned, speed })
}

/** Position of an image in its run's list; they differ only where a file held several time points. */
export function positionOf(images: ImageRecord[], index: number): number {
  return images[index]?.index === index ? index : images.findIndex((image) => image.index === index)
}

export function imageOf(
  images: ImageRecord[] | undefined,
  index: number | undefined,
): ImageRecord | undefined {
  return images === undefined || index === undefined ? undefined : images[positionOf(images, index)]
}

const COUNTING = new Set(['running', 'preparing'])

/** Images that were being counted when their run stopped wait again. */
function settle(
  runId: string,
  images: Record<string, ImageRecord[]>,
  touched: Map<string, ImageRecord[]>,
): void {
  const known = touched.get(runId) ?? images[runId]
  if (!known?.some((image) => image.state === 'running')) return
  touched.set(
    runId,
    known.map((image) => (image.state === 'running' ? { ...image, state: 'waiting' } : image)),
  )
}

const lastSample = new Map<string, { at: number; done: number }>()

function withSpeed(speed: Record<string, number[]>, run: RunSummary): Record<string, number[]> {
  if (run.state !== 'running') {
    lastSample.delete(run.id)
    return speed
  }
  const now = performance.now()
  const last = lastSample.get(run.id)
  if (last && now - last.at < 1000) return speed
  lastSample.set(run.id, { at: now, done: run.done })
  if (!last) return speed
  const value = (run.done - last.done) / ((now - last.at) / 1000)
  return { ...speed, [run.id]: [...(speed[run.id] ?? []), value].slice(-60) }
}

function refetch(runId: string): void {
  if (loading.has(runId)) return
  const { images } = useRuns.getState()
  const { [runId]: _old, ...others } = images
  // After the running update, so that it does not write the old list back.
  queueMicrotask(() => {
    useRuns.setState({ images: others })
    void loadImages(runId)
  })
}

const ACTIVE = new Set(['waiting', 'preparing', 'running', 'paused'])

export const isActive = (run: RunSummary) => ACTIVE.has(run.state)

export const activeRun = (runs: RunSummary[]) =>
  runs.find((run) => run.state === 'running' || run.state === 'preparing') ??
  runs.find((run) => run.state === 'paused') ??
  runs.find((run) => run.state === 'waiting')

/** The run that the queue shows in full: the one asked for, else what counts or waits, else the newest. */
export const runInQueue = (runs: RunSummary[], runId?: string) =>
  runs.find(({ id }) => id === runId) ?? activeRun(runs) ?? newest(runs)

function newest(runs: RunSummary[]): RunSummary | undefined {
  return runs.reduce<RunSummary | undefined>(
    (best, run) => (!best || run.createdAt > best.createdAt ? run : best),
    undefined,
  )
}

/** Asks the services for something about a run; a failure is shown in words. */
export async function ask(
  name: 'runs.pause' | 'runs.resume' | 'runs.cancel' | 'runs.remove',
  runId: string,
): Promise<void> {
  try {
    await api().request(name, { runId })
    await loadRuns()
  } catch (error) {
    tell(error)
  }
}
