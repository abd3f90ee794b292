import type { ReactNode } from 'react'
import { Icon } from '../../ui/icon'
import { takeDrop } from './choose-source'
import type { Purpose } from './evaluate-store'

export function Row({
  label,
  hint,
  purpose,
  children,
}: {
  label: string
  hint: string
  purpose: Purpose
  children: ReactNode
}) {
  return (
    <section
      className="setup__row"
      aria-label={label}
      data-takes-drop
      onDrop={(event) => {
        event.preventDefault()
        void takeDrop(purpose, event.dataTransfer)
      }}
    >
      <div className="setup__label">
        <h3>{label}</h3>
        <span>{hint}</span>
      </div>
      <div className="setup__lines">{children}</div>
    </section>
  )
}

export function Line(props: {
  name: string
  path?: string
  facts?: string
  mark?: ReactNode
  onRemove?(): void
  children?: ReactNode
}) {
  return (
    <div className="setup__line">
      {props.mark ?? <Icon name="labels" />}
      <div>
        <b className="clip" title={props.path}>
          {props.name}
        </b>
        <span className="small faint clip">{props.facts ?? props.path ?? 'Karyon run'}</span>
        {props.children}
      </div>
      {props.onRemove && (
        <button
          type="button"
          className="btn btn--quiet btn--icon btn--small"
          aria-label={`Leave out ${props.name}`}
          onClick={props.onRemove}
        >
          <Icon name="x" />
        </button>
      )}
    </div>
  )
}
