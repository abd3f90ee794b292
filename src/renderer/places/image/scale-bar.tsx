import { measure } from '../../logic/format'
import { roundUp } from '../../logic/metrics'

/** A round length about 120 screen pixels long. */
export function ScaleBar({ umPerPixel }: { umPerPixel: number }) {
  const um = roundUp(60 * umPerPixel)
  const words = um >= 1000 ? `${measure(um / 1000)} mm` : `${um >= 1 ? um : um.toPrecision(1)} µm`
  return (
    <div className="scalebar" style={{ width: um / umPerPixel }}>
      {words}
      <i />
    </div>
  )
}
