import type { RefObject } from 'react'
import { Icon } from '../../ui/icon'
import { Segments } from '../../ui/small'
import type { StageEngine } from '../../viewer/engine'
import type { ViewSignal } from '../../viewer/view-signal'
import { Zoom } from '../image/tools'
import { useCorrect } from './correct-store'
import { TOOLS } from './toolbox'
import type { Tools } from './use-tools'

interface Props {
  engine: RefObject<StageEngine | undefined>
  view: ViewSignal
  tools: Tools
  step(what: 'undo' | 'redo'): void
}

const DRAWS = new Set(['add', 'redraw', 'superpixels'])

/** What the tool in hand can be told, undo and redo, and the zoom. */
export function CorrectOptions({ engine, view, tools, step }: Props) {
  const { tool, pending, colour, smooth, over, nextColour, state } = useCorrect()
  const undone = state?.entries.filter((entry) => entry.undone).length ?? 0
  const standing = (state?.entries.length ?? 0) - undone
  return (
    <div className="viewer__tools" data-region="tools">
      <b className="correct__name">{TOOLS.find((each) => each.tool === tool)!.name}</b>
      {tool === 'split' && (
        <>
          <Segments<'cut' | 'waist'>
            label="How"
            value={pending?.op.kind === 'waist' ? 'waist' : 'cut'}
            onChange={(how) =>
              how === 'waist' ? tools.waist() : useCorrect.setState({ pending: undefined })
            }
            options={[
              { value: 'cut', label: 'Draw a cut' },
              {
                value: 'waist',
                label: (
                  <>
                    At the waist <kbd>W</kbd>
                  </>
                ),
              },
            ]}
          />
          <Check label="Smooth the new edge" on={smooth} set={(value) => tools.how({ smooth: value })} />
        </>
      )}
      {tool === 'superpixels' && (
        <>
          <Segments<string>
            label="Paint"
            value={String(colour)}
            onChange={(value) => useCorrect.setState({ colour: Number(value) })}
            options={[0, 1, 2, 3].map((n) => ({
              value: String(n),
              label: (
                <>
                  <i className={`swatch paint-${n + 1}`} />
                  {n + 1}
                </>
              ),
            }))}
          />
          <Check
            label="Next colour by itself"
            on={nextColour}
            set={(value) => useCorrect.setState({ nextColour: value })}
          />
        </>
      )}
      {DRAWS.has(tool) && <Check label="Over others" on={over} set={(value) => tools.how({ over: value })} />}
      <span className="grow" />
      <span className="small faint viewer__hold">
        hold <kbd>H</kbd> for the model’s outlines
      </span>
      <i className="rule" />
      <button
        type="button"
        className="btn btn--quiet btn--icon"
        aria-label="Undo"
        title="Undo, Ctrl Z"
        disabled={standing === 0}
        onClick={() => step('undo')}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className="btn btn--quiet btn--icon"
        aria-label="Redo"
        title="Redo, Ctrl Y"
        disabled={undone === 0}
        onClick={() => step('redo')}
      >
        <Icon name="redo" />
      </button>
      <Zoom engine={engine} view={view} />
    </div>
  )
}

function Check({ label, on, set }: { label: string; on: boolean; set(on: boolean): void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  )
}
