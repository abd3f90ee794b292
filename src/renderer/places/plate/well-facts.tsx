import type { ImageRecord, RunSummary } from '@shared/run'
import { many, measure, score } from '../../logic/format'
import { areaIn, inUm } from '../../logic/metrics'
import { meanOf } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { type ScaledRow, zWords } from './plate-scale'

/** Standard deviation over mean of the fields' counts. */
function spread(images: ImageRecord[]): number | undefined {
  const counts = images.flatMap((image) => (image.count === undefined ? [] : [image.count]))
  if (counts.length < 2) return undefined
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length
  const variance = counts.reduce((sum, c) => sum + (c - mean) ** 2, 0) / (counts.length - 1)
  return mean > 0 ? Math.sqrt(variance) / mean : undefined
}

/** Means of the selected well or image. */
export function WellFacts({ fields, row }: { fields: ImageRecord[]; row: ScaledRow | undefined }) {
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
        {row?.z !== undefined && (
          <>
            <dt>z-score on this plate</dt>
            <dd>{zWords(row.z)}</dd>
          </>
        )}
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

/** What the whole run was made with, while nothing is selected. */
export function RunFacts({ run }: { run: RunSummary }) {
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
