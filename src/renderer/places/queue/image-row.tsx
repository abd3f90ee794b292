// biome-ignore-all lint/a11y/useSemanticElements: a virtual list cannot be a table element.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus for its rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list handles the keys of its rows.
import type { ImageRecord } from '@shared/run'
import { memo } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int, took } from '../../logic/format'
import { api, tell } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { Confidence } from '../../ui/small'
import { Thumb } from '../../ui/thumb'
import { retry } from './retry'

function Status({ image }: { image: ImageRecord }) {
  if (image.state === 'running') {
    return (
      <span className="status is-active">
        <Icon name="wait" className="spin" />
        Outlining
      </span>
    )
  }
  if (image.state === 'failed') {
    return (
      <span className="status is-failure">
        <Icon name="fail" />
        Not read
      </span>
    )
  }
  return (
    <span className="status">
      <Icon name={image.state === 'done' ? 'check' : image.state === 'cancelled' ? 'x' : 'wait'} />
      {image.state === 'done' ? 'Done' : image.state === 'cancelled' ? 'Cancelled' : 'Waiting'}
    </span>
  )
}

export const placeOf = (image: ImageRecord) => {
  const parts = [image.well, image.site].filter(Boolean)
  return parts.length > 0 ? parts.join(' · ') : (image.file.split('/').at(-1) ?? image.file)
}

interface Props {
  runId: string
  image: ImageRecord
  checkBelow: number
  selected: boolean
  onPick(image: ImageRecord): void
  onOpen(image: ImageRecord): void
}

export const ImageRow = memo(function ImageRow({
  runId,
  image,
  checkBelow,
  selected,
  onPick,
  onOpen,
}: Props) {
  const flag = qualityFlag(image.flags)
  const failed = image.state === 'failed'
  return (
    <div
      className={['rows__row', selected && 'is-selected', failed && 'is-failed'].filter(Boolean).join(' ')}
    >
      <div
        role="row"
        className="rows__line"
        onClick={() => onPick(image)}
        onDoubleClick={() => onOpen(image)}
        aria-selected={selected}
      >
        <span role="cell">
          {failed ? (
            <span className="thumb thumb--none">
              <Icon name="fail" className="is-failure" />
            </span>
          ) : (
            <Thumb runId={runId} index={image.index} />
          )}
        </span>
        <span role="cell" className="strong clip">
          {placeOf(image)}
        </span>
        <span role="cell" className="clip" title={image.file}>
          {image.file}
        </span>
        <span role="cell">
          <Status image={image} />
        </span>
        <span role="cell" className="num strong">
          {int(image.count)}
        </span>
        <span role="cell" className="num">
          <Confidence value={image.meanConfidence} checkBelow={checkBelow} />
        </span>
        <span role="cell" className="flag">
          {flag && (
            <span className="flagged">
              <Icon name={flag.icon} />
              {flag.label}
            </span>
          )}
        </span>
        <span role="cell" className="num">
          {took(image.seconds)}
        </span>
      </div>
      {image.failure && (
        <div className="rows__remedy" role="row">
          <div className="remedy" role="cell">
            <p>
              <b>{image.failure.message}</b> {image.failure.remedy}
            </p>
            <div>
              <button type="button" className="btn btn--small" onClick={() => void retry(runId, image.index)}>
                <Icon name="retry" />
                Read again <kbd>R</kbd>
              </button>
              {api().shell !== 'browser' && (
                <button
                  type="button"
                  className="btn btn--small btn--quiet"
                  onClick={() => api().request('runs.show', { runId, index: image.index }).catch(tell)}
                >
                  <Icon name="folder" />
                  Show file
                </button>
              )}
            </div>
          </div>
        </div>
      )}
    </div>
  )
})
