import { protocol } from 'electron'
import { PAGE_HEADERS } from './csp'
import { pageFile } from './page-files'

export const APP_ORIGIN = 'karyon://app'

/** Must run before the app is ready. A scheme of our own gives the page an origin, which file: does not. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'karyon', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

export function serveAppScheme(rendererDir: string): void {
  protocol.handle('karyon', async (request) => {
    const url = new URL(request.url)
    const file =
      url.host === 'app' && request.method === 'GET' ? await pageFile(rendererDir, url.pathname) : undefined
    if (!file) return new Response('Nothing here.', { status: 404, headers: PAGE_HEADERS })
    return new Response(new Uint8Array(file.body), {
      headers: { ...PAGE_HEADERS, 'content-type': file.type },
    })
  })
}
