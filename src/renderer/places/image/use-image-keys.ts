import type { Histogram, ImageView } from '@shared/contract'
import { type RefObject, useEffect, useRef } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { useApp } from '../../state/app-store'
import { setTone, toneKey, useViewer } from '../../state/viewer-store'
import type { Overlay } from '../../viewer/draw-outlines'
import type { StageEngine } from '../../viewer/engine'
import { useReviewErrors } from './errors-store'

interface Actions {
  engine: RefObject<StageEngine | undefined>
  step(by: number): void
  nextToCheck(): void
  /** E, Y and Del: corrections by hand. */
  correct?: { begin(): void; keep(): void; remove(): void }
  /** N while the error map is shown. */
  nextError(by: number): void
  view: ImageView | undefined
  histograms: Record<number, Histogram>
}

/** Automatic contrast of every shown channel, from this image. */
export function autoContrast(view: ImageView | undefined, histograms: Record<number, Histogram>): void {
  if (!view) return
  for (const [i, histogram] of Object.entries(histograms)) {
    const channel = view.channels[Number(i)]
    if (!channel) continue
    setTone(toneKey(view.runId, channel.name), {
      black: histogram.black,
      white: histogram.white,
      gamma: 1,
      from: view.index,
    })
  }
}

/** What lies over the image: nothing, outlines, filled outlines, or the error map. */
export function showOverlay(overlay: Overlay | 'errors'): void {
  useReviewErrors.setState({ on: overlay === 'errors' })
  if (overlay !== 'errors') useViewer.setState({ overlay })
}

function hold(stage: StageEngine | undefined, alone: boolean): void {
  stage?.setAlone(alone)
  if (useReviewErrors.getState().alone !== alone) useReviewErrors.setState({ alone })
}

/** Single letters act anywhere on the page but in fields and lists that use them. */
export function useImageKeys(actions: Actions, on = true): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      const { engine, step, nextToCheck, nextError, view, histograms, correct } = latest.current
      const stage = engine.current
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event) || useApp.getState().dialog)
        return
      const slider = event.target instanceof Element && event.target.closest('[role="slider"], [role="menu"]')
      if (slider) return
      const key = event.key.toLowerCase()
      if (key === 'arrowright') step(1)
      else if (key === 'arrowleft') step(-1)
      else if (key === '+' || key === '=') stage?.zoom(1.5)
      else if (key === '-' || key === '−') stage?.zoom(1 / 1.5)
      else if (key === 'f') stage?.fit()
      else if (key === 'z') stage?.zoom(1 / stage.view.scale)
      else if (key === '0') showOverlay('none')
      else if (key === '1') showOverlay('outlines')
      else if (key === '2') showOverlay('fill')
      else if (key === '3') showOverlay('errors')
      else if (key === 'h') hold(stage, true)
      else if (key === 'n') useReviewErrors.getState().on ? nextError(event.shiftKey ? -1 : 1) : nextToCheck()
      else if (key === 'e' && correct) correct.begin()
      else if (key === 'y' && correct) correct.keep()
      else if (key === 'delete' && correct) correct.remove()
      else if (key === 'a') autoContrast(view, histograms)
      else return
      event.preventDefault()
    }
    // Let go of elsewhere, it would be held for ever.
    const letGo = () => hold(latest.current.engine.current, false)
    const release = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'h') letGo()
    }
    window.addEventListener('keydown', press)
    window.addEventListener('keyup', release)
    window.addEventListener('blur', letGo)
    return () => {
      letGo()
      window.removeEventListener('blur', letGo)
      window.removeEventListener('keydown', press)
      window.removeEventListener('keyup', release)
    }
  }, [on])
}
