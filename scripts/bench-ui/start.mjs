import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { launch } from './chromium.mjs'
import { display, electronPath } from './electron.mjs'
import { ended, remove, startShell, temporary } from './shell.mjs'

const REPEATS = 4

/** When the page said that it is usable, on the clock of this process. Runs in the page. */
const USABLE = `new Promise((done) => {
  const look = () => {
    const [mark] = performance.getEntriesByName('karyon-usable')
    if (mark) done(performance.timeOrigin + mark.startTime)
    else setTimeout(look, 5)
  }
  look()
})`

/** Plain Node serving the page, which a browser that is open already loads for the first time. */
async function browserShell(main) {
  const home = temporary()
  const browser = await launch()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const from = Date.now()
  const shell = await startShell(main, home)
  const listening = Date.now() - from
  await page.goto(shell.url)
  const usable = (await page.evaluate(USABLE)) - from
  await browser.close()
  await shell.stop()
  remove(home)
  return { listening, usable: Math.round(usable) }
}

/** What an expression comes to in a page, over its own debugging address. */
function evaluate(address, expression) {
  return new Promise((done, fail) => {
    const socket = new WebSocket(address)
    const params = { expression, awaitPromise: true, returnByValue: true }
    const ask = () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }))
    socket.on('open', ask)
    socket.on('message', (text) => {
      const { id, result } = JSON.parse(text)
      if (id !== 1) return
      // The page is not there yet: it was still being opened.
      if (result?.result.value === undefined) return setTimeout(ask, 20)
      socket.close()
      done(result.result.value)
    })
    socket.on('error', fail)
  })
}

/** Electron as a user starts it, without a driver in between: its page is only asked for its own clock. */
async function electron(executable, root, screen) {
  const home = temporary()
  const from = Date.now()
  const child = spawn(executable, [root, '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'], {
    env: { ...process.env, KARYON_HOME: home, DISPLAY: screen },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await new Promise((done, fail) => {
    let text = ''
    child.stderr.on('data', (part) => {
      text += part
      const found = /DevTools listening on (ws:\S+)/.exec(text)
      if (found) done(found[1])
    })
    child.on('exit', (code) => fail(new Error(`Electron ended with ${code}: ${text.slice(-400)}`)))
  })
  const pages = `http://${new URL(address).host}/json`
  let page
  while (!page) {
    const list = await (await fetch(pages)).json()
    page = list.find(({ url }) => url.startsWith('karyon:'))
    if (!page) await new Promise((done) => setTimeout(done, 20))
  }
  const usable = (await evaluate(page.webSocketDebuggerUrl, USABLE)) - from
  child.removeAllListeners('exit')
  child.kill()
  await ended(child)
  remove(home)
  return { usable: Math.round(usable) }
}

const least = (all) => all.toSorted((a, b) => a.usable - b.usable)[0]

/** From the start of the process to a window that can be used, the files read before (warm disk). */
export async function start(root) {
  const main = join(root, 'out', 'main', 'index.js')
  if (!existsSync(main)) return {}
  const results = {}
  const shells = []
  for (let i = 0; i < REPEATS; i++) shells.push(await browserShell(main))
  results.browser = least(shells)
  const executable = electronPath(root)
  const screen = executable && (await display())
  if (screen) {
    try {
      const windows = []
      for (let i = 0; i < REPEATS; i++) windows.push(await electron(executable, root, screen.name))
      results.electron = least(windows)
    } finally {
      screen.close()
    }
  }
  return results
}
