import type { ImageRecord } from '@shared/run'
import type { Metric, MetricKey } from '../../logic/metrics'
import { useReview } from '../../state/review-store'
import { Segments, Select } from '../../ui/small'
import { NOTHING_SELECTED, useMarks } from './marks-store'
import type { ScaledRow, ScaleKey } from './plate-scale'
import { QualityFlags } from './quality-flags'

interface Props {
  images: ImageRecord[]
  /** Wells of the plate shown. */
  rows: ScaledRow[]
  metrics: Metric[]
  metric: Metric
  plates: string[]
  plate: string
  /** Undefined for images that are on no plate. */
  fields: number | undefined
}

/** What is shown of which plate, on which scale; flags at the right. */
export function PlateTools({ images, rows, metrics, metric, plates, plate, fields }: Props) {
  const { scale, robust } = useMarks()
  return (
    <div className="results__tools" data-region="tools">
      <Select<MetricKey>
        label="Show"
        value={metric.key}
        options={metrics.map((m) => ({ value: m.key, label: m.label }))}
        onChange={(metric) => useReview.setState({ metric })}
      />
      {plates.length > 1 && (
        <Select
          label="Plate"
          value={plate}
          options={plates.map((name) => ({ value: name, label: name || 'no name' }))}
          onChange={(name) => {
            useMarks.setState({ selection: NOTHING_SELECTED })
            useReview.setState({ plate: name, well: undefined, image: undefined, nucleus: undefined })
          }}
        />
      )}
      {fields !== undefined && (
        <Segments<ScaleKey>
          label="Scale"
          value={scale}
          options={[
            { value: 'value', label: metric.key === 'count' ? 'Count' : 'Value' },
            { value: 'control', label: '% of control' },
            { value: 'z', label: 'z-score' },
          ]}
          onChange={(value) => useMarks.setState({ scale: value })}
        />
      )}
      {fields !== undefined && scale !== 'value' && (
        <label className="check" title="Median and MAD instead of mean and standard deviation">
          <input
            type="checkbox"
            checked={robust}
            onChange={(event) => useMarks.setState({ robust: event.target.checked })}
          />
          Robust
        </label>
      )}
      {fields !== undefined && fields > 1 && scale === 'value' && (
        <span className="small faint results__hint">median of {fields} fields</span>
      )}
      <span className="grow" />
      <QualityFlags images={images} rows={rows} />
    </div>
  )
}
