import { useEffect, useMemo, useState } from 'react'
import { cellsOf } from '../../logic/cells'
import { int } from '../../logic/format'
import { metricsFor, roundUp } from '../../logic/metrics'
import { platesOf, wellsOf } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { countSample } from '../../state/count-store'
import { loadImages, useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { PlateMap } from '../../ui/plate-map'

/** The latest count of the sample, if there is one: the panel shows its plate instead of words about it. */
function useSampleRun() {
  const run = useRuns((state) => state.runs.findLast((r) => r.state === 'done' && r.name === 'Karyon-Sample'))
  const images = useRuns((state) => (run ? state.images[run.id] : undefined))
  const shape = useRuns((state) => (run ? state.plates[run.id]?.[0] : undefined))
  useEffect(() => {
    if (run) void loadImages(run.id)
  }, [run])
  return run && images && shape ? { images, shape } : undefined
}

export function SamplePlate() {
  const there = useApp((state) => state.info?.sample)
  const [making, setMaking] = useState(false)
  const last = useSampleRun()
  const cells = useMemo(() => {
    if (!last) return undefined
    const metric = metricsFor(last.images, 'px')[0]!
    const rows = wellsOf(last.images, platesOf(last.images)[0] ?? '', metric)
    return cellsOf(rows, metric, roundUp(Math.max(1, ...rows.map((row) => row.value ?? 0))))
  }, [last])
  if (!there) return null
  return (
    <section className="panel sample" aria-label="Sample plate">
      <div className="panel__head">
        <h2>Sample plate</h2>
        {last && <span className="end small faint">as counted here, {int(last.images.length)} fields</span>}
      </div>
      <div className="sample__body">
        {last && cells && (
          <PlateMap
            rows={last.shape.rows}
            columns={last.shape.columns}
            cells={cells}
            label="Sample plate, nuclei per field as counted here"
            sparse
          />
        )}
        <p className="muted">
          A small plate drawn by Karyon itself, with known nuclei: made on this computer, counted like any
          other, nothing is fetched.
        </p>
        <button
          type="button"
          className="btn"
          disabled={making}
          onClick={() => {
            setMaking(true)
            void countSample().finally(() => setMaking(false))
          }}
        >
          <Icon name="play" />
          {making ? 'Drawing the plate' : 'Count the sample'}
        </button>
      </div>
    </section>
  )
}
