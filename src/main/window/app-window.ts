import { join } from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import { APP_ORIGIN } from './app-protocol'
import { appRoot } from './places'

/** Colour of the chassis in tokens.css, so that nothing flashes before the page is drawn. */
const CHASSIS = { dark: '#131313', light: '#dedede' }

export function createAppWindow(): BrowserWindow {
  const shade = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1180,
    minHeight: 760,
    show: false,
    useContentSize: true,
    title: 'Karyon',
    backgroundColor: CHASSIS[shade],
    ...titleBar(shade),
    webPreferences: {
      preload: join(appRoot(), 'out', 'preload', 'index.js'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  })
  window.setMenuBarVisibility(false)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${APP_ORIGIN}/index.html`)
  return window
}

/** Windows draws its buttons into our title bar; macOS insets its own; Linux keeps the system's bar. */
function titleBar(shade: 'dark' | 'light'): Electron.BrowserWindowConstructorOptions {
  if (process.platform === 'darwin') return { titleBarStyle: 'hiddenInset' }
  if (process.platform !== 'win32') return {}
  return {
    titleBarStyle: 'hidden',
    titleBarOverlay: {
      color: CHASSIS[shade],
      symbolColor: shade === 'dark' ? '#bdbdbd' : '#444444',
      height: 40,
    },
  }
}
