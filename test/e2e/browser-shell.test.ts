import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import type { ServicesPort } from '@shared/services-port'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type BrowserShell, startBrowserShell } from '../../src/main/browser-shell/index'
import { shellOptions } from '../../src/main/browser-shell/options'
import { openedEvents } from '../../src/main/window/opened-events'

let dir: string
let shell: BrowserShell
const opened: string[][] = []

const services: ServicesPort = {
  request: async (name) => (name === 'runs.list' ? [] : name) as never,
  binary: async () =>
    ({ meta: { width: 1, height: 1 }, buffers: [Uint8Array.from([1, 2, 3, 4]).buffer] }) as never,
  subscribe: () => () => undefined,
  open: async (paths) => {
    opened.push(paths)
    const there = paths.filter((path) => !path.includes('nowhere'))
    return there.map((path) => ({ id: 'h', name: 'n', kind: 'folder' as const, path }))
  },
  busy: () => false,
  close: async () => undefined,
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'karyon-shell-'))
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Karyon</title>')
  await writeFile(join(dir, 'secret.txt'), 'no')
  shell = await startBrowserShell({ rendererDir: dir, dropsDir: join(dir, 'drops'), services })
})
afterAll(async () => {
  await shell.close()
  await rm(dir, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = request({ host: '127.0.0.1', port: shell.port, path, method, headers }, (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
    })
    call.on('error', fail)
    call.end(body)
  })
}

const origin = () => `http://127.0.0.1:${shell.port}`
const url = () => new URL(shell.url)
let cookie = ''

/** Resolves to 'open' or to the HTTP status of the refusal. */
function socket(headers: Record<string, string>): Promise<string | number> {
  return new Promise((done) => {
    const client = new WebSocket(`ws://127.0.0.1:${shell.port}/socket`, { headers })
    client.on('open', () => {
      client.close()
      done('open')
    })
    client.on('unexpected-response', (_request, response) => done(response.statusCode ?? 0))
    client.on('error', () => undefined)
  })
}

describe('the loopback server', () => {
  it('says nothing to whom has no token', async () => {
    expect((await get('/')).status).toBe(403)
    expect((await get('/?token=guess')).status).toBe(403)
    expect(await socket({ origin: origin() })).toBe(403)
  })

  it('takes its token once and gives a cookie scripts cannot read', async () => {
    const first = await get(url().pathname + url().search)
    expect(first.status).toBe(303)
    const set = String(first.headers['set-cookie'])
    expect(set).toMatch(/HttpOnly/)
    expect(set).toMatch(/SameSite=Strict/)
    cookie = set.split(';')[0]!
    expect((await get(url().pathname + url().search)).status).toBe(403)
    const page = await get('/', { cookie })
    expect(page.status).toBe(200)
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('refuses another host name (DNS rebinding), another origin and files outside the page', async () => {
    expect((await get('/', { cookie, host: `evil.example:${shell.port}` })).status).toBe(403)
    expect(await socket({ cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await socket({ cookie })).toBe(403)
    expect(await socket({ cookie, origin: origin() })).toBe('open')
    for (const path of [
      '/secret.txt',
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/%00.html',
      '/%zz',
    ]) {
      expect((await get(path, { cookie })).status).toBe(404)
    }
  })

  it('listens on the loopback address only', () => {
    expect(url().hostname).toBe('127.0.0.1')
  })

  it('speaks the contract and refuses what is none', async () => {
    const client = new WebSocket(`ws://127.0.0.1:${shell.port}/socket`, {
      headers: { cookie, origin: origin() },
    })
    const next = () => new Promise<Buffer>((done) => client.once('message', (data) => done(data as Buffer)))
    await new Promise((done) => client.once('open', done))
    client.send(JSON.stringify({ id: 1, kind: 'request', name: 'runs.list', args: {} }))
    expect(JSON.parse(String(await next()))).toEqual({ id: 1, reply: { ok: true, value: [] } })
    client.send(JSON.stringify({ id: 2, kind: 'request', name: 'runs.pause', args: {} }))
    expect(JSON.parse(String(await next()))).toMatchObject({
      id: 2,
      reply: { ok: false, failure: { code: 'usage' } },
    })
    client.send(
      JSON.stringify({ id: 3, kind: 'binary', name: 'image.thumb', args: { runId: 'r', index: 0 } }),
    )
    expect((await next()).subarray(-8, -4)).toEqual(Buffer.from([1, 2, 3, 4]))
    const closed = new Promise<number>((done) => client.once('close', done))
    client.send('nonsense')
    expect(await closed).toBe(1008)
  })

  it('keeps dropped files with their folders, and never outside', async () => {
    const put = (drop: string, path: string, from = origin()) =>
      get(`/drop?${new URLSearchParams({ drop, path })}`, { cookie, origin: from }, 'PUT', 'pixels')
    const kept = await put('0123456789ab', 'plate/A01.tif')
    expect(kept.status).toBe(200)
    expect(opened.at(-1)).toEqual([join(dir, 'drops', '0123456789ab', 'plate')])
    expect(await readFile(join(dir, 'drops', '0123456789ab', 'plate', 'A01.tif'), 'utf8')).toBe('pixels')
    for (const path of ['../x.tif', 'a/../../x.tif', '/etc/x', 'a\\..\\x', '']) {
      expect((await put('0123456789ab', path)).status).toBe(400)
    }
    expect((await put('../../up', 'x.tif')).status).toBe(400)
    expect((await put('0123456789ab', 'x.tif', 'http://evil.example')).status).toBe(403)
  })
})

describe('paths named when starting', () => {
  it('are opened, and one that is not there is said', async () => {
    const here = join(dir, 'plate')
    const gone = join(dir, 'nowhere')
    expect(await openedEvents(services, [gone, here])).toEqual([
      { type: 'notice', notice: expect.objectContaining({ message: `${gone} does not exist.` }) },
      { type: 'opened', handles: [expect.objectContaining({ path: here })] },
    ])
    expect(await openedEvents(services, [])).toEqual([])
  })
})

describe('options', () => {
  it('are a port and paths', () => {
    expect(shellOptions([])).toEqual({ port: 0, paths: [] })
    expect(shellOptions(['a b', '--port', '8080', 'c'])).toEqual({ port: 8080, paths: ['a b', 'c'] })
  })

  it('that cannot be followed are refused', () => {
    for (const args of [
      ['--port', 'abc'],
      ['--port', '65536'],
      ['--port='],
      ['--port', '-1'],
      ['--port'],
      ['--prot', '1'],
    ])
      expect(() => shellOptions(args), args.join(' ')).toThrow(KaryonError)
  })

  it('a port that another program uses is said to be', async () => {
    const taken = startBrowserShell({ rendererDir: dir, dropsDir: dir, services, port: shell.port })
    await expect(taken).rejects.toMatchObject({
      code: 'usage',
      message: `Port ${shell.port} of this computer cannot be had: another program uses it.`,
    })
  })
})
