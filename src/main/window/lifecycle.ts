import type { AppEvent, Notice, Prefs } from '@shared/contract'
import type { RunSummary } from '@shared/run'
import type { ServicesPort } from '@shared/services-port'
import { app, type BrowserWindow, dialog, Notification, nativeTheme } from 'electron'

/** Taskbar progress while a run counts, and one notification when it ends or halts behind other windows. */
export function followRuns(port: ServicesPort, window: () => BrowserWindow | undefined): void {
  const told = new Map<string, string>()
  port.subscribe((events: AppEvent[]) => {
    const target = window()
    if (!target || target.isDestroyed()) return
    for (const event of events) {
      if (event.type === 'prefs') applyTheme(event.prefs)
      if (event.type !== 'run') continue
      const { run } = event
      showProgress(target, run)
      const words = endWords(run)
      // The run's state may be told several times; a person is told once, and again after it went on.
      if (words !== undefined && told.get(run.id) !== words && !target.isFocused())
        notify(target, run.name, words)
      if (words === undefined) told.delete(run.id)
      else told.set(run.id, words)
    }
    if (events.length > 0) target.webContents.send('karyon:events', events)
  })
}

function showProgress(window: BrowserWindow, run: RunSummary): void {
  const counting = run.state === 'running' || run.state === 'paused'
  if (counting && run.total > 0) {
    const mode = run.failure ? 'error' : run.state === 'paused' ? 'paused' : 'normal'
    window.setProgressBar((run.done + run.failed) / run.total, { mode })
  } else if (run.state === 'done' || run.state === 'failed' || run.state === 'cancelled')
    window.setProgressBar(-1)
}

/** What to say of a run that ended, or that halted by itself; undefined while there is nothing to say. */
function endWords(run: RunSummary): string | undefined {
  if (run.failure && (run.state === 'failed' || run.state === 'paused')) return run.failure.message
  if (run.state === 'failed') return 'No image could be read.'
  if (run.state !== 'done') return undefined
  const notRead = run.failed > 0 ? `, ${run.failed.toLocaleString('en-GB')} not read` : ''
  return `${run.nuclei.toLocaleString('en-GB')} nuclei in ${run.done.toLocaleString('en-GB')} images${notRead}`
}

function notify(window: BrowserWindow, title: string, body: string): void {
  if (!Notification.isSupported()) return
  const note = new Notification({ title, body, silent: true })
  note.on('click', () => window.focus())
  note.show()
}

export function applyTheme(prefs: Prefs): void {
  nativeTheme.themeSource = prefs.theme
}

/** Closing while counting asks first. Either way nothing is lost: the run goes on at the next start. */
export function guardClosing(window: BrowserWindow, port: ServicesPort): void {
  let sure = false
  window.on('close', (event) => {
    if (sure || !port.busy()) return
    event.preventDefault()
    void dialog
      .showMessageBox(window, {
        type: 'question',
        buttons: ['Keep counting', 'Close'],
        defaultId: 0,
        cancelId: 0,
        message: 'A run is being counted.',
        detail: 'If you close Karyon now, nothing is lost: the run goes on from here at the next start.',
      })
      .then(({ response }) => {
        if (response !== 1) return
        sure = true
        window.close()
      })
  })
}

/** A page that crashed is loaded again, and says so; runs live in the services and go on meanwhile. */
export function reviveCrashed(window: BrowserWindow, tellNext: (notice: Notice) => void): void {
  let last = 0
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    const now = Date.now()
    if (now - last < 3000) {
      dialog.showErrorBox('Karyon', 'The window stopped twice in a row. Runs are kept; start Karyon again.')
      app.quit()
      return
    }
    last = now
    tellNext({
      id: `page-crashed-${now}`,
      tone: 'attention',
      message: 'The window stopped and was opened again.',
      remedy: 'Runs went on meanwhile; nothing is lost.',
    })
    window.webContents.reload()
  })
}
