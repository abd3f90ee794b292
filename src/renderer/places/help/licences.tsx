import type { Licence } from '@shared/contract'
import { useEffect, useState } from 'react'
import { api, asFailure } from '../../state/app-store'
import { NoticeBox } from '../../ui/small'

type Found = { licences: Licence[] } | { message: string; remedy: string } | undefined

function useLicences(): Found {
  const [found, setFound] = useState<Found>()
  useEffect(() => {
    let gone = false
    api()
      .request('app.licences', {})
      .then((licences) => ({ licences }), asFailure)
      .then((answer) => {
        if (!gone) setFound(answer)
      })
    return () => {
      gone = true
    }
  }, [])
  return found
}

/** Lines laid out at once: the longest notice has more than six thousand, and only those in sight cost time. */
const LINES = 100

function pieces(text: string): string[] {
  const lines = text.split('\n')
  return Array.from({ length: Math.ceil(lines.length / LINES) }, (_, i) =>
    lines.slice(i * LINES, (i + 1) * LINES).join('\n'),
  )
}

/** What Karyon is built on, with the words of each licence. */
export function Licences() {
  const found = useLicences()
  const [at, setAt] = useState(0)
  if (!found) return <p className="licences__wait muted">Collecting the notices…</p>
  if (!('licences' in found))
    return (
      <div className="licences__wait">
        <NoticeBox tone="failure">
          <b>{found.message}</b> {found.remedy}
        </NoticeBox>
      </div>
    )
  const { licences } = found
  const shown = licences[at]
  return (
    <div className="licences">
      <nav className="licences__list scroll" aria-label="Notices" data-region="notices">
        <ul>
          {licences.map(({ title }, i) => (
            <li key={title}>
              <button type="button" aria-current={i === at ? 'true' : undefined} onClick={() => setAt(i)}>
                {title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {shown && (
        <section
          key={at}
          className="licences__words scroll"
          data-region="licence"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the words scroll from the keyboard.
          tabIndex={0}
          aria-label={shown.title}
        >
          <h2>{shown.title}</h2>
          {pieces(shown.text).map((piece, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces never change their order.
            <pre key={i}>{piece}</pre>
          ))}
        </section>
      )}
    </div>
  )
}
