import type { PlanPlate } from '@shared/contract'
import type { Choice } from '@shared/run'
import { many } from '../../logic/format'
import { Icon, type IconName } from '../../ui/icon'

export function plateWords(plate: PlanPlate): string {
  const parts = [`${many(plate.wells, 'well')} of ${plate.rows * plate.columns}`, many(plate.sites, 'field')]
  if (plate.channels.length > 1) parts.push(many(plate.channels.length, 'channel'))
  if (plate.zPlanes > 1) parts.push(`${plate.zPlanes} z planes`)
  if (plate.timePoints > 1) parts.push(`${plate.timePoints} time points`)
  return parts.join(', ')
}

const ICONS: Record<string, IconName> = {
  channel: 'channel',
  model: 'model',
  device: 'device',
  plate: 'plate',
  projection: 'channel',
  geometry: 'plate',
}

export function ChoiceLine({ choice }: { choice: Choice }) {
  const about = choice.about === 'channel' ? 'Nuclei in' : choice.about.replace(/^./, (c) => c.toUpperCase())
  return (
    <Line icon={ICONS[choice.about] ?? 'check'} label={about} why={choice.why}>
      {choice.value}
      {choice.plate ? <span className="faint"> in {choice.plate}</span> : null}
    </Line>
  )
}

export function Line({
  icon,
  label,
  why,
  children,
}: {
  icon: IconName
  label: string
  why?: string
  children: React.ReactNode
}) {
  return (
    <div className="plan__line">
      <dt>
        <Icon name={icon} />
        {label}
      </dt>
      <dd>
        {children}
        {why && <span className="plan__why">{why}</span>}
      </dd>
    </div>
  )
}
