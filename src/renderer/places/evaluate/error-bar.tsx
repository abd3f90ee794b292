import { int } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { useLook } from './look-store'
import { PaletteChoice } from './palette-choice'

export function stepError(by: number, count: number | undefined): void {
  if (!count) return
  const { error } = useLook.getState()
  const next = error === undefined ? (by > 0 ? 0 : count - 1) : (error + by + count) % count
  useLook.setState({ error: next })
}

export function ErrorBar({ count }: { count: number | undefined }) {
  const error = useLook((state) => state.error)
  const none = !count
  return (
    <div className="errors__bar">
      <button
        type="button"
        className="btn btn--icon btn--small"
        aria-label="Previous error"
        disabled={none}
        onClick={() => stepError(-1, count)}
      >
        <Icon name="left" />
      </button>
      <button type="button" className="btn btn--small" disabled={none} onClick={() => stepError(1, count)}>
        Next error <kbd>N</kbd>
      </button>
      <span className="small muted nowrap" role="status">
        {count === undefined
          ? ''
          : count === 0
            ? 'no errors'
            : error === undefined
              ? `${int(count)} errors`
              : `${int(error + 1)} of ${int(count)}`}
      </span>
      <span className="grow" />
      <PaletteChoice
        safe={
          <>
            <span className="long">Colour-blind safe</span>
            <span className="short">Safe</span>
          </>
        }
      />
    </div>
  )
}
