import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Icon, type IconName } from './icon'

export interface ExportItem {
  icon: IconName
  label: string
  /** What kind of files come of it. */
  end: string
}

interface Props<T extends ExportItem> {
  items: readonly T[]
  onPick(item: T): void
  /** Words in place of "Export" while something is being written. */
  busy?: string
  disabled?: boolean
  primary?: boolean
  /** Below the items; `close` shuts the menu. */
  children?(close: () => void): ReactNode
}

/** The menu of everything that can be written: Ctrl E opens it, arrows go through it, Escape and Tab leave. */
export function ExportMenu<T extends ExportItem>(props: Props<T>) {
  const { items, onPick, busy, disabled = false, primary = false, children } = props
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'e') return
      event.preventDefault()
      if (!disabled) setOpen(true)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [disabled])
  useEffect(() => {
    if (!open) return
    box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const close = () => setOpen(false)
  const keys = (event: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'Escape') {
      close()
      box.current?.querySelector('button')?.focus()
    } else if (event.key === 'Tab') {
      // The browser goes on from where the focus is: the button, not an item that goes with the menu.
      box.current?.querySelector('button')?.focus()
      close()
      return
    } else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus()
    else if (event.key === 'ArrowUp') all[(at + all.length - 1) % all.length]?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the focus leaves it; it takes nothing itself.
    <div
      className="export-box"
      ref={box}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget && !box.current?.contains(relatedTarget)) close()
      }}
    >
      <button
        type="button"
        className={primary ? 'btn btn--primary' : 'btn'}
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        onClick={() => setOpen(!open)}
      >
        <Icon name="export" />
        {busy ?? 'Export'} <kbd>Ctrl E</kbd>
      </button>
      {open && (
        <div className="menu export-menu" role="menu" aria-label="Export" tabIndex={-1} onKeyDown={keys}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              onClick={() => {
                close()
                onPick(item)
              }}
            >
              <Icon name={item.icon} />
              {item.label}
              <span className="end">{item.end}</span>
            </button>
          ))}
          {children?.(close)}
        </div>
      )}
    </div>
  )
}
