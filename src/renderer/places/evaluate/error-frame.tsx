import type { Size, View } from '../../viewer/view'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

const PAD = 6

/** The current error, framed and named; the name stands below it, or above at the edge. */
export function ErrorFrame({
  focus,
  tag,
  view,
  stage,
}: {
  focus: Box
  tag?: string
  view: View
  stage: Size
}) {
  const left = (focus.x - view.x) * view.scale - PAD
  const top = (focus.y - view.y) * view.scale - PAD
  const width = focus.width * view.scale + 2 * PAD
  const height = focus.height * view.scale + 2 * PAD
  const below = top + height + 28 < stage.height
  const middle = Math.max(80, Math.min(stage.width - 80, left + width / 2))
  return (
    <>
      <i className="errors__ring" style={{ left, top, width, height }} />
      {tag && (
        <span
          className="hud errors__tag"
          style={{ left: middle, top: below ? top + height + 8 : Math.max(4, top - 28) }}
        >
          {tag}
        </span>
      )}
    </>
  )
}
