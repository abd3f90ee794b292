import { int, many } from '../../logic/format'
import { routeToHash } from '../../state/route'
import { Icon } from '../../ui/icon'
import { Ring } from '../../ui/small'
import { countClassically, useClassicalCounting, useClassicalSource } from './classical-run'

/** Offers the classical reference as the segmenter to compare a run with, and shows how far it is. */
export function PickClassical({ purpose }: { purpose: 'prediction' | 'a' | 'b' }) {
  const source = useClassicalSource(purpose)
  const counting = useClassicalCounting(purpose)
  if (counting) {
    const read = counting.done + counting.failed
    return (
      <a className="small pick__counting" href={routeToHash({ place: 'count', tab: 'queue' })}>
        <Ring share={counting.total > 0 ? read / counting.total : 0} />
        Counting with classical: {int(read)} of {many(counting.total, 'image')}
        {counting.state === 'paused' && ', paused'}
      </a>
    )
  }
  if (!source) return null
  return (
    <button
      type="button"
      className="btn btn--small"
      title={`Counts the images of ${source.name} with thresholds and watershed, the baseline of the paper`}
      onClick={() => void countClassically(source, purpose)}
    >
      <Icon name="count" />
      Count with classical
    </button>
  )
}
