import { ERROR_KINDS } from '@core/evaluate/error-list'
import type { ImageErrors } from '@shared/review'
import { int } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { ERROR_GLYPHS } from '../evaluate/error-glyphs'
import { useReviewErrors } from './errors-store'

/** What each colour and sign means, how many there are, and whether N stops there. */
export function ErrorLegend({ found, onNext }: { found: ImageErrors; onNext(): void }) {
  const kinds = useReviewErrors((state) => state.kinds)
  return (
    <div className="hud hud--row errors__key">
      <span title="matched at IoU > .7">
        <i className="swatch swatch--agreed" />
        agreed {int(found.agreed)}
      </span>
      {ERROR_KINDS.map((kind) => {
        const glyph = ERROR_GLYPHS[kind]
        return (
          <button
            key={kind}
            type="button"
            aria-pressed={kinds[kind]}
            title={kinds[kind] ? `Leave out ${kind} when stepping` : `Step through ${kind} too`}
            onClick={() =>
              useReviewErrors.setState({ kinds: { ...kinds, [kind]: !kinds[kind] }, at: undefined })
            }
          >
            {glyph ? <Icon name={glyph} /> : <i className={`swatch swatch--${kind}`} />}
            {kind} {int(found.kinds[kind])}
          </button>
        )
      })}
      <button type="button" onClick={onNext}>
        <kbd>N</kbd> next error
      </button>
    </div>
  )
}
