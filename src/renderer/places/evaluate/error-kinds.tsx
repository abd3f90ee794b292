import { ERROR_KINDS, type ErrorKind } from '@core/evaluate/error-list'
import type { ReactNode } from 'react'
import { Icon } from '../../ui/icon'
import { ERROR_GLYPHS } from './error-glyphs'

/** Legend and filter in one: what each colour and sign means, how many there are, and whether N stops there. */
export function ErrorKinds({
  kinds,
  agreed,
  words,
  onToggle,
}: {
  kinds: Record<ErrorKind, boolean>
  agreed: ReactNode
  /** Name and number of a kind. */
  words(kind: ErrorKind): ReactNode
  onToggle(kinds: Record<ErrorKind, boolean>): void
}) {
  return (
    <>
      <span title="matched at IoU > .7">
        <i className="swatch swatch--agreed" />
        agreed {agreed}
      </span>
      {ERROR_KINDS.map((kind) => {
        const glyph = ERROR_GLYPHS[kind]
        return (
          <button
            key={kind}
            type="button"
            aria-pressed={kinds[kind]}
            title={kinds[kind] ? `Leave out ${kind} when stepping` : `Step through ${kind} too`}
            onClick={() => onToggle({ ...kinds, [kind]: !kinds[kind] })}
          >
            {glyph ? <Icon name={glyph} /> : <i className={`swatch swatch--${kind}`} />}
            {words(kind)}
          </button>
        )
      })}
    </>
  )
}
