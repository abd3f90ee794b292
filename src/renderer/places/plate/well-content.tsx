import type { WellMark } from '@shared/review'
import { Segments } from '../../ui/small'
import { markWells } from './marks-store'
import type { ScaledRow } from './plate-scale'
import { selectionWords } from './select-wells'

/** What the selected wells hold: says against what the others are scaled. */
export function WellContent({
  plate,
  rows,
  selection,
}: {
  plate: string
  rows: ScaledRow[]
  selection: string[]
}) {
  const chosen = rows.filter((row) => selection.includes(row.well))
  const first = chosen[0]?.content
  const common = chosen.every((row) => row.content === first) ? first : undefined
  return (
    <section className="results__content" aria-label="Content of the selected wells">
      <div className="section__head">
        <h3>Content</h3>
        <span className="end small faint">{selectionWords(selection)}</span>
      </div>
      <Segments<WellMark | 'mixed'>
        label="Content"
        small
        value={common ?? 'mixed'}
        options={[
          { value: 'sample', label: 'Sample' },
          { value: 'negative', label: 'Negative control' },
          { value: 'positive', label: 'Positive' },
        ]}
        onChange={(value) => value !== 'mixed' && void markWells(plate, selection, value)}
      />
    </section>
  )
}
