import type { ImageRecord, RunSummary } from '@shared/run'
import { QUALITY_FLAGS, qualityFlag } from '../../logic/flags'
import { many, measure, score } from '../../logic/format'
import { areaIn, inUm, type Metric } from '../../logic/metrics'
import { meanOf, type WellRow } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { pickWell, useReview } from '../../state/review-store'
import { routeToHash } from '../../state/route'
import { imageOf } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { Thumb } from '../../ui/thumb'
import { placeOf } from '../queue/image-row'
import { openWell } from './plate-page'

const MOST_FIELDS = 12

function spread(images: ImageRecord[]): number | undefined {
  const counts = images.flatMap((image) => (image.count === undefined ? [] : [image.count]))
  if (counts.length < 2) return undefined
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length
  const variance = counts.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (counts.length - 1)
  return mean > 0 ? Math.sqrt(variance) / mean : undefined
}

/** The selected well (or image) with its fields, its flags in words, and its means. */
export function SidePanel({
  run,
  images,
  rows,
  metric,
}: {
  run: RunSummary
  images: ImageRecord[]
  rows: WellRow[]
  metric: Metric
}) {
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
  const step = (by: number) => {
    const at = rows.findIndex((r) => r.well === well)
    pickWell(rows[(at + by + rows.length) % rows.length]?.well)
  }
  return (
    <aside
      className="inspector results__side"
      aria-label={row ? `Well ${row.well}` : 'Image'}
      data-region="selection"
    >
      <section>
        <div className="section__head">
          <h2 className="clip">{row ? `Well ${row.well}` : placeOf(single!)}</h2>
          {row && rows.length > 1 && (
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
          )}
        </div>
        <div className="readouts">
          <div className="readout readout--hero">
            <span className="value">{metric.format(row ? row.value : metric.of(single!))}</span>
            <span className="label">{metric.label.toLowerCase()}</span>
          </div>
        </div>
      </section>
      <section>
        <div className="fields">
          {fields.slice(0, MOST_FIELDS).map((field) => (
            <a
              key={field.index}
              href={routeToHash({ place: 'review', tab: 'image', runId: run.id, index: field.index })}
              className={qualityFlag(field.flags) ? 'is-flagged' : undefined}
              title={`Open ${placeOf(field)}`}
            >
              <Thumb runId={run.id} index={field.index} className="fields__thumb" />
              <span>{field.site ?? field.index + 1}</span>
              <b>{field.count ?? '–'}</b>
            </a>
          ))}
        </div>
        {fields.length > MOST_FIELDS && (
          <p className="small faint">and {many(fields.length - MOST_FIELDS, 'more field')} in the table</p>
        )}
      </section>
      <FlagNotes fields={fields} />
      <Facts fields={fields} row={row} />
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
        </section>
      )}
    </aside>
  )
}

function FlagNotes({ fields }: { fields: ImageRecord[] }) {
  const shown = QUALITY_FLAGS.filter(({ flag }) => fields.some((field) => field.flags.includes(flag)))
  const failed = fields.filter((field) => field.failure)
  if (shown.length + failed.length === 0) return null
  return (
    <section className="results__notes">
      {shown.map(({ flag, label, icon }) => {
        const sites = fields.filter((field) => field.flags.includes(flag))
        const notes = [...new Set(sites.flatMap((field) => field.notes))].slice(0, 2).join(' ')
        const where =
          fields.length > 1
            ? ` in ${sites.length === 1 ? 'field' : 'fields'} ${sites.map((s) => s.site ?? s.index + 1).join(', ')}`
            : ''
        return (
          <NoticeBox key={flag} tone="attention" icon={icon}>
            <b>
              {label}
              {where}.
            </b>{' '}
            {notes}
          </NoticeBox>
        )
      })}
      {failed.slice(0, 2).map((field) => (
        <NoticeBox key={field.index} tone="failure">
          <b>{field.failure?.message}</b> {field.failure?.remedy}
        </NoticeBox>
      ))}
    </section>
  )
}

function Facts({ fields, row }: { fields: ImageRecord[]; row: WellRow | undefined }) {
  const { units, checkBelow } = useApp((state) => state.prefs)
  const um = inUm(fields, units)
  const area = meanOf(fields.map((f) => areaIn(f, um)))
  const confidence = meanOf(fields.map((f) => f.meanConfidence))
  const cv = spread(fields)
  return (
    <section>
      <dl className="kv">
        {row && (
          <>
            <dt>Nuclei, {many(row.done, 'field')}</dt>
            <dd>{row.total ?? '–'}</dd>
          </>
        )}
        <dt>Area, mean</dt>
        <dd>
          {measure(area)} {um ? 'µm²' : 'px'}
        </dd>
        <dt>Intensity, mean</dt>
        <dd>{measure(meanOf(fields.map((f) => f.meanIntensity)))}</dd>
        <dt>Confidence, mean</dt>
        <dd className={confidence !== undefined && confidence < checkBelow ? 'is-attention' : undefined}>
          {score(confidence)}
        </dd>
        {cv !== undefined && (
          <>
            <dt>Spread between fields</dt>
            <dd>CV {Math.round(cv * 100)} %</dd>
          </>
        )}
      </dl>
    </section>
  )
}

function RunFacts({ run }: { run: RunSummary }) {
  return (
    <section>
      <dl className="kv">
        <dt>Model</dt>
        <dd>{run.model ? `${run.model.name} ${run.model.version}` : '–'}</dd>
        <dt>Device</dt>
        <dd>{run.device?.name ?? '–'}</dd>
        <dt>Quality</dt>
        <dd>{run.settings.quality}</dd>
        <dt>Not read</dt>
        <dd className={run.failed > 0 ? 'is-failure' : undefined}>{run.failed}</dd>
      </dl>
    </section>
  )
}
