import { routeToHash } from '../../state/route'
import { takeDrop } from '../evaluate/choose-source'
import { runComparison, useEvaluate } from '../evaluate/evaluate-store'
import { PickSource } from '../evaluate/pick-source'
import { SeriesMark } from '../evaluate/series'
import { Line, Row } from '../evaluate/setup-line'
import { FolderButton, SetupPage, WorkFailure } from '../evaluate/setup-page'

/** Two runs or folders of the same images. */
export function CompareForm() {
  const { a, b, compareImages, comparison } = useEvaluate()
  return (
    <SetupPage
      title="Two segmenters on the same images"
      words={
        <>
          Without target masks nobody knows which is right; Compare shows where they disagree. With masks use{' '}
          <a href={routeToHash({ place: 'evaluate', tab: 'scores' })}>Scores</a>.
        </>
      }
    >
      <Row label="A" purpose="a" hint="a run, a folder or a file">
        {a && <Line name={a.name} path={a.path} mark={<SeriesMark at={0} />} />}
        <PickSource purpose="a" runs />
      </Row>
      <Row label="B" purpose="b" hint="of the same images">
        {b && <Line name={b.name} path={b.path} mark={<SeriesMark at={2} />} />}
        <PickSource purpose="b" runs />
      </Row>
      <Row label="Images" purpose="compare-images" hint="a run brings its own">
        {compareImages && (
          <Line
            name={compareImages.name}
            path={compareImages.path}
            onRemove={() => useEvaluate.setState({ compareImages: undefined })}
          />
        )}
        <span className="pick">
          <FolderButton purpose="compare-images" words="Folder…" />
        </span>
      </Row>
      <WorkFailure what="comparison" />
      <div className="setup__do">
        <button
          type="button"
          className="btn btn--primary btn--large"
          disabled={!a || !b}
          onClick={() => void runComparison()}
        >
          Compare
        </button>
        {comparison && (
          <button
            type="button"
            className="btn btn--large"
            onClick={() => useEvaluate.setState({ compareForm: false })}
          >
            Back to the comparison
          </button>
        )}
      </div>
    </SetupPage>
  )
}

export function NothingToCompare() {
  return (
    <section
      className="place__empty"
      aria-label="Nothing to compare"
      data-region="empty"
      data-takes-drop
      onDrop={(event) => {
        event.preventDefault()
        void takeDrop('a', event.dataTransfer)
      }}
    >
      <div className="empty">
        <svg className="empty__art" viewBox="0 0 96 64" aria-hidden="true">
          <rect x="6" y="8" width="38" height="48" />
          <rect x="52" y="8" width="38" height="48" strokeDasharray="3 4" />
        </svg>
        <p className="empty__words">
          <b>Nothing to compare yet.</b> Choose two runs, or two folders of label images, of the same images.
        </p>
        <div>
          <button
            type="button"
            className="btn btn--primary"
            onClick={() => useEvaluate.setState({ compareForm: true })}
          >
            Choose A and B…
          </button>
        </div>
      </div>
    </section>
  )
}
