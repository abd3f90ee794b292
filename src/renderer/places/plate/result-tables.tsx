import type { ImageRecord, RunSummary } from '@shared/run'
import { useMemo, useState } from 'react'
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
}

/** Wells, images and nuclei of the run: filtered by the flag, the text and, for nuclei, the selected well. */
export function ResultTables({ run, images, rows, metric, shown: scale }: Props) {
  const { rows: wanted, text, flag, well } = useReview()
  const shown: Rows = wanted === 'wells' && rows.length === 0 ? 'images' : wanted
  const [copy, setCopy] = useState<{ run(): void }>()
  const words = text.trim().toLowerCase()
  const imagesShown = useMemo(
    () =>
      images.filter(
        (image) =>
          (!flag || image.flags.includes(flag)) &&
          (!words ||
            `${image.well ?? ''} ${image.file} ${image.plate ?? ''}`.toLowerCase().includes(words)) &&
          (shown === 'wells' || !well || image.well === well),
      ),
    [images, flag, words, well, shown],
  )
  const wellsShown = useMemo(
    () =>
      rows.filter(
        (row) => (!flag || row.flags.includes(flag)) && (!words || row.well.toLowerCase().includes(words)),
      ),
    [rows, flag, words],
  )
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
              placeholder="Filter"
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
        <WellsTable run={run} rows={wellsShown} metric={metric} shown={scale} onCopy={setCopy} />
      )}
      {shown === 'images' && <ImagesTable run={run} images={imagesShown} onCopy={setCopy} />}
      {shown === 'nuclei' && (
        <NucleiTable
          run={run}
          images={images}
          shown={flag || words || well ? imagesShown : undefined}
          onCopy={setCopy}
        />
      )}
    </section>
  )
}
