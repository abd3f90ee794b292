import { measure } from '../../logic/format'
import { roundUp } from '../../logic/metrics'
import { useView, type ViewSignal } from '../../viewer/view-signal'

/** A round length about 120 screen pixels long. */
export function ScaleBar({ pixelSizeUm, view }: { pixelSizeUm: number; view: ViewSignal }) {
  const scale = useView(view, (now) => now?.scale)
  if (!scale) return null
  const umPerPixel = pixelSizeUm / scale
  const um = roundUp(60 * umPerPixel)
  const words = um >= 1000 ? `${measure(um / 1000)} mm` : `${um >= 1 ? um : um.toPrecision(1)} µm`
  return (
    <div className="scalebar" style={{ width: um / umPerPixel }}>
      {words}
      <i />
    </div>
  )
}
