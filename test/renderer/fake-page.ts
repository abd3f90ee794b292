import { createServer, type Server } from 'node:http'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { PAGE_HEADERS } from '../../src/main/window/csp'
import { pageFile } from '../../src/main/window/page-files'

/**
 * The window over a fake api, built once a test file. Never part of the product's build.
 * @param name folder in test/artefacts: files run at the same time
 */
export async function buildFakePage(name: string): Promise<string> {
  const outDir = resolve('test/artefacts', name)
  await build({
    root: resolve('src/renderer/dev'),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    resolve: { alias: { '@core': resolve('src/core'), '@shared': resolve('src/shared') } },
    build: { outDir, emptyOutDir: true, target: 'chrome114' },
  })
  return outDir
}

/** Serves it with the headers the product's page has, policy included. */
export async function serveFakePage(dir: string): Promise<{ url: string; close(): void }> {
  const server: Server = createServer(async (request, response) => {
    const file = await pageFile(dir, new URL(request.url ?? '/', 'http://x').pathname)
    if (!file) return void response.writeHead(404).end()
    response.writeHead(200, { ...PAGE_HEADERS, 'content-type': file.type }).end(file.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}
