import { ERROR_KINDS } from '@core/evaluate/error-list'
import type { ErrorView, EvaluationView } from '@shared/evaluate'
import { useEffect, useState } from 'react'
import { int, many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import { Segments, Select } from '../../ui/small'
import type { View } from '../../viewer/view'
import { ErrorBar } from './error-bar'
import { ErrorKinds } from './error-kinds'
import { ErrorList } from './error-list'
import { ImageList } from './image-list'
import { useLook } from './look-store'
import { MapStage } from './map-stage'
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
              { value: 'images', label: many(result.images.length, 'image') },
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
