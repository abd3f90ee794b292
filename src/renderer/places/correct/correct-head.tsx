import { endCorrecting, stepChange } from './correct-calls'
import { useCorrect } from './correct-store'

/** Revert and Done, in the bar while an image is corrected. Reverting can itself be taken back, change by change. */
export function CorrectHead() {
  const { at, state, base } = useCorrect()
  const stands = state?.entries.some(({ undone }) => !undone) ?? false
  return (
    <div className="bar__end">
      <button
        type="button"
        className="btn btn--quiet"
        disabled={!stands || !base}
        title="Back to the model’s outlines; Redo brings the changes again"
        onClick={() => at && base && void stepChange(at, base, 'revert')}
      >
        Revert
      </button>
      <button type="button" className="btn btn--primary" onClick={endCorrecting}>
        Done <kbd>Esc</kbd>
      </button>
    </div>
  )
}
