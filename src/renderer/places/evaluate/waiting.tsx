import { int, many } from '../../logic/format'
import { Meter } from '../../ui/small'
import { stop, type Work } from './evaluate-store'

const WORDS = { scores: 'Matching and scoring', looks: 'Looking at the images', export: 'Writing' }

/** A ring would say nothing: how many images are done of how many, and a way out. */
export function Waiting({ work }: { work: Extract<Work, { state: 'running' }> }) {
  const { event } = work
  return (
    <div className="place__empty" data-region="waiting">
      <div className="waiting" role="status">
        <h2>{event ? WORDS[event.stage] : 'Reading names'}</h2>
        <Meter share={event ? event.done / Math.max(1, event.total) : 0} label="Images scored" />
        <p className="muted">{event ? `${int(event.done)} of ${many(event.total, 'image')}` : ' '}</p>
        <button type="button" className="btn" onClick={stop}>
          Stop <kbd>Esc</kbd>
        </button>
      </div>
    </div>
  )
}
