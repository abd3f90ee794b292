import { setPrefs, useApp } from '../../state/app-store'
import { askLeave, useEnds } from '../../state/run-ends'

/** Whether the end of a run is told by the system, and what a browser's user has to do for it. */
export function RunEnd() {
  const on = useApp((state) => state.prefs.notify)
  const browser = useApp((state) => state.api?.shell === 'browser')
  const leave = useEnds((state) => state.leave)
  return (
    <>
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => void setPrefs({ notify: event.target.checked })}
        />
        Notification of the system
      </label>
      {browser && on && leave === 'default' && <AskLeave words="Allow it in this browser…" />}
      {browser && on && (leave === 'denied' || leave === 'unsupported') && (
        <span className="faint">This browser shows none for this page.</span>
      )}
    </>
  )
}

export function AskLeave({ words }: { words: string }) {
  return (
    <button type="button" className="btn btn--quiet" onClick={() => void askLeave()}>
      {words}
    </button>
  )
}
