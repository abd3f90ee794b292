import type { ImageRecord, RunSummary } from '@shared/run'
import { useEffect, useMemo } from 'react'
import { type Metric, metricsFor, roundUp } from '../../logic/metrics'
import { shapeOf } from '../../logic/wells'
import { platesOf, wellsOf } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { useReview } from '../../state/review-store'
import { useRuns } from '../../state/runs-store'
import { PlateMap } from '../../ui/plate-map'
import { Distribution } from './distribution'
import { loadMarks, NOTHING_MARKED, useMarks } from './marks-store'
import { NoControls } from './no-controls'
import { openWell } from './open-well'
import { pickAll, pickWells, useSelection } from './pick-wells'
import { scaleRows, shownScale } from './plate-scale'
import { PlateTools } from './plate-tools'
import { ResultTables } from './result-tables'
import { scaledCells } from './scaled-cells'
import { SidePanel } from './side-panel'
import { usePlateKeys } from './use-plate-keys'

/** Counts of a plate (or a folder) as map, distribution and tables; one selection holds for all. */
export function PlatePage({ run, images }: { run: RunSummary; images: ImageRecord[] }) {
  const units = useApp((state) => state.prefs.units)
  const { metric: key, plate: chosen, well } = useReview()
  const { scale, robust, review } = useMarks()
  const metrics = useMemo(() => metricsFor(images, units), [images, units])
  const metric = (metrics.find((m) => m.key === key) ?? metrics[0]) as Metric
  const plates = useMemo(() => platesOf(images), [images])
  const plate = chosen !== undefined && plates.includes(chosen) ? chosen : (plates[0] ?? '')
  useEffect(() => loadMarks(run.id), [run.id])
  const marks = review.contents[plate] ?? NOTHING_MARKED
  const wells = useMemo(() => wellsOf(images, plate, metric), [images, plate, metric])
  const scaled = useMemo(() => scaleRows(wells, marks, robust), [wells, marks, robust])
  const { rows } = scaled
  const selection = useSelection(plate)
  usePlateKeys(plate, rows, selection)
  const hasPlate = rows.length > 0
  const values = hasPlate ? rows.map((row) => row.value) : images.map(metric.of)
  const top = metric.top ?? roundUp(values.reduce<number>((most, v) => Math.max(most, v ?? 0), 0))
  const shown = useMemo(
    () => shownScale(hasPlate ? scale : 'value', metric, rows, top),
    [hasPlate, scale, metric, rows, top],
  )
  const cells = useMemo(() => scaledCells(rows, metric, shown), [rows, metric, shown])
  const shapes = useRuns((state) => state.plates[run.id])
  const names = useMemo(() => rows.map((row) => row.well), [rows])
  const known = useMemo(() => new Set(names), [names])
  const geometry = shapeOf(shapes, plate, names)
  const fields = hasPlate ? Math.max(...rows.map((row) => row.images.length)) : undefined
  return (
    <div className="results">
      <div className="results__main">
        <PlateTools {...{ images, rows, metrics, metric, plates, plate, fields }} />
        <div className={hasPlate ? 'results__map' : 'results__map results__map--loose'} data-region="map">
          {hasPlate && (
            <section aria-label="Heat map">
              <PlateMap
                rows={geometry.rows}
                columns={geometry.columns}
                cells={cells}
                label={`Plate ${plate}, ${shown.label.toLowerCase()}`}
                picked={well}
                selected={selection}
                onPick={(name, how) => pickWells(plate, name, how, known)}
                onPickAll={(wells) => pickAll(plate, wells)}
                onOpen={(name) =>
                  openWell(
                    run.id,
                    rows.find((row) => row.well === name),
                  )
                }
              />
            </section>
          )}
          {shown.key === 'control' && !scaled.plate.negative ? (
            <NoControls />
          ) : (
            <Distribution images={images} scaled={scaled} metric={metric} shown={shown} picked={well} />
          )}
        </div>
        <ResultTables {...{ run, images, rows, metric, shown, plate, plates }} />
      </div>
      <SidePanel run={run} images={images} rows={rows} metric={metric} plate={plate} selection={selection} />
    </div>
  )
}
