import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KaryonError } from '@core/errors'
import type { ServicesPort } from '@shared/services-port'
import { type WebSocket, WebSocketServer } from 'ws'
import { PAGE_HEADERS } from '../window/csp'
import { openedEvents } from '../window/opened-events'
import { pageFile } from '../window/page-files'
import { Session } from './session'
import { serveSocket } from './socket'
import { receiveFile } from './upload'

export interface BrowserShellOptions {
  /** Folder of the built renderer. */
  rendererDir: string
  /** Where dropped files are kept. */
  dropsDir: string
  services: ServicesPort
  /** Paths named when starting; the first page counts them. */
  opened?: string[]
  /** 0 (the default) lets the system choose a free port. */
  port?: number
}

export interface BrowserShell {
  /** With the one-time token. */
  url: string
  port: number
  close(): Promise<void>
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(text)
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
  options: BrowserShellOptions,
): Promise<void> {
  if (!session.hostIsOurs(request)) return say(response, 403, 'Karyon answers to its own address only.')
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const token = url.searchParams.get('token')
  if (request.method === 'GET' && url.pathname === '/' && token !== null && !session.signedIn(request)) {
    const cookie = session.exchange(token)
    if (!cookie) return say(response, 403, 'This address was used already. Start Karyon again for a new one.')
    response.writeHead(303, { ...PAGE_HEADERS, 'set-cookie': cookie, location: '/' }).end()
    return
  }
  if (!session.signedIn(request))
    return say(response, 403, 'Open the address that Karyon printed when it started.')
  if (request.method === 'PUT' && url.pathname === '/drop') {
    if (!session.originIsOurs(request)) return say(response, 403, 'Karyon answers to its own page only.')
    const path = url.searchParams.get('path') ?? ''
    const top = await receiveFile(request, options.dropsDir, url.searchParams.get('drop') ?? '', path)
    if (!top) return say(response, 400, `The name ${path} cannot be used.`)
    const handles = await options.services.open([top])
    response
      .writeHead(200, { ...PAGE_HEADERS, 'content-type': 'application/json' })
      .end(JSON.stringify(handles))
    return
  }
  const file = request.method === 'GET' ? await pageFile(options.rendererDir, url.pathname) : undefined
  if (!file) return say(response, 404, 'Nothing here.')
  response
    .writeHead(200, { ...PAGE_HEADERS, 'content-type': file.type, 'cache-control': 'no-cache' })
    .end(file.body)
}

/**
 * Serves the window and the contract on 127.0.0.1 only.
 * @throws KaryonError `usage` when the port cannot be had.
 */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const session = new Session()
  const server = createServer((request, response) => {
    answer(request, response, session, options).catch(() => {
      if (!response.headersSent) say(response, 500, 'The request could not be answered.')
      else response.destroy()
    })
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 })
  server.on('upgrade', (request, socket, head) => {
    const allowed =
      request.url === '/socket' &&
      session.hostIsOurs(request) &&
      session.originIsOurs(request) &&
      session.signedIn(request)
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      serveSocket(client, options.services)
      void greet(client)
    })
  })
  const toOpen = [...(options.opened ?? [])]
  const greet = async (client: WebSocket) => {
    const events = await openedEvents(options.services, toOpen.splice(0))
    if (events.length > 0) client.send(JSON.stringify({ events }))
  }
  const port = await listen(server, options.port ?? 0)
  return {
    url: session.listenOn(port),
    port,
    close: () =>
      new Promise((done) => {
        for (const client of sockets.clients) client.terminate()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** On this computer's own address only; resolves to the port. */
function listen(server: Server, wanted: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program uses it' : cause.message
      const message = `Port ${wanted} of this computer cannot be had: ${why}.`
      fail(
        new KaryonError('usage', message, 'Name another port, or none: then a free one is found.', { cause }),
      )
    })
    server.listen(wanted, '127.0.0.1', () => done((server.address() as AddressInfo).port))
  })
}
