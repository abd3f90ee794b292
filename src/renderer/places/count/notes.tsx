import { many } from '../../logic/format'
import { NoticeBox } from '../../ui/small'

/** So many notes are read; the rest is there when it is wanted. */
const MOST_NOTES = 3

/** What a person should know of what was found: the first few in full, the others on demand. */
export function Notes({ notes }: { notes: readonly string[] }) {
  const all = [...new Set(notes)]
  const shown = all.length > MOST_NOTES + 1 ? all.slice(0, MOST_NOTES) : all
  const more = all.slice(shown.length)
  return (
    <>
      {shown.map((words) => (
        <NoticeBox key={words} tone="attention">
          {words}
        </NoticeBox>
      ))}
      {more.length > 0 && (
        <details className="small">
          <summary>{many(more.length, 'more note')}</summary>
          <ul className="plan__skipped">
            {more.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
