import type { Nucleus } from '@core/measure/nucleus'
import type { ImageRecord, RunSummary } from '@shared/run'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { go } from '../../state/address'
import { tell, useApp } from '../../state/app-store'
import { pickImage, useReview } from '../../state/review-store'
import { imageOf, positionOf } from '../../state/runs-store'
import { NoticeBox } from '../../ui/small'
import type { StageEngine } from '../../viewer/engine'
import { lookAt } from '../../viewer/view'
import { ViewSignal } from '../../viewer/view-signal'
import { CorrectLayer } from '../correct/correct-layer'
import { CorrectOptions } from '../correct/correct-options'
import { CorrectSide } from '../correct/correct-side'
import { Toolbox } from '../correct/toolbox'
import { useCorrecting } from '../correct/use-correcting'
import { ErrorLayer } from './error-layer'
import { ErrorLegend } from './error-legend'
import { useReviewErrors } from './errors-store'
import { FilmStrip } from './film-strip'
import { Inspector } from './inspector'
import { MaskDialog } from './mask-dialog'
import { NoErrors } from './no-errors'
import { Stage } from './stage'
import { Tools } from './tools'
import { useContrast } from './use-contrast'
import { useErrorSteps } from './use-error-steps'
import { useImage } from './use-image'
import { useImageKeys } from './use-image-keys'

const NONE: Nucleus[] = []

/** One image with its outlines: the image is the interface, everything else stands at its edge. */
export function ImagePage({ run, images, index }: { run: RunSummary; images: ImageRecord[]; index: number }) {
  const loaded = useImage(run.id, index)
  const read = loaded.state === 'there' ? loaded : undefined
  const record = imageOf(images, index)
  const engine = useRef<StageEngine>(undefined)
  const correcting = useCorrecting({ runId: run.id, index, base: read, record })
  const there = correcting.image
  const leastSure = there?.leastSure ?? (loaded.state === 'failed' ? loaded.leastSure : NONE)
  const histograms = useContrast(there?.view, record?.well !== undefined)
  const [view] = useState(() => new ViewSignal())
  const { nucleus, image: pickedImage } = useReview()
  const selected = pickedImage === index ? nucleus : undefined
  const checkBelow = useApp((state) => state.prefs.checkBelow)
  const { plate, well } = record ?? {}
  const lies = useMemo(() => ({ plate, well }), [plate, well])
  useEffect(() => {
    const picked = useReview.getState()
    // The list of images may come after the image: its well is picked then.
    if (picked.image !== index) pickImage(index, lies)
    else if (picked.well !== lies.well) pickImage(index, lies, picked.nucleus)
  }, [index, lies])
  const show = useCallback(
    (label: number | undefined) => {
      pickImage(index, lies, label)
      const found = there?.nuclei.find((n) => n.label === label)
      const stage = engine.current
      if (!found || !stage) return
      // Close enough that the nucleus takes about a tenth of the stage.
      const wanted = stage.size().height / 10 / Math.max(6, found.equivalentDiameterPx)
      stage.setView(
        lookAt(stage.view, found.centroidX + 0.5, found.centroidY + 0.5, Math.min(4, wanted), stage.size()),
      )
    },
    [index, lies, there?.nuclei],
  )
  // A nucleus that was picked in a table is looked at as soon as its image is there; so is the least sure one
  // of an image that "next to check" led to.
  const arrived = useRef(-1)
  const toCheck = useRef(false)
  useEffect(() => {
    if (!there?.whole || arrived.current === there.view.index) return
    arrived.current = there.view.index
    const least = toCheck.current ? leastSure[0]?.label : undefined
    toCheck.current = false
    const label = least ?? selected
    if (label !== undefined && there.view.index === index) show(label)
  }, [there, selected, index, show, leastSure])
  const step = (by: number) => {
    const counted = images.filter((image) => image.state === 'done')
    const at = counted.findIndex((image) => image.index === index)
    const next = counted[at + by]
    if (next) go({ place: 'review', tab: 'image', runId: run.id, index: next.index })
  }
  const nextToCheck = () => {
    const at = leastSure.findIndex((n) => n.label === selected)
    const next = leastSure[at + 1]
    if (next && (next.confidence ?? 1) < checkBelow) return show(next.label)
    const later = images
      .slice(positionOf(images, index) + 1)
      .find((image) => image.state === 'done' && (image.meanConfidence ?? 1) < checkBelow)
    if (later) {
      toCheck.current = true
      go({ place: 'review', tab: 'image', runId: run.id, index: later.index })
    } else if (leastSure[0]) show(leastSure[0].label)
  }
  const errors = useErrorSteps(run.id, index, engine)
  const errorsOn = errors.found.state !== 'off'
  const { alone, choosing } = useReviewErrors()
  const keyed = { engine, step, nextToCheck, nextError: errors.next, view: there?.view, histograms }
  useImageKeys({ ...keyed, correct: correcting.keys }, !correcting.on)
  correcting.useKeys({ engine, step, nextToCheck })
  return (
    <div className={correcting.on ? 'viewer correct' : 'viewer'}>
      <div className="viewer__main">
        {correcting.on ? (
          <CorrectOptions engine={engine} view={view} tools={correcting.tools} step={correcting.step} />
        ) : (
          <Tools engine={engine} view={view} onCorrect={correcting.keys?.begin} />
        )}
        {loaded.state === 'failed' ? (
          <div className="stage stage--failed">
            <NoticeBox tone="failure">
              <b>{loaded.message}</b> {loaded.remedy}
            </NoticeBox>
          </div>
        ) : (
          <div className="viewer__stage">
            <Stage
              engine={engine}
              loaded={correcting.outlined}
              selected={selected}
              onPick={(label) => pickImage(index, lies, label)}
              view={view}
              onError={tell}
              errors={errorsOn && !correcting.on}
              bare={correcting.on}
            >
              {correcting.on && <CorrectLayer view={view} engine={engine} tools={correcting.tools} />}
              {errors.found.state === 'there' && !alone && !correcting.on && (
                <ErrorLayer found={errors.found.found} index={index} view={view} error={errors.current} />
              )}
            </Stage>
            {correcting.on && <Toolbox tools={correcting.tools} />}
            {errors.found.state === 'there' && !correcting.on && (
              <ErrorLegend found={errors.found.found} onNext={() => errors.next(1)} />
            )}
            {!correcting.on && <NoErrors errors={errors.found} />}
          </div>
        )}
        <FilmStrip run={run} images={images} index={index} />
      </div>
      {correcting.on ? (
        <CorrectSide run={run} image={there} selected={selected} />
      ) : (
        <Inspector
          run={run}
          record={record}
          loaded={there}
          histograms={histograms}
          leastSure={leastSure}
          selected={selected}
          onShow={show}
          errors={errorsOn ? errors : undefined}
        />
      )}
      {choosing && <MaskDialog />}
    </div>
  )
}
