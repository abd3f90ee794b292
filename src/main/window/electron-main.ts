import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toFailure } from '@core/errors'
import { startIsolatedWith } from '@services/isolated-process'
import type { AppEvent, Notice } from '@shared/contract'
import type { ServicesPort } from '@shared/services-port'
import { app, type BrowserWindow, dialog, Menu, session } from 'electron'
import { openServices } from './adapter'
import { registerAppScheme, serveAppScheme } from './app-protocol'
import { createAppWindow } from './app-window'
import { takeInstance } from './instance'
import { serveIpc } from './ipc'
import { applyTheme, followRuns, guardClosing, reviveCrashed } from './lifecycle'
import { openedEvents } from './opened-events'
import { dataDir, rendererDir, resourcesDir, version } from './places'
import { samplePlate } from './sample-plate'
import { lockContents, lockSession } from './security'
import { electronShell } from './shell-electron'
import { startUtilityProcess } from './utility-process'

/** Composition root of the desktop app: puts the parts together and decides nothing else. */

let window: BrowserWindow | undefined
let services: ServicesPort | undefined
/** True once the page listens; what it has to hear before that waits. */
let listening = false
const toOpen: string[] = []
const toTell: Notice[] = []

/** Files and folders named when starting (a drop on the icon, a file association), from the folder it was done in. */
function pathsIn(argv: string[], cwd = process.cwd()): string[] {
  // Unpackaged, the app's own folder is named too, and not always second: it is no folder of images.
  const own = app.isPackaged ? undefined : resolve(app.getAppPath())
  const named = argv.slice(1).filter((arg) => !arg.startsWith('-') && resolve(cwd, arg) !== own)
  // File managers on Linux give addresses.
  return named.map((arg) => (arg.startsWith('file:') ? fileURLToPath(arg) : resolve(cwd, arg)))
}

async function openPaths(paths: string[]): Promise<void> {
  if (!services || !window || !listening) {
    toOpen.push(...paths)
    return
  }
  send(await openedEvents(services, paths))
}

function send(events: AppEvent[]): void {
  if (events.length > 0 && window && !window.isDestroyed()) window.webContents.send('karyon:events', events)
}

function pageListens(): void {
  listening = true
  send(toTell.splice(0).map((notice) => ({ type: 'notice', notice })))
  void openPaths(toOpen.splice(0))
}

function focus(): void {
  if (!window) return
  if (window.isMinimized()) window.restore()
  window.focus()
}

async function start(): Promise<void> {
  await app.whenReady()
  Menu.setApplicationMenu(
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  )
  lockSession(session.defaultSession)
  startIsolatedWith(startUtilityProcess)
  serveAppScheme(rendererDir())
  const instance = takeInstance(dataDir())
  process.on('exit', () => instance.release())
  const port = await openServices({
    shell: electronShell(() => window),
    dataDir: dataDir(),
    resourcesDir: resourcesDir(),
    version: version(),
    samplePlate: samplePlate(dataDir()),
  })
  services = port
  serveIpc(port, pageListens)
  const prefs = await port.request('prefs.get', {})
  applyTheme(prefs)
  followRuns(port, () => window, prefs)
  const show = () => {
    const made = createAppWindow()
    window = made
    listening = false
    guardClosing(made, port)
    reviveCrashed(made, (notice) => {
      listening = false
      toTell.push(notice)
    })
    made.on('closed', () => {
      window = undefined
    })
  }
  show()
  app.on('activate', () => {
    if (!window) show()
  })
}

// Chromium's own files, and the lock of the single instance, belong to the data folder too.
app.setPath('userData', join(dataDir(), 'window'))

if (app.requestSingleInstanceLock()) {
  registerAppScheme()
  lockContents()
  // Every page asks for the sandbox itself; this covers pages nobody thought of. Not where the system has none.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  toOpen.push(...pathsIn(process.argv))
  app.on('second-instance', (_event, argv, cwd) => {
    focus()
    void openPaths(pathsIn(argv, cwd))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    void openPaths([path])
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let closed = false
  app.on('will-quit', (event) => {
    if (closed || !services) return
    event.preventDefault()
    closed = true
    // Everything of ours is closed by then; quitting anew would ask the same questions again.
    void services.close().finally(() => app.exit(0))
  })
  start().catch((error) => {
    const { message, remedy } = toFailure(error)
    dialog.showErrorBox('Karyon', `${message}\n\n${remedy}`)
    app.quit()
  })
} else app.quit()
