import type { RunSummary } from '@shared/run'
import { many } from '../../logic/format'
import { ask } from '../../state/runs-store'
import { NoticeBox } from '../../ui/small'

/** Asked before a run is cancelled: what stays and what does not. */
export function CancelQuestion({ run, close }: { run: RunSummary; close(): void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as the notice.
    <div role="group" aria-label="Cancel the run?">
      <NoticeBox
        tone="attention"
        actions={
          <>
            <button
              type="button"
              className="btn btn--small"
              onClick={() => {
                close()
                void ask('runs.cancel', run.id)
              }}
            >
              Cancel the run
            </button>
            <button
              type="button"
              className="btn btn--small btn--quiet"
              // biome-ignore lint/a11y/noAutofocus: what was asked for is answered next; Enter pressed twice changes nothing.
              autoFocus
              aria-describedby="cancel-keeps"
              onClick={close}
            >
              Keep counting
            </button>
          </>
        }
      >
        <span id="cancel-keeps">
          <b>
            {many(run.done, 'counted image')} {run.done === 1 ? 'is' : 'are'} kept.
          </b>{' '}
          The rest is not counted; you can go on later.
        </span>
      </NoticeBox>
    </div>
  )
}
