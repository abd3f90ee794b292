import type { ImageFlag, ImageRecord, RunSummary } from '@shared/run'
import { useEffect, useMemo } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { cellsOf } from '../../logic/cells'
import { QUALITY_FLAGS } from '../../logic/flags'
import { int } from '../../logic/format'
import { type Metric, type MetricKey, metricsFor, roundUp } from '../../logic/metrics'
import { shapeOf } from '../../logic/wells'
import { platesOf, type WellRow, wellsOf } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { pickWell, useReview } from '../../state/review-store'
import { go } from '../../state/route'
import { useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { PlateMap } from '../../ui/plate-map'
import { Select } from '../../ui/small'
import { Distribution } from './distribution'
import { ResultTables } from './result-tables'
import { SidePanel } from './side-panel'

export function openWell(runId: string, row: WellRow | undefined): void {
  const image = row?.images.find((i) => i.state === 'done')
  if (image) go({ place: 'review', tab: 'image', runId, index: image.index })
}

function Flags({ images }: { images: ImageRecord[] }) {
  const flag = useReview((state) => state.flag)
  const counts = useMemo(() => {
    const all = new Map<ImageFlag, number>()
    for (const image of images) for (const f of image.flags) all.set(f, (all.get(f) ?? 0) + 1)
    return all
  }, [images])
  const present = QUALITY_FLAGS.filter((f) => counts.has(f.flag))
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
          aria-label={`${f.label}: ${counts.get(f.flag)} images`}
          onClick={() => useReview.setState({ flag: flag === f.flag ? undefined : f.flag })}
        >
          <Icon name={f.icon} />
          {f.label} <b>{int(counts.get(f.flag))}</b>
        </button>
      ))}
    </div>
  )
}

/** N: the next well with a quality flag, in plate order. */
function useNextFlag(rows: WellRow[]): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'n' ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        isTyping(event.target)
      )
        return
      const flagged = rows.filter((row) => QUALITY_FLAGS.some((f) => row.flags.includes(f.flag)))
      if (flagged.length === 0) return
      const at = flagged.findIndex((row) => row.well === useReview.getState().well)
      pickWell(flagged[(at + 1) % flagged.length]!.well)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [rows])
}

export function PlatePage({ run, images }: { run: RunSummary; images: ImageRecord[] }) {
  const units = useApp((state) => state.prefs.units)
  const { metric: key, plate: chosen, well } = useReview()
  const metrics = useMemo(() => metricsFor(images, units), [images, units])
  const metric = (metrics.find((m) => m.key === key) ?? metrics[0]) as Metric
  const plates = useMemo(() => platesOf(images), [images])
  const plate = chosen !== undefined && plates.includes(chosen) ? chosen : (plates[0] ?? '')
  const rows = useMemo(() => wellsOf(images, plate, metric), [images, plate, metric])
  useNextFlag(rows)
  const hasPlate = rows.length > 0
  const values = hasPlate ? rows.map((row) => row.value) : images.map(metric.of)
  const top = metric.top ?? roundUp(values.reduce<number>((most, v) => Math.max(most, v ?? 0), 0))
  const cells = useMemo(() => cellsOf(rows, metric, top), [rows, metric, top])
  const shapes = useRuns((state) => state.plates[run.id])
  const geometry = shapeOf(
    shapes,
    plate,
    rows.map((row) => row.well),
  )
  const picked = rows.find((row) => row.well === well)
  return (
    <div className="results">
      <div className="results__main">
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
              onChange={(name) =>
                useReview.setState({ plate: name, well: undefined, image: undefined, nucleus: undefined })
              }
            />
          )}
          {hasPlate && rows.some((row) => row.images.length > 1) && (
            <span className="small faint">wells show the median of their fields</span>
          )}
          <span className="grow" />
          <Flags images={images} />
        </div>
        <div className={hasPlate ? 'results__map' : 'results__map results__map--loose'} data-region="map">
          {hasPlate && (
            <section aria-label="Heat map">
              <PlateMap
                rows={geometry.rows}
                columns={geometry.columns}
                cells={cells}
                label={`Plate ${plate}, ${metric.label.toLowerCase()}`}
                picked={well}
                onPick={pickWell}
                onOpen={(name) =>
                  openWell(
                    run.id,
                    rows.find((row) => row.well === name),
                  )
                }
              />
            </section>
          )}
          <Distribution images={images} rows={rows} metric={metric} top={top} picked={picked?.well} />
        </div>
        <ResultTables run={run} images={images} rows={rows} metric={metric} top={top} plate={plate} />
      </div>
      <SidePanel run={run} images={images} rows={rows} metric={metric} />
    </div>
  )
}
