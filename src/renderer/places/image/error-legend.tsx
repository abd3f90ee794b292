import type { ImageErrors } from '@shared/review'
import { int } from '../../logic/format'
import { ErrorKinds } from '../evaluate/error-kinds'
import { useReviewErrors } from './errors-store'

export function ErrorLegend({ found, onNext }: { found: ImageErrors; onNext(): void }) {
  const kinds = useReviewErrors((state) => state.kinds)
  return (
    <div className="hud hud--row errors__key">
      <ErrorKinds
        kinds={kinds}
        agreed={int(found.agreed)}
        words={(kind) => `${kind} ${int(found.kinds[kind])}`}
        onToggle={(changed) => useReviewErrors.setState({ kinds: changed, at: undefined })}
      />
      <button type="button" onClick={onNext}>
        <kbd>N</kbd> next error
      </button>
    </div>
  )
}
