import type { RunSummary } from '@shared/run'
import { useEffect } from 'react'
import { create } from 'zustand'
import { api, tell } from '../../state/app-store'
import { useRuns } from '../../state/runs-store'
import { take } from './choose-source'
import { chosenRun } from './chosen-run'
import { type Chosen, useEvaluate } from './evaluate-store'

/** Counting the images of a run again with the classical reference, as a segmenter to compare with. */

type Purpose = 'prediction' | 'a' | 'b'

/** Runs being counted, and where each goes once it is done. */
const useCounting = create<{ waiting: { runId: string; purpose: Purpose }[] }>(() => ({ waiting: [] }))

const ended = new Set<RunSummary['state']>(['done', 'failed', 'cancelled'])

/** The runs that may be counted again: those chosen so far, images counted classically left out. */
function runsOf(chosen: (Chosen | undefined)[], runs: RunSummary[]): RunSummary[] {
  const ids = new Set(chosen.flatMap((one) => (one && 'runId' in one.source ? [one.source.runId] : [])))
  return runs.filter((run) => ids.has(run.id) && run.model?.name !== 'classical')
}

/** A finished run of the same inputs that was counted classically: it need not be counted again. */
function classicalOf(run: RunSummary, runs: RunSummary[]): RunSummary | undefined {
  const inputs = [...run.inputs].sort().join('\n')
  return runs.find(
    (other) =>
      other.settings.model === 'classical' &&
      other.settings.channel === run.settings.channel &&
      other.settings.classical === undefined &&
      other.state === 'done' &&
      [...other.inputs].sort().join('\n') === inputs,
  )
}

/** The run whose images would be counted classically here; undefined where no run is chosen. */
export function useClassicalSource(purpose: Purpose): RunSummary | undefined {
  const { targets, predictions, a, b } = useEvaluate()
  const runs = useRuns((state) => state.runs)
  if (purpose === 'prediction') return runsOf([...predictions, targets], runs)[0]
  return runsOf([purpose === 'a' ? b : a], runs)[0]
}

/** The run that is being counted for this place, with its newest state. */
export function useClassicalCounting(purpose: Purpose): RunSummary | undefined {
  const waiting = useCounting((state) => state.waiting.find((one) => one.purpose === purpose))
  return useRuns((state) => state.runs.find((run) => run.id === waiting?.runId))
}

/** Counts the run's images with the classical reference and takes the result; one that is there is taken at once. */
export async function countClassically(run: RunSummary, purpose: Purpose): Promise<void> {
  const known = classicalOf(run, useRuns.getState().runs)
  if (known) return take(purpose, chosenRun(known))
  try {
    const made = await api().request('runs.again', { runId: run.id, settings: { model: 'classical' } })
    useCounting.setState(({ waiting }) => ({
      waiting: [...waiting.filter((one) => one.purpose !== purpose), { runId: made.id, purpose }],
    }))
  } catch (error) {
    tell(error)
  }
}

/** Takes classical runs as segmenters once they are done; or when one comes back to Evaluate after that. */
export function useClassicalRuns(): void {
  const waiting = useCounting((state) => state.waiting)
  const runs = useRuns((state) => state.runs)
  useEffect(() => {
    for (const { runId, purpose } of waiting) {
      const run = runs.find(({ id }) => id === runId)
      if (!run || !ended.has(run.state)) continue
      useCounting.setState((state) => ({ waiting: state.waiting.filter((one) => one.runId !== runId) }))
      if (run.done > 0) take(purpose, chosenRun(run))
    }
  }, [waiting, runs])
}
