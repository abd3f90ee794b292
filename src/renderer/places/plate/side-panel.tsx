import type { ImageRecord, RunSummary } from '@shared/run'
import type { Metric } from '../../logic/metrics'
import { useReview } from '../../state/review-store'
import { imageOf } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { placeOf } from '../queue/image-row'
import { FieldThumbs } from './field-thumbs'
import { FlagNotes } from './flag-notes'
import { markWells } from './marks-store'
import { openWell } from './open-well'
import { pickOne } from './pick-wells'
import { percentWords, type ScaledRow } from './plate-scale'
import { WellContent } from './well-content'
import { RunFacts, WellFacts } from './well-facts'

interface Props {
  run: RunSummary
  images: ImageRecord[]
  rows: ScaledRow[]
  metric: Metric
  plate: string
  selection: string[]
}

/** The selected well (or image) with its fields, its flags in words, its means and what it holds. */
export function SidePanel({ run, images, rows, metric, plate, selection }: Props) {
  const { well, image } = useReview()
  const row = rows.find((r) => r.well === well)
  const single = imageOf(images, image)
  if (!row && !single) {
    return (
      <aside className="inspector results__side" aria-label="Selection" data-region="selection">
        <section>
          <p className="muted small">
            {rows.length > 0
              ? 'Pick a well in the map, in the plot or in the table; its fields appear here.'
              : 'Pick an image in the plot or in the table.'}
          </p>
        </section>
        <RunFacts run={run} />
      </aside>
    )
  }
  const fields = row ? row.images : [single!]
  return (
    <aside
      className="inspector results__side"
      aria-label={row ? `Well ${row.well}` : 'Image'}
      data-region="selection"
    >
      <section>
        <div className="section__head">
          <h2 className="clip">{row ? `Well ${row.well}` : placeOf(single!)}</h2>
          {row && rows.length > 1 && <Steps rows={rows} well={row.well} />}
        </div>
        <div className="readouts">
          <div className="readout readout--hero">
            <span className="value">{metric.format(row ? row.value : metric.of(single!))}</span>
            <span className="label">{metric.label.toLowerCase()}</span>
          </div>
          {row?.ofControl !== undefined && (
            <div className="readout results__small">
              <span className="value">{percentWords(row.ofControl)}</span>
              <span className="label">of negative control</span>
            </div>
          )}
        </div>
      </section>
      <FieldThumbs run={run} fields={fields} />
      <FlagNotes fields={fields} />
      <WellFacts fields={fields} row={row} />
      {row && <WellContent plate={plate} rows={rows} selection={selection} />}
      {row && (
        <section className="results__actions">
          <button
            type="button"
            className="btn"
            disabled={row.done === 0}
            onClick={() => openWell(run.id, row)}
          >
            Open images <kbd>Enter</kbd>
          </button>
          <LeaveOut plate={plate} rows={rows} selection={selection} />
        </section>
      )}
    </aside>
  )
}

function LeaveOut({ plate, rows, selection }: Pick<Props, 'plate' | 'rows' | 'selection'>) {
  const out = rows.every((row) => !selection.includes(row.well) || row.content === 'out')
  return (
    <button
      type="button"
      className="btn btn--quiet"
      title="Left out of scales and plots; tables keep it"
      onClick={() => void markWells(plate, selection, out ? 'sample' : 'out')}
    >
      {out ? 'Take back' : 'Leave out'} <kbd>Del</kbd>
    </button>
  )
}

function Steps({ rows, well }: { rows: ScaledRow[]; well: string }) {
  const step = (by: number) => {
    const at = rows.findIndex((r) => r.well === well)
    pickOne(rows[(at + by + rows.length) % rows.length]!.well)
  }
  return (
    <span className="end">
      <button
        type="button"
        className="btn btn--quiet btn--icon btn--small"
        aria-label="Previous well"
        onClick={() => step(-1)}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        className="btn btn--quiet btn--icon btn--small"
        aria-label="Next well"
        onClick={() => step(1)}
      >
        <Icon name="right" />
      </button>
    </span>
  )
}
