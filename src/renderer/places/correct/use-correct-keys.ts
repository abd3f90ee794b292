import { type RefObject, useEffect, useRef } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { useApp } from '../../state/app-store'
import type { StageEngine } from '../../viewer/engine'
import type { LoadedImage } from '../image/use-image'
import { holdModel } from './correct-calls'
import { useCorrect } from './correct-store'
import { TOOLS } from './toolbox'
import type { Tools } from './use-tools'

interface Actions {
  engine: RefObject<StageEngine | undefined>
  tools: Tools
  base: LoadedImage | undefined
  step(by: number): void
  nextToCheck(): void
  change(what: 'undo' | 'redo'): void
  leave(): void
}

/** The keyboard's point moves by this many screen pixels. */
const CURSOR_STEP = 8

const ARROWS: Record<string, [number, number]> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
}

/**
 * Everything of correcting from the keyboard. Shift and the arrows move a cross over the image, Space sets a point
 * there (or clicks, or paints); the other keys are those of the design sheet.
 */
export function useCorrectKeys(actions: Actions | undefined): void {
  const latest = useRef(actions)
  latest.current = actions
  const on = actions !== undefined
  useEffect(() => {
    if (!on) return
    const press = (event: KeyboardEvent) => {
      const now = latest.current
      if (!now || isTyping(event) || useApp.getState().dialog) return
      if (pressed(event, now)) event.preventDefault()
    }
    const letGo = () => void holdModel(undefined, false)
    const release = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'h') letGo()
    }
    window.addEventListener('keydown', press)
    window.addEventListener('keyup', release)
    window.addEventListener('blur', letGo)
    return () => {
      window.removeEventListener('blur', letGo)
      window.removeEventListener('keydown', press)
      window.removeEventListener('keyup', release)
    }
  }, [on])
}

function pressed(event: KeyboardEvent, actions: Actions): boolean {
  const { engine, tools, step, nextToCheck, change, leave, base } = actions
  const key = event.key.toLowerCase()
  const stage = engine.current
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') change(event.shiftKey ? 'redo' : 'undo')
    else if (key === 'y') change('redo')
    else return false
    return true
  }
  if (event.altKey) return false
  const arrow = ARROWS[key]
  // A button that has the focus is pressed by Enter and Space.
  const onControl =
    event.target instanceof Element && event.target.closest('button, a, [role="menu"]') !== null
  const { tool, brush } = useCorrect.getState()
  if (arrow && event.shiftKey) moveCursor(arrow, stage)
  else if (key === ' ' && !onControl) setPoint(tools, stage)
  else if (key === 'enter' && !onControl) tools.accept()
  else if (key === 'escape') {
    if (!tools.drop()) leave()
  } else if (key === 'delete' || key === 'backspace') tools.remove()
  else if (key === 'arrowright') step(1)
  else if (key === 'arrowleft') step(-1)
  else if (key === 'w' && tool === 'split') tools.waist()
  else if (key === '[' || key === ']') {
    if (tool === 'redraw') tools.resize(key === ']')
    else useCorrect.setState({ brush: Math.max(2, Math.min(80, brush * (key === ']' ? 1.25 : 0.8))) })
  } else if (/^[1-4]$/.test(key) && tool === 'superpixels') useCorrect.setState({ colour: Number(key) - 1 })
  else if (key === 'n') nextToCheck()
  else if (key === 'y') tools.keep()
  else if (key === 'h') void holdModel(base, true)
  else if (key === '+' || key === '=') stage?.zoom(1.5)
  else if (key === '-' || key === '−') stage?.zoom(1 / 1.5)
  else if (key === 'f') stage?.fit()
  else {
    const found = TOOLS.find((each) => each.key.toLowerCase() === key)
    if (!found) return false
    tools.pick(found.tool)
  }
  return true
}

function moveCursor([dx, dy]: [number, number], stage: StageEngine | undefined): void {
  if (!stage) return
  const { x, y, scale } = stage.view
  const { width, height } = stage.size()
  const { cursor = { x: x + width / 2 / scale, y: y + height / 2 / scale } } = useCorrect.getState()
  const by = CURSOR_STEP / scale
  useCorrect.setState({ cursor: { x: cursor.x + dx * by, y: cursor.y + dy * by } })
}

/** The cross as the pointer: a point of a line, a click, or a touch of the brush. */
function setPoint(tools: Tools, stage: StageEngine | undefined): void {
  const { cursor, tool, line, brush } = useCorrect.getState()
  if (!cursor || !stage) return
  const { x, y } = cursor
  if (tool === 'superpixels') {
    tools.paint(x, y, Math.min(40, brush / stage.view.scale), tools.isPainted(x, y))
    tools.click(x, y)
  } else if (tool === 'add' || tool === 'redraw' || tool === 'split') {
    useCorrect.setState({ line: [...line, x, y], pending: undefined, said: undefined })
  } else tools.click(x, y)
}
