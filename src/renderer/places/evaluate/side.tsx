import { ERROR_KINDS } from '@core/evaluate/error-list'
import type { ErrorView, EvaluationView } from '@shared/evaluate'
import { useEffect, useState } from 'react'
import { int, many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { Icon } from '../../ui/icon'
import { Segments, Select } from '../../ui/small'
import type { View } from '../../viewer/view'
import { ErrorKinds } from './error-kinds'
import { ErrorList } from './error-list'
import { ImageList } from './image-list'
import { useLook } from './look-store'
import { MapStage } from './map-stage'
import { PaletteChoice } from './palette-choice'
import { errorWords } from './use-errors'

/** The selected image: its error map, the errors one after the other, and all images to choose from. */
export function Side({
  result,
  errors,
  order,
  alone,
}: {
  result: EvaluationView
  errors: ErrorView[] | undefined
  order: number[]
  alone: boolean
}) {
  const { image, segmenter, error, layer } = useLook()
  const palette = useApp((state) => state.prefs.palette)
  const [view, setView] = useState<View>()
  const [rows, setRows] = useState<'images' | 'errors'>('images')
  const item = result.images[image]!
  // biome-ignore lint/correctness/useExhaustiveDependencies: another image is seen whole first.
  useEffect(() => setView(undefined), [image, result.id])
  const framed = error === undefined ? undefined : errors?.[error]
  const found = item.scores[segmenter]!.predictions
  return (
    <aside className="inspector evaluate__side" aria-label="Errors in the selected image">
      <div className="panel__head">
        <h2 className="mono clip evaluate__name" title={item.name}>
          {item.name}
        </h2>
        <span className="small faint nowrap">
          {int(item.targets)} target, {int(found)} found
        </span>
        <span className="end">
          {result.segmenters.length > 1 && (
            <Select
              hideLabel
              label="Segmenter"
              value={String(segmenter)}
              options={result.segmenters.map(({ name }, s) => ({ value: String(s), label: name }))}
              onChange={(value) => useLook.setState({ segmenter: Number(value), error: undefined })}
            />
          )}
        </span>
      </div>
      <MapStage
        wanted={{
          id: result.id,
          image,
          segmenter,
          layer: alone ? 'image' : layer,
          palette,
          width: item.width,
          height: item.height,
        }}
        label={`Error map of ${item.name}: ${many(item.scores[segmenter]!.matched[4]!, 'nucleus', 'nuclei')} agreed, ${ERROR_KINDS.map((kind) => `${item.scores[segmenter]!.errors[kind]} ${kind}`).join(', ')}`}
        view={view}
        onView={setView}
        focus={framed?.box}
        tag={framed && errorWords(framed)}
      />
      <ErrorBar count={errors?.length} />
      <Kinds result={result} />
      <div className="evaluate__list">
        <div className="evaluate__listhead">
          <Segments<'images' | 'errors'>
            small
            label="List"
            value={rows}
            options={[
              { value: 'images', label: `${int(result.images.length)} images` },
              { value: 'errors', label: `${errors ? int(errors.length) : '…'} errors here` },
            ]}
            onChange={setRows}
          />
          <span className="grow" />
          <Segments
            small
            label="Map"
            value={layer}
            options={[
              { value: 'over', label: 'Over image' },
              { value: 'alone', label: 'Alone' },
            ]}
            onChange={(value) => useLook.setState({ layer: value })}
          />
        </div>
        {rows === 'images' ? (
          <ImageList result={result} order={order} />
        ) : (
          <ErrorList result={result} errors={errors ?? []} />
        )}
      </div>
    </aside>
  )
}

export function stepError(by: number, count: number | undefined): void {
  if (!count) return
  const { error } = useLook.getState()
  const next = error === undefined ? (by > 0 ? 0 : count - 1) : (error + by + count) % count
  useLook.setState({ error: next })
}

function ErrorBar({ count }: { count: number | undefined }) {
  const error = useLook((state) => state.error)
  const none = !count
  return (
    <div className="errors__bar">
      <button
        type="button"
        className="btn btn--icon btn--small"
        aria-label="Previous error"
        disabled={none}
        onClick={() => stepError(-1, count)}
      >
        <Icon name="left" />
      </button>
      <button type="button" className="btn btn--small" disabled={none} onClick={() => stepError(1, count)}>
        Next error <kbd>N</kbd>
      </button>
      <span className="small muted nowrap" role="status">
        {count === undefined
          ? ''
          : count === 0
            ? 'no errors'
            : error === undefined
              ? `${int(count)} errors`
              : `${int(error + 1)} of ${int(count)}`}
      </span>
      <span className="grow" />
      <PaletteChoice
        safe={
          <>
            <span className="long">Colour-blind safe</span>
            <span className="short">Safe</span>
          </>
        }
      />
    </div>
  )
}

function Kinds({ result }: { result: EvaluationView }) {
  const { image, segmenter, kinds } = useLook()
  const scores = result.images[image]!.scores[segmenter]!
  return (
    <div className="legend errors__legend">
      <ErrorKinds
        kinds={kinds}
        agreed={<b>{int(scores.matched[4])}</b>}
        words={(kind) => (
          <>
            {kind === 'poor outline' ? 'poor' : kind} <b>{int(scores.errors[kind])}</b>
          </>
        )}
        onToggle={(changed) => useLook.setState({ kinds: changed, error: undefined })}
      />
    </div>
  )
}
