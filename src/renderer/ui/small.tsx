import type { ReactNode } from 'react'
import { score } from '../logic/format'
import { Icon, type IconName } from './icon'

/** Determinate ring: `share` 0…1. */
export function Ring({ share }: { share: number }) {
  const length = 34.6 * Math.max(0.03, Math.min(1, share))
  return (
    <svg className="ring" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="5.5" />
      <circle cx="7" cy="7" r="5.5" strokeDasharray={`${length} 34.6`} />
    </svg>
  )
}

export function Meter({ share, label, tone }: { share: number; label: string; tone?: 'done' | 'failure' }) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100)
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i className={tone ? `is-${tone}` : undefined} style={{ width: `${share * 100}%` }} />
    </div>
  )
}

/** A confidence with its bar; amber below the limit. None: the segmenter has none, or nothing was found. */
export function Confidence({ value, checkBelow }: { value: number | undefined; checkBelow: number }) {
  if (value === undefined || Number.isNaN(value)) return <span className="faint">–</span>
  return (
    <span
      className={value < checkBelow ? 'conf is-attention' : 'conf'}
      style={{ '--v': `${value * 100}%` } as object}
    >
      <i />
      <span>{score(value)}</span>
    </span>
  )
}

export function Chip({
  icon,
  tone,
  children,
  title,
}: {
  icon?: IconName
  tone?: 'active' | 'attention' | 'failure'
  children: ReactNode
  title?: string
}) {
  return (
    <span className={tone ? `chip chip--${tone}` : 'chip'} title={title}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  )
}

export function NoticeBox({
  tone,
  icon,
  children,
  actions,
}: {
  tone: 'info' | 'attention' | 'failure'
  icon?: IconName
  children: ReactNode
  actions?: ReactNode
}) {
  const sign = icon ?? (tone === 'failure' ? 'fail' : tone === 'attention' ? 'warn' : 'check-circle')
  return (
    <div
      className={tone === 'info' ? 'notice' : `notice notice--${tone}`}
      role={tone === 'failure' ? 'alert' : undefined}
    >
      <Icon name={sign} />
      <div>
        <p>{children}</p>
        {actions && <div className="actions">{actions}</div>}
      </div>
    </div>
  )
}

export function Readout({
  label,
  value,
  unit,
  tone,
}: {
  label: string
  value: ReactNode
  unit?: string
  tone?: string
}) {
  return (
    <div className="readout">
      <dt>{label}</dt>
      <dd className={tone}>
        {value}
        {unit && <span className="unit"> {unit}</span>}
      </dd>
    </div>
  )
}

/** Four corner marks of everything that takes a drop. */
export function Corners() {
  return (
    <>
      <i className="drop__corner" />
      <i className="drop__corner" />
      <i className="drop__corner" />
      <i className="drop__corner" />
    </>
  )
}

export interface Option<T extends string> {
  value: T
  label: string
}

/** A select that looks like the sheets' and is the system's own underneath. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel,
  small,
}: {
  label: string
  value: T
  options: Option<T>[]
  onChange(value: T): void
  hideLabel?: boolean
  small?: boolean
}) {
  return (
    <label className={small ? 'select select--native select--small' : 'select select--native'}>
      <span className={hideLabel ? 'sr' : 'faint'}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </label>
  )
}

export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
  small,
}: {
  label: string
  value: T
  options: { value: T; label: ReactNode }[]
  onChange(value: T): void
  small?: boolean
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as the segmented control.
    <div className={small ? 'seg seg--small' : 'seg'} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={value === option.value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
