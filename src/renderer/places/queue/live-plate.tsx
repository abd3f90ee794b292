import type { ImageRecord } from '@shared/run'
import { useMemo } from 'react'
import { cellsOf } from '../../logic/cells'
import { int } from '../../logic/format'
import { metricsFor, roundUp } from '../../logic/metrics'
import { shapeOf } from '../../logic/wells'
import { wellsOf } from '../../logic/wells-of'
import { useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { PlateMap } from '../../ui/plate-map'
import { Ramp } from '../../ui/ramp'

export function LivePlate({ runId, images, name }: { runId: string; images: ImageRecord[]; name: string }) {
  const metric = useMemo(() => metricsFor(images, 'px')[0]!, [images])
  const rows = useMemo(() => wellsOf(images, name, metric), [images, name, metric])
  const top = roundUp(Math.max(1, ...rows.map((row) => row.value ?? 0)))
  const cells = useMemo(() => cellsOf(rows, metric, top), [rows, metric, top])
  const shapes = useRuns((state) => state.plates[runId])
  const { rows: r, columns } = shapeOf(
    shapes,
    name,
    rows.map((row) => row.well),
  )
  const full = rows.filter((row) => row.done + row.failed === row.images.length).length
  return (
    <section>
      <div className="section__head">
        <h2 className="clip">{name ? `Plate ${name}` : 'Plate'}</h2>
        <span className="end small faint">
          {int(full)} of {int(rows.length)} wells
        </span>
      </div>
      <PlateMap
        rows={r}
        columns={columns}
        cells={cells}
        label={`Plate ${name}, nuclei per field so far`}
        sparse
      />
      <div className={rows.some((row) => row.value !== undefined) ? 'queue__ramp' : 'queue__ramp is-hidden'}>
        <Ramp from="0" to={int(top)} label="nuclei per field" />
      </div>
      <div className="legend queue__legend">
        <span>
          <i className="key key--run" />
          now
        </span>
        <span>
          <i className="key" />
          waiting
        </span>
        <span>
          <Icon name="x" className="is-failure" />
          not read
        </span>
      </div>
    </section>
  )
}
