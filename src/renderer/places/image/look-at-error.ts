import type { StageEngine } from '../../viewer/engine'
import { lookAt } from '../../viewer/view'
import type { Box } from '../evaluate/error-frame'

/** Brings a framed thing into the middle, a third of the stage large where it is small, whole where it is not. */
export function lookAtError(engine: StageEngine, box: Box): void {
  const stage = engine.size()
  const room = Math.min(stage.width / box.width, stage.height / box.height)
  const scale = Math.min(6, room / 3, Math.max(engine.view.scale, room / 8))
  const base = { ...engine.view, scale: Math.min(engine.view.scale, scale) }
  engine.setView(lookAt(base, box.x + box.width / 2, box.y + box.height / 2, scale, stage))
}
