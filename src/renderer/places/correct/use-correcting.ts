import type { ImageRecord } from '@shared/run'
import { type RefObject, useEffect } from 'react'
import { pickImage, useReview } from '../../state/review-store'
import type { StageEngine } from '../../viewer/engine'
import type { LoadedImage } from '../image/use-image'
import { beginCorrecting, correctAtOnce, endCorrecting, leaveImage, stepChange } from './correct-calls'
import { correctedImage, useCorrect } from './correct-store'
import { useCorrectKeys } from './use-correct-keys'
import { toolsFor } from './use-tools'

interface Place {
  runId: string
  index: number
  /** The image as it was read. */
  base: LoadedImage | undefined
  record: ImageRecord | undefined
}

/** The correcting mode of the image page, and the corrections that are made without entering it. */
export function useCorrecting({ runId, index, base, record }: Place) {
  const { at, shown, model } = useCorrect()
  const on = at !== undefined
  const here = base?.view.index === index && base.view.runId === runId ? base : undefined
  const image = correctedImage(base, shown)
  const select = (label: number | undefined) => pickImage(index, record, label)
  const tools = toolsFor({ runId, index }, image, here, select)
  // The mode goes along to the next field, and ends with the page.
  useEffect(() => {
    const now = useCorrect.getState().at
    if (!now || (now.runId === runId && now.index === index)) return
    endCorrecting()
    void beginCorrecting({ runId, index })
  }, [runId, index])
  useEffect(() => () => endCorrecting(), [])
  useEffect(() => {
    useCorrect.setState({ base: here })
    return leaveImage
  }, [here])
  const isOutlined = here?.whole === true && here.view.hasLabels
  const atOnce = (kind: 'keep' | 'remove') => {
    const label = useReview.getState().nucleus
    if (here && label !== undefined) void correctAtOnce({ runId, index }, here, kind, label)
  }
  return {
    on,
    /** With the corrections made since it was read. */
    image,
    /** What the stage outlines: while H is held, what the model had found. */
    outlined: model ?? image,
    tools,
    step: (what: 'undo' | 'redo') => here && void stepChange({ runId, index }, here, what),
    keys: isOutlined
      ? {
          begin: () => void beginCorrecting({ runId, index }),
          keep: () => atOnce('keep'),
          remove: () => atOnce('remove'),
        }
      : undefined,
    useKeys(actions: {
      engine: RefObject<StageEngine | undefined>
      step(by: number): void
      nextToCheck(): void
    }) {
      useCorrectKeys(
        on
          ? {
              ...actions,
              tools,
              base: image,
              change: (what) => here && void stepChange({ runId, index }, here, what),
              leave: endCorrecting,
            }
          : undefined,
      )
    },
  }
}
