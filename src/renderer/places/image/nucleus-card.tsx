import type { Nucleus } from '@core/measure/nucleus'
import type { ImageView } from '@shared/contract'
import { countedMeans } from '../../logic/counted-means'
import { measure, score } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { useView, type ViewSignal } from '../../viewer/view-signal'

const WIDTH = 208
const HEIGHT = 150

interface Props {
  nucleus: Nucleus
  image: ImageView
  view: ViewSignal
  stage: HTMLElement | null
  checkBelow: number
  units: 'um' | 'px'
}

/** Stands beside its nucleus, never on it, and flips at the edge. */
export function NucleusCard({ nucleus, image, view: signal, stage, checkBelow, units }: Props) {
  const view = useView(signal)
  if (!stage || !view) return null
  const left = (nucleus.bboxX - view.x) * view.scale
  const right = (nucleus.bboxX + nucleus.bboxWidth - view.x) * view.scale
  const middle = (nucleus.centroidY + 0.5 - view.y) * view.scale
  if (right < 0 || left > stage.clientWidth || middle < 0 || middle > stage.clientHeight) return null
  const flip = right + 16 + WIDTH > stage.clientWidth - 8
  const x = flip ? left - 16 - WIDTH : right + 16
  const y = Math.max(8, Math.min(stage.clientHeight - HEIGHT - 8, middle - HEIGHT / 2))
  const check = (nucleus.confidence ?? 1) < checkBelow
  const um = units === 'um' ? image.pixelSizeUm : undefined
  const means = countedMeans(nucleus, image).map((mean) => measure(mean))
  return (
    <div className="hud card" style={{ left: x, top: y }}>
      <div className="card__head">
        <b>Nucleus {nucleus.label}</b>
        {check && (
          <span className="is-attention">
            <Icon name="warn" />
            to check
          </span>
        )}
      </div>
      <dl className="kv">
        <dt>Area</dt>
        <dd>{um ? `${measure(nucleus.areaPx * um * um)} µm²` : `${measure(nucleus.areaPx)} px`}</dd>
        <dt>Mean intensity</dt>
        <dd>{means.join(' · ') || measure(undefined)}</dd>
        <dt>Eccentricity</dt>
        <dd>{score(nucleus.eccentricity)}</dd>
        <dt>Confidence</dt>
        <dd className={check ? 'is-attention' : undefined}>{score(nucleus.confidence)}</dd>
      </dl>
      {nucleus.touchesEdge && <p className="small">Cut by the edge of the image.</p>}
    </div>
  )
}
