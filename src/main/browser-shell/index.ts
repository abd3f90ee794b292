import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

export interface BrowserShellOptions {
  /** Folder of the built renderer. */
  rendererDir: string
  /** 0 (the default) lets the system choose a free port. */
  port?: number
}

/** Serves the built window on 127.0.0.1. */
export async function startBrowserShell(
  options: BrowserShellOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(await readFile(join(options.rendererDir, 'index.html')))
  })
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((done) => server.close(() => done())) }
}
