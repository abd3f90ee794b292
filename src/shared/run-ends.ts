import { grouped, many } from './many'
import type { RunSummary } from './run'

/** Tells of each run once that it has ended or halted by itself, and again after it went on. */
export class RunEnds {
  private readonly going = new Set<string>()

  /** @returns what to say of a run that was going until now; undefined when there is nothing new to say. */
  next(run: RunSummary): string | undefined {
    const words = endWords(run)
    if (words === undefined) {
      if (run.state === 'cancelled') this.going.delete(run.id)
      else this.going.add(run.id)
      return undefined
    }
    return this.going.delete(run.id) ? words : undefined
  }
}

function endWords(run: RunSummary): string | undefined {
  if (run.failure && (run.state === 'failed' || run.state === 'paused')) return run.failure.message
  if (run.state === 'failed') return 'No image could be read.'
  if (run.state !== 'done') return undefined
  const notRead = run.failed > 0 ? `, ${grouped(run.failed)} not read` : ''
  return `${many(run.nuclei, 'nucleus', 'nuclei')} in ${many(run.done, 'image')}${notRead}`
}
