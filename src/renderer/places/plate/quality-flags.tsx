import type { ImageFlag, ImageRecord } from '@shared/run'
import { useMemo } from 'react'
import { QUALITY_FLAGS } from '../../logic/flags'
import { int, many } from '../../logic/format'
import { useReview } from '../../state/review-store'
import { Icon } from '../../ui/icon'
import type { ScaledRow } from './plate-scale'

interface Props {
  images: ImageRecord[]
  /** Wells of the plate shown. */
  rows: ScaledRow[]
}

/** How many of what is listed carry each flag, wells of the plate or images of all; a press shows only those. */
export function QualityFlags({ images, rows }: Props) {
  const flag = useReview((state) => state.flag)
  const wells = useReview((state) => state.rows === 'wells') && rows.length > 0
  const counts = useMemo(() => {
    const all = new Map<ImageFlag, number>()
    for (const { flags } of wells ? rows : images) for (const f of flags) all.set(f, (all.get(f) ?? 0) + 1)
    return all
  }, [images, rows, wells])
  const present = QUALITY_FLAGS.filter((f) => counts.has(f.flag) || f.flag === flag)
  if (present.length === 0) return <span className="small faint">No flags</span>
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of toggles, laid out with the tools beside it.
    <div className="results__qc" role="group" aria-label="Quality flags">
      <span className="small faint">Flags</span>
      {present.map((f) => (
        <button
          key={f.flag}
          type="button"
          className={flag === f.flag ? 'chip chip--attention' : 'chip'}
          aria-pressed={flag === f.flag}
          aria-label={`${f.label}: ${many(counts.get(f.flag) ?? 0, wells ? 'well' : 'image')}`}
          onClick={() => useReview.setState({ flag: flag === f.flag ? undefined : f.flag })}
        >
          <Icon name={f.icon} />
          {f.label} <b>{int(counts.get(f.flag) ?? 0)}</b>
        </button>
      ))}
    </div>
  )
}
