import { int, many } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { leaveOut, pick } from './choose-source'
import { preview, runScores, useEvaluate } from './evaluate-store'
import { GroupSelect } from './grouping'
import { Matched } from './matched-names'
import { PickSource } from './pick-source'
import { SeriesMark } from './series'
import { Line, Row } from './setup-line'
import { FolderButton, SetupPage, WorkFailure } from './setup-page'

/** What is compared with what, and what of it matches by name; nothing is scored before this is seen. */
export function SetupForm() {
  const state = useEvaluate()
  const { targets, predictions, images, table } = state
  const view = state.preview.state === 'there' ? state.preview.view : undefined
  const ready = view !== undefined && view.common > 0
  return (
    <SetupPage
      title="What is scored"
      words={
        <>
          Label images (PNG, TIFF), one-nucleus masks, run-length CSV, COCO, GeoJSON, ImageJ ROIs or a Karyon
          run. Names are matched without extensions, <span className="mono">_labels</span> and the like.
        </>
      }
    >
      <Row label="Targets" purpose="targets" hint="the masks that are right">
        {targets && <Line name={targets.name} path={targets.path} facts={view && facts(view.targets)} />}
        <PickSource purpose="targets" runs />
      </Row>
      <Row label="Segmenters" purpose="prediction" hint="one or more">
        {predictions.map((chosen, i) => {
          const match = view?.segmenters[i]
          return (
            <Line
              key={JSON.stringify(chosen.source)}
              mark={<SeriesMark at={i} />}
              name={match?.name ?? chosen.name}
              path={chosen.path}
              facts={match && facts(match)}
              onRemove={() => leaveOut(i)}
            >
              {match && <Matched match={match} />}
            </Line>
          )
        })}
        {predictions.length < 12 && <PickSource purpose="prediction" runs />}
      </Row>
      <Row label="Images" purpose="images" hint="for look groups and to draw error maps over">
        {images ? (
          <Line
            name={images.name}
            path={images.path}
            facts={view?.images && `${many(view.images.found, 'image')} of ${int(view.common)} found`}
            onRemove={() => {
              useEvaluate.setState({ images: undefined })
              void preview()
            }}
          />
        ) : (
          <p className="setup__auto small">
            {view?.images
              ? `Found by itself: ${view.images.path}, ${int(view.images.found)} of ${many(view.common, 'image')}`
              : 'A folder "images" beside the targets is found by itself; a run brings its own.'}
          </p>
        )}
        <FolderButton purpose="images" words="Other folder…" />
      </Row>
      <Row label="Groups" purpose="table" hint="automatic by look, or a table with a row an image">
        {table && (
          <Line
            name={table.name}
            path={table.path}
            onRemove={() => {
              useEvaluate.setState({ table: undefined, by: undefined })
              void preview()
            }}
          />
        )}
        <span className="pick">
          <button type="button" className="btn btn--small" onClick={() => void pick('table', 'file')}>
            <Icon name="table" />
            Table (CSV)…
          </button>
          {view && (
            <GroupSelect
              small
              label="Group by"
              groupings={view.groupings}
              value={state.by}
              onChange={(by) => useEvaluate.setState({ by })}
            />
          )}
        </span>
      </Row>
      <div className="setup__end">
        <div className="setup__state" role="status">
          {state.preview.state === 'reading' && <p className="muted small">Reading names …</p>}
          {state.preview.state === 'failed' && (
            <NoticeBox tone="failure">
              <b>{state.preview.message}</b> {state.preview.remedy}
            </NoticeBox>
          )}
          <WorkFailure what="scores" />
          {view && view.common === 0 && (
            <NoticeBox tone="attention">
              <b>No image has the same name in all sets.</b> Name results like their targets; folders, case
              and <span className="mono">_labels</span> do not matter.
            </NoticeBox>
          )}
        </div>
        <div className="setup__do">
          <button
            type="button"
            className="btn btn--primary btn--large"
            disabled={!ready}
            onClick={() => void runScores()}
          >
            {view ? `Score ${many(view.common, 'image')}` : 'Score'}
          </button>
          {state.result && (
            <button
              type="button"
              className="btn btn--large"
              onClick={() => useEvaluate.setState({ form: false })}
            >
              Back to the scores
            </button>
          )}
        </div>
      </div>
    </SetupPage>
  )
}

const facts = (set: { images: number; kind: string; ignored: number }) =>
  `${many(set.images, 'image')} · ${set.kind}${set.ignored > 0 ? ` · ${many(set.ignored, 'other file')} left out` : ''}`
