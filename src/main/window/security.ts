import { app, type Session, type WebContents } from 'electron'
import { APP_ORIGIN } from './app-protocol'

const LOCAL = /^(karyon|devtools|blob|data|chrome-extension):/

/** No permission but copying text, no request that leaves the computer. */
export function lockSession(session: Session): void {
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write'
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(allowed(permission)))
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission))
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !LOCAL.test(details.url) }))
}

/** Every page there will ever be: no navigation, no new window, no embedded page. */
export function lockContents(): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

export function isOurPage(url: string | undefined): boolean {
  return url !== undefined && (url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`))
}
