import type { EvaluateExport } from '@shared/evaluate'
import { useEffect, useRef, useState } from 'react'
import { api, tell, toast, useApp } from '../../state/app-store'
import { Icon, type IconName } from '../../ui/icon'
import { useEvaluate } from './evaluate-store'

interface Item {
  what: EvaluateExport
  icon: IconName
  label: string
  end: string
}

export const SCORE_EXPORTS: Item[] = [
  { what: 'report', icon: 'manifest', label: 'Report', end: 'HTML' },
  { what: 'tables', icon: 'table', label: 'Tables of images and objects', end: 'CSV, JSON' },
  { what: 'plots', icon: 'evaluate', label: 'Plots', end: 'SVG, PNG' },
  { what: 'map', icon: 'image', label: 'Error map of this image', end: 'PNG' },
  { what: 'maps', icon: 'image', label: 'Error maps of all images', end: 'PNG' },
  { what: 'sheets', icon: 'plate', label: 'Contact sheets by group', end: 'PNG' },
]

export const COMPARE_EXPORTS: Item[] = [
  { what: 'tables', icon: 'table', label: 'Tables of fields and objects', end: 'CSV, JSON' },
  { what: 'map', icon: 'image', label: 'Difference map of this field', end: 'PNG' },
  { what: 'sheets', icon: 'plate', label: 'Contact sheets', end: 'PNG' },
]

/** Everything that can be written; where it went is said, with the number of files. */
export function ExportMenu(props: { id: string; image: number; segmenter: number; items: Item[] }) {
  const [open, setOpen] = useState(false)
  const work = useEvaluate((state) => state.work)
  const palette = useApp((state) => state.prefs.palette)
  const box = useRef<HTMLDivElement>(null)
  const busy = work.state === 'running'
  const write = async ({ what, label }: Item) => {
    setOpen(false)
    useEvaluate.setState({ work: { state: 'running', what: 'export' } })
    try {
      const { id, image, segmenter } = props
      const { folder, files } = await api().request('evaluate.export', {
        id,
        image,
        segmenter,
        what,
        palette,
      })
      toast(`${label}: ${files} ${files === 1 ? 'file' : 'files'} in ${folder}`)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'cancelled')) tell(error)
    } finally {
      useEvaluate.setState({ work: { state: 'idle' } })
    }
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'e') return
      event.preventDefault()
      if (useEvaluate.getState().work.state !== 'running') setOpen(true)
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
    if (event.key === 'Escape') {
      setOpen(false)
      box.current?.querySelector('button')?.focus()
    } else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus()
    else if (event.key === 'ArrowUp') items[(at + items.length - 1) % items.length]?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const event = busy && work.what === 'export' ? work.event : undefined
  return (
    <div className="export-box" ref={box}>
      <button
        type="button"
        className="btn"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={busy}
        onClick={() => setOpen(!open)}
      >
        <Icon name="export" />
        {busy && work.what === 'export'
          ? `Writing${event ? ` ${event.done} of ${event.total}` : ''}`
          : 'Export'}{' '}
        <kbd>Ctrl E</kbd>
      </button>
      {open && (
        <div className="menu export-menu" role="menu" aria-label="Export" tabIndex={-1} onKeyDown={keys}>
          {props.items.map((item) => (
            <button key={item.what} type="button" role="menuitem" onClick={() => void write(item)}>
              <Icon name={item.icon} />
              {item.label}
              <span className="end">{item.end}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
