import type { AppEvent, Notice, Prefs } from '@shared/contract'
import type { RunSummary } from '@shared/run'
import { RunEnds } from '@shared/run-ends'
import type { ServicesPort } from '@shared/services-port'
import { app, type BrowserWindow, dialog, Notification, nativeTheme } from 'electron'

/**
 * Taskbar progress while a run counts, and one notification when it ends or halts behind other windows.
 * @param prefs as they are now; changes are followed
 */
export function followRuns(port: ServicesPort, window: () => BrowserWindow | undefined, prefs: Prefs): void {
  const ends = new RunEnds()
  let wanted = prefs.notify
  port.subscribe((events: AppEvent[]) => {
    const target = window()
    if (!target || target.isDestroyed()) return
    for (const event of events) {
      if (event.type === 'prefs') {
        applyTheme(event.prefs)
        wanted = event.prefs.notify
      }
      if (event.type !== 'run') continue
      showProgress(target, event.run)
      const words = ends.next(event.run)
      if (words !== undefined && wanted && !target.isFocused()) notify(target, event.run.name, words)
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
