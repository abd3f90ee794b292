import { useEffect } from 'react'
import { many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { routeToHash } from '../../state/route'
import { Icon } from '../../ui/icon'
import { Tabs } from '../../ui/tabs'
import { ComparePlace } from '../compare/compare'
import { CompareTools } from '../compare/compare-tools'
import { pick, takeDrop } from './choose-source'
import { useClassicalRuns } from './classical-run'
import { comeBack, groupBy, stop, useEvaluate } from './evaluate-store'
import { ExportMenu, SCORE_EXPORTS } from './export-menu'
import { GroupSelect } from './grouping'
import { useLook } from './look-store'
import { Notes } from './notes'
import { Scores } from './scores'
import { SetupForm } from './setup-form'
import { SourceDialog } from './source-dialog'
import { Waiting } from './waiting'

/** Evaluate: against target masks where there are some, segmenter against segmenter where there are none. */
export function EvaluatePlace({ tab }: { tab: 'scores' | 'compare' }) {
  const asking = useEvaluate((state) => state.asking)
  const running = useEvaluate((state) => state.work.state === 'running')
  useEffect(comeBack, [])
  useClassicalRuns()
  useEffect(() => {
    if (!running) return
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stop()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [running])
  return (
    <main className="place">
      <header className="bar" data-region="bar">
        <h1>Evaluate</h1>
        <Tabs
          label="Evaluate"
          tabs={[
            { name: 'Scores', route: { place: 'evaluate', tab: 'scores' }, current: tab === 'scores' },
            { name: 'Compare', route: { place: 'evaluate', tab: 'compare' }, current: tab === 'compare' },
          ]}
        />
        {tab === 'scores' ? <ScoreTools /> : <CompareTools />}
      </header>
      {tab === 'scores' ? <ScoresPlace /> : <ComparePlace />}
      {asking && <SourceDialog purpose={asking.purpose} />}
    </main>
  )
}

function ScoreTools() {
  const result = useEvaluate((state) => state.result)
  const form = useEvaluate((state) => state.form)
  const { image, segmenter } = useLook()
  if (!result || form) return null
  return (
    <>
      <i className="rule" />
      <button
        type="button"
        className="select evaluate__targets"
        title={result.targets.path}
        onClick={() => useEvaluate.setState({ form: true })}
      >
        <span className="faint">Targets</span>
        <span className="clip">
          {result.targets.name}, {many(result.images.length, 'image')}
        </span>
      </button>
      <GroupSelect label="By" groupings={result.groupings} value={result.groupedBy} onChange={groupBy} />
      <Notes failures={result.failures} notes={result.notes} />
      <div className="bar__end">
        <button type="button" className="btn" onClick={() => useEvaluate.setState({ form: true })}>
          <Icon name="plus" />
          Add segmenter…
        </button>
        <ExportMenu id={result.id} image={image} segmenter={segmenter} items={SCORE_EXPORTS} />
      </div>
    </>
  )
}

function ScoresPlace() {
  const { result, work, form, targets, predictions } = useEvaluate()
  if (work.state === 'running' && work.what === 'scores') return <Waiting work={work} />
  if (result && !form) return <Scores result={result} />
  if (!targets && predictions.length === 0) return <NoTargets />
  return <SetupForm />
}

function NoTargets() {
  const browser = useApp((state) => state.api?.shell === 'browser')
  return (
    <section
      className="place__empty"
      aria-label="No target masks"
      data-region="empty"
      data-takes-drop
      onDrop={(event) => {
        event.preventDefault()
        void takeDrop('targets', event.dataTransfer)
      }}
    >
      <div className="empty">
        <svg className="empty__art" viewBox="0 0 96 64" aria-hidden="true">
          <path d="M10 6v50h80" />
          <path d="M14 14c34 1 46 8 68 38" strokeDasharray="3 4" />
        </svg>
        <p className="empty__words">
          <b>No target masks.</b> Put one label image per image, with the same name, in a folder called{' '}
          <span className="mono">labels</span>; masks, run-length CSV, COCO, GeoJSON and ImageJ ROIs work too.
        </p>
        <div>
          <button type="button" className="btn btn--primary" onClick={() => void pick('targets', 'folder')}>
            Choose masks…
          </button>
          {!browser && (
            <button type="button" className="btn" onClick={() => void pick('targets', 'file')}>
              Choose a file…
            </button>
          )}
          <a className="btn" href={routeToHash({ place: 'evaluate', tab: 'compare' })}>
            Compare without masks
          </a>
        </div>
      </div>
    </section>
  )
}
