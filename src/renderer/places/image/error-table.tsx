import type { ErrorView } from '@shared/evaluate'
import { int, measure, score } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { VirtualTable } from '../../ui/virtual-table'
import { PaletteChoice } from '../evaluate/palette-choice'
import { errorWords } from '../evaluate/use-errors'
import { useMarks } from '../plate/marks-store'
import { attachMasks, chooseMasks, useReviewErrors } from './errors-store'

/** The errors of this image, worst first, and the masks they are against. */
export function ErrorTable({ errors, onShow }: { errors: ErrorView[]; onShow(at: number): void }) {
  const at = useReviewErrors((state) => state.at)
  return (
    <section
      className="viewer__worst panel"
      title="Wrong: wrong pixels over the median target area of this image"
    >
      <div className="panel__head">
        <h2>Errors, worst first</h2>
        <span className="end small faint">
          next <kbd>N</kbd>
        </span>
      </div>
      <VirtualTable
        label="Errors of this image, worst first"
        columns={[
          { key: 'kind', label: 'Error', width: 'minmax(96px, 2fr)' },
          { key: 'iou', label: 'IoU', width: '48px', numeric: true },
          { key: 'severity', label: 'Wrong', width: '56px', numeric: true },
        ]}
        count={errors.length}
        rowKey={(i) => i}
        selected={at ?? -1}
        onPick={onShow}
        empty="No errors of the chosen kinds in this image."
        row={(i) => [
          <span className="strong clip" key="kind">
            {errorWords(errors[i]!)}
          </span>,
          score(errors[i]!.iou),
          measure(errors[i]!.severity),
        ]}
      />
    </section>
  )
}

/** Which masks the run is compared with, the colours, and how to change both. */
export function MaskSource({ targets, predictions }: { targets?: number; predictions?: number }) {
  const masks = useMarks((state) => state.review.targets)
  if (!masks) return null
  return (
    <section aria-label="Target masks" className="viewer__masks">
      <div className="section__head">
        <h2>Target masks</h2>
        <span className="end">
          <button type="button" className="btn btn--quiet btn--small" onClick={() => void chooseMasks()}>
            Other…
          </button>
          <button
            type="button"
            className="btn btn--quiet btn--icon btn--small"
            aria-label="Take the target masks away"
            onClick={() => void attachMasks()}
          >
            <Icon name="x" />
          </button>
        </span>
      </div>
      <p className="small muted clip" title={masks.path}>
        {masks.name}
        {targets !== undefined && `: ${int(targets)} target, ${int(predictions)} found`}
      </p>
      <PaletteChoice />
    </section>
  )
}
