import type { AppEvent, Prefs } from '@shared/contract'
import type { ServicesPort } from '@shared/services-port'
import { app, type BrowserWindow, dialog, Notification, nativeTheme } from 'electron'

/** Taskbar progress while a run counts, and one notification when it ends behind other windows. */
export function followRuns(port: ServicesPort, window: () => BrowserWindow | undefined): void {
  const finished = new Set<string>()
  port.subscribe((events: AppEvent[]) => {
    const target = window()
    if (!target || target.isDestroyed()) return
    for (const event of events) {
      if (event.type === 'prefs') applyTheme(event.prefs)
      if (event.type !== 'run') continue
      const { run } = event
      const counting = run.state === 'running' || run.state === 'paused'
      if (counting && run.total > 0) {
        finished.delete(run.id)
        target.setProgressBar((run.done + run.failed) / run.total, {
          mode: run.state === 'paused' ? 'paused' : 'normal',
        })
      } else if (run.state === 'done' || run.state === 'failed') {
        target.setProgressBar(-1)
        if (!finished.has(run.id) && !target.isFocused() && Notification.isSupported()) {
          const body =
            run.state === 'done'
              ? `${run.nuclei.toLocaleString('en-GB')} nuclei in ${run.done.toLocaleString('en-GB')} images`
              : (run.failure?.message ?? 'The run stopped.')
          const note = new Notification({ title: run.name, body, silent: true })
          note.on('click', () => target.focus())
          note.show()
        }
        finished.add(run.id)
      } else if (run.state === 'cancelled') target.setProgressBar(-1)
    }
    if (events.length > 0) target.webContents.send('karyon:events', events)
  })
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

/** A page that crashed is loaded again; runs live in the services and go on meanwhile. */
export function reviveCrashed(window: BrowserWindow): void {
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
    window.webContents.reload()
  })
}
