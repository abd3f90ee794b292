import type { Failure } from '@core/errors'
import { useState } from 'react'
import { ModalDialog } from '../../frame/dialog'
import { int, many } from '../../logic/format'
import { Icon } from '../../ui/icon'

const MOST = 300

/** What could not be compared and what was decided on the way: one line, and all of it when asked for. */
export function Notes({ failures, notes }: { failures: (Failure & { image: string })[]; notes: string[] }) {
  const [open, setOpen] = useState(false)
  if (failures.length === 0 && notes.length === 0) return null
  const words = [
    failures.length > 0 ? `${many(failures.length, 'image')} not compared` : '',
    notes.length > 0 ? many(notes.length, 'note') : '',
  ].filter(Boolean)
  const close = () => setOpen(false)
  return (
    <>
      <button
        type="button"
        className={failures.length > 0 ? 'chip chip--attention' : 'chip'}
        onClick={() => setOpen(true)}
      >
        <Icon name={failures.length > 0 ? 'warn' : 'manifest'} />
        {words.join(', ')}
      </button>
      {open && (
        <ModalDialog label="Notes" className="dialog--notes" onClose={close}>
          <div className="dialog__head">
            <h2>{words.join(', ')}</h2>
            <button type="button" className="btn btn--quiet btn--icon" aria-label="Close" onClick={close}>
              <Icon name="x" />
            </button>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keys. */}
          <ul className="scroll notes__list" tabIndex={0} aria-label="Notes">
            {failures.slice(0, MOST).map((failure) => (
              <li key={failure.image + failure.message}>
                <b>{failure.image}</b> {failure.message} {failure.remedy}
              </li>
            ))}
            {notes.slice(0, MOST).map((note, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: notes do not move.
              <li key={i}>{note}</li>
            ))}
            {failures.length + notes.length > 2 * MOST && (
              <li className="faint">
                … {int(failures.length + notes.length - 2 * MOST)} more; the report has them all.
              </li>
            )}
          </ul>
        </ModalDialog>
      )}
    </>
  )
}
