import type { ImageRecord, RunSummary } from '@shared/run'
import { useDeferredValue, useMemo, useState } from 'react'
import { int } from '../../logic/format'
import type { Metric } from '../../logic/metrics'
import { type Rows, useReview } from '../../state/review-store'
import { Icon } from '../../ui/icon'
import { Segments } from '../../ui/small'
import { ImagesTable } from './images-table'
import { NucleiTable } from './nuclei-table'
import type { ScaledRow, Shown } from './plate-scale'
import { WellsTable } from './wells-table'

interface Props {
  run: RunSummary
  images: ImageRecord[]
  rows: ScaledRow[]
  metric: Metric
  shown: Shown
  plate: string
  plates: string[]
}

/** Wells, images and nuclei of the run: filtered by the flag, the text and, but for wells, the selected well. */
export function ResultTables({ run, images, rows, metric, shown: scale, plate, plates }: Props) {
  const { rows: wanted, text, flag, well } = useReview()
  const shown: Rows = wanted === 'wells' && rows.length === 0 ? 'images' : wanted
  const [copy, setCopy] = useState<{ run(): void }>()
  // Typing is answered at once; the rows follow when there is time.
  const filter = useDeferredValue(text)
  const imagesShown = useMemo(
    () =>
      images.filter(
        (image) =>
          (!flag || image.flags.includes(flag)) &&
          (!well || (image.well === well && (image.plate ?? '') === plate)),
      ),
    [images, flag, well, plate],
  )
  const wellsShown = useMemo(() => rows.filter((row) => !flag || row.flags.includes(flag)), [rows, flag])
  return (
    <section className="panel results__table" aria-label="Tables" data-region="tables">
      <div className="panel__head">
        <Segments<Rows>
          label="Rows"
          small
          value={shown}
          onChange={(value) => useReview.setState({ rows: value })}
          options={[
            ...(rows.length > 0 ? [{ value: 'wells' as const, label: `Wells ${int(rows.length)}` }] : []),
            { value: 'images', label: `Images ${int(images.length)}` },
            { value: 'nuclei', label: `Nuclei ${int(run.nuclei)}` },
          ]}
        />
        {well && shown !== 'wells' && (
          <button
            type="button"
            className="chip"
            onClick={() => useReview.setState({ well: undefined, image: undefined, nucleus: undefined })}
          >
            {well} <Icon name="x" />
            <span className="sr">show all wells</span>
          </button>
        )}
        <span className="end">
          <label className="filter">
            <Icon name="filter" />
            <span className="sr">Filter rows</span>
            <input
              type="search"
              placeholder="Filter, or area > 300"
              title="Words that names hold, and conditions on any column: confidence < .7 area > 300"
              value={text}
              onChange={(event) => useReview.setState({ text: event.target.value })}
            />
          </label>
          <button
            type="button"
            className="btn btn--quiet btn--small"
            disabled={!copy}
            onClick={() => copy?.run()}
          >
            <Icon name="copy" />
            Copy
          </button>
        </span>
      </div>
      {shown === 'wells' && (
        <WellsTable
          run={run}
          rows={wellsShown}
          metric={metric}
          shown={scale}
          text={filter}
          onCopy={setCopy}
        />
      )}
      {shown === 'images' && (
        <ImagesTable run={run} images={imagesShown} plates={plates.length} text={filter} onCopy={setCopy} />
      )}
      {shown === 'nuclei' && (
        <NucleiTable
          run={run}
          images={images}
          shown={flag || well ? imagesShown : undefined}
          plates={plates.length}
          text={filter}
          onCopy={setCopy}
        />
      )}
    </section>
  )
}
