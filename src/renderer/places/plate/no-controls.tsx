import { Icon } from '../../ui/icon'
import { useMarks } from './marks-store'

/** Per cent of what? Says how controls are chosen; z-scores need none. */
export function NoControls() {
  return (
    <section className="results__dist results__nocontrol" aria-label="No controls">
      <Icon name="plate" />
      <p>
        <b>No negative control on this plate.</b> Select its wells in the map (a column by its number, more
        with <kbd>Ctrl</kbd> or <kbd>Shift</kbd>), then set them as negative control at the right.
      </p>
      <button type="button" className="btn" onClick={() => useMarks.setState({ scale: 'z' })}>
        Show z-scores, without controls
      </button>
    </section>
  )
}
