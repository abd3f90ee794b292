import type { ExportChoice } from '@shared/contract'
import type { RunSummary } from '@shared/run'
import { useEffect, useRef, useState } from 'react'
import { api, tell, toast, useApp } from '../../state/app-store'
import { Icon, type IconName } from '../../ui/icon'

const ITEMS: { icon: IconName; label: string; end: string; choice: ExportChoice }[] = [
  { icon: 'table', label: 'Workbook and tables', end: 'XLSX, CSV', choice: { overlays: false } },
  { icon: 'image', label: 'Overlays', end: 'PNG', choice: { overlays: true } },
]

/** Tables are written while counting; the rest is made when asked for, into the run's folder. */
export function ExportMenu({ run }: { run: RunSummary }) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState<string>()
  const box = useRef<HTMLDivElement>(null)
  const local = useApp((state) => state.api?.shell !== 'browser')
  const show = () => api().request('runs.show', { runId: run.id }).catch(tell)
  const write = async (label: string, choice: ExportChoice) => {
    setOpen(false)
    setBusy(label)
    try {
      const { folder } = await api().request('runs.export', { runId: run.id, choice })
      toast(`${label} saved in ${folder}`, local ? { label: 'Show in folder', run: show } : undefined)
    } catch (error) {
      tell(error)
    } finally {
      setBusy(undefined)
    }
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'e') {
        event.preventDefault()
        setOpen(true)
      }
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  useEffect(() => {
    if (!open) return
    box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const keys = (event: React.KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'Escape') setOpen(false)
    else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus()
    else if (event.key === 'ArrowUp') items[(at + items.length - 1) % items.length]?.focus()
    else return
    event.preventDefault()
  }
  return (
    <div className="export-box" ref={box}>
      <button
        type="button"
        className="btn btn--primary"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={busy !== undefined || run.done === 0}
        onClick={() => setOpen(!open)}
      >
        <Icon name="export" />
        {busy ? `Writing ${busy.toLowerCase()}` : 'Export'} <kbd>Ctrl E</kbd>
      </button>
      {open && (
        <div className="menu export-menu" role="menu" aria-label="Export" tabIndex={-1} onKeyDown={keys}>
          {ITEMS.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              onClick={() => void write(item.label, item.choice)}
            >
              <Icon name={item.icon} />
              {item.label}
              <span className="end">{item.end}</span>
            </button>
          ))}
          <hr />
          <p className="menu__note">
            Label images (TIFF) and the run’s record are in the results folder already:{' '}
            <span className="mono">{run.folder}</span>
          </p>
          {local && (
            <button
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false)
                void show()
              }}
            >
              <Icon name="folder" />
              Show in folder
            </button>
          )}
        </div>
      )}
    </div>
  )
}
