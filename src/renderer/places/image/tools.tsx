import type { RefObject } from 'react'
import { type Shade, useViewer } from '../../state/viewer-store'
import { Icon } from '../../ui/icon'
import { Segments, Select } from '../../ui/small'
import type { Overlay } from '../../viewer/draw-outlines'
import type { StageEngine } from '../../viewer/engine'
import { useView, type ViewSignal } from '../../viewer/view-signal'
import { useReviewErrors } from './errors-store'
import { showOverlay } from './use-image-keys'

const MODES: [Overlay | 'errors', string, string][] = [
  ['none', 'Image', '0'],
  ['outlines', 'Outlines', '1'],
  ['fill', 'Fill', '2'],
  ['errors', 'Error map', '3'],
]
const ZOOMS = [0.25, 0.5, 1, 2, 4, 8, 16]

interface Props {
  engine: RefObject<StageEngine | undefined>
  view: ViewSignal
  /** Begins to correct; absent where there is nothing to correct. */
  onCorrect?: () => void
}

export function Tools({ engine, view, onCorrect }: Props) {
  const overlay = useViewer((state) => state.overlay)
  const shade = useViewer((state) => state.shade)
  const errors = useReviewErrors((state) => state.on)
  return (
    <div className="viewer__tools" data-region="tools">
      <Segments<Overlay | 'errors'>
        label="Overlay"
        value={errors ? 'errors' : overlay}
        onChange={showOverlay}
        options={MODES.map(([value, name, key]) => ({
          value,
          label: (
            <>
              {name} <kbd>{key}</kbd>
            </>
          ),
        }))}
      />
      <Select<Shade>
        label="Colour"
        value={shade}
        onChange={(value) => useViewer.setState({ shade: value })}
        options={[
          { value: 'check', label: 'less sure' },
          { value: 'confidence', label: 'confidence' },
          { value: 'area', label: 'size' },
        ]}
      />
      {onCorrect && (
        <button type="button" className="btn btn--quiet" onClick={onCorrect}>
          <Icon name="hand" />
          Correct <kbd>E</kbd>
        </button>
      )}
      <span className="grow" />
      <span className="small faint viewer__hold">
        hold <kbd>H</kbd> to see the image alone
      </span>
      <i className="rule" />
      <button
        type="button"
        className="btn btn--quiet btn--icon"
        aria-label="Zoom out"
        onClick={() => engine.current?.zoom(1 / 1.5)}
      >
        −
      </button>
      <button
        type="button"
        className="btn btn--quiet btn--icon"
        aria-label="Zoom in"
        onClick={() => engine.current?.zoom(1.5)}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        className="btn btn--quiet btn--icon"
        aria-label="Fit"
        title="Fit"
        onClick={() => engine.current?.fit()}
      >
        <Icon name="fit" />
      </button>
      <Zoom engine={engine} view={view} />
    </div>
  )
}

const ZOOM_OPTIONS = ZOOMS.map((z) => ({ value: String(z), label: `${z * 100} %` }))

export function Zoom({ engine, view }: Pick<Props, 'engine' | 'view'>) {
  // Whole percents: a zoom passes through far more scales than can be read.
  const percent = useView(view, (now) => Math.round(100 * (now?.scale ?? 1)))
  const known = ZOOMS.find((z) => Math.round(100 * z) === percent)
  return (
    <Select
      label="Zoom"
      hideLabel
      value={known ? String(known) : 'now'}
      options={known ? ZOOM_OPTIONS : [{ value: 'now', label: `${percent} %` }, ...ZOOM_OPTIONS]}
      onChange={(value) => {
        const stage = engine.current
        if (stage && value !== 'now') stage.zoom(Number(value) / stage.view.scale)
      }}
    />
  )
}
