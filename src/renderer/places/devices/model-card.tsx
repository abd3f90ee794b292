import type { ModelInfo } from '@shared/contract'
import { bytes } from '../../logic/format'
import { copyText } from '../../logic/tsv'
import { toast } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { Markdown } from '../../ui/markdown'

/** The model's own card, its hash and what goes in and comes out. */
export function ModelCard({ model }: { model: ModelInfo }) {
  return (
    <section className="panel devices__card" aria-label={`Card of ${model.name}`} data-region="card">
      <div className="panel__head">
        <h2 className="clip">
          {model.title ?? model.name} {model.version}
        </h2>
        {model.defaultFor.length > 0 && (
          <span className="chip chip--active">{model.defaultFor.join(', ')}</span>
        )}
        {model.sha256 && (
          <span className="end">
            <button
              type="button"
              className="btn btn--quiet btn--small"
              onClick={() =>
                toast(copyText(model.sha256 ?? '') ? 'Copied the SHA-256' : 'The clipboard did not take it.')
              }
            >
              <Icon name="copy" />
              Copy hash
            </button>
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long cards scroll from the keyboard too. */}
      <section className="mcard scroll" tabIndex={0} aria-label="Model card">
        <Markdown text={model.card} pictures={model.pictures} />
        <dl className="kv mcard__kv">
          {model.sha256 && (
            <>
              <dt>SHA-256</dt>
              <dd className="mono" title={model.sha256}>
                {model.sha256.slice(0, 8)} {model.sha256.slice(8, 16)} … {model.sha256.slice(-8)}
              </dd>
            </>
          )}
          {model.bytes !== undefined && (
            <>
              <dt>Size</dt>
              <dd>{bytes(model.bytes)}</dd>
            </>
          )}
          <dt>In</dt>
          <dd>{model.inputs}</dd>
          <dt>Out</dt>
          <dd>{model.outputs.join(', ')}</dd>
        </dl>
      </section>
    </section>
  )
}
