import type { ExportChoice } from '@shared/contract'
import type { RunSummary } from '@shared/run'
import { useState } from 'react'
import { api, tell, toast, useApp } from '../../state/app-store'
import { type ExportItem, ExportMenu } from '../../ui/export-menu'
import { Icon } from '../../ui/icon'

const ITEMS: (ExportItem & { choice: ExportChoice })[] = [
  { icon: 'table', label: 'Workbook and tables', end: 'XLSX, CSV', choice: { overlays: false } },
  { icon: 'image', label: 'Overlays', end: 'PNG', choice: { overlays: true } },
]

/** Tables are written while counting; the rest is made when asked for, into the run's folder. */
export function RunExport({ run }: { run: RunSummary }) {
  const [busy, setBusy] = useState<string>()
  const local = useApp((state) => state.api?.shell !== 'browser')
  const show = () => api().request('runs.show', { runId: run.id }).catch(tell)
  const write = async (label: string, choice: ExportChoice) => {
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
  return (
    <ExportMenu
      primary
      items={ITEMS}
      busy={busy && `Writing ${busy.toLowerCase()}`}
      disabled={busy !== undefined || run.done === 0}
      onPick={({ label, choice }) => void write(label, choice)}
    >
      {(close) => (
        <>
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
                close()
                void show()
              }}
            >
              <Icon name="folder" />
              Show in folder
            </button>
          )}
        </>
      )}
    </ExportMenu>
  )
}
