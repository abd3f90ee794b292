import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeSamplePlate } from '@core/simulate/sample-plate'
import type { RunSummary } from '@shared/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropPaths, settled } from './in-browser'
import { electron, type InElectron, openInElectron } from './in-electron'
import { openExport, pause, readsLicences, runEnded, screenshot, smallPlate, startServer } from './tools'

if (!electron)
  console.log('End to end in Electron: left out, because there is no build or no Electron binary here.')

describe.runIf(electron)('the window in Electron, from drop to export', () => {
  let shell: InElectron
  let plate: string
  const app = () => shell.app
  const page = () => shell.page
  const drop = (paths: string[]) => dropPaths(page(), paths)

  beforeAll(async () => {
    shell = await openInElectron(async (home) => {
      plate = join(home, 'Karyon-Sample')
      await smallPlate(plate)
    })
  })
  afterAll(() => shell?.close())

  it('is locked: no Node, no inline script, no other page, no permission, one frozen api', async () => {
    const inside = await page().evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = 1'
      document.body.append(script)
      const outside = await fetch('https://example.com').then(
        () => 'reached',
        () => 'blocked',
      )
      const bridge = (window as unknown as { karyon: Record<string, unknown> }).karyon
      let frozen = false
      try {
        bridge.request = 1
      } catch {
        frozen = true
      }
      return {
        node:
          typeof (globalThis as Record<string, unknown>).require +
          typeof (globalThis as Record<string, unknown>).process,
        injected: 'injected' in window,
        opened: window.open('https://example.com') === null,
        outside,
        frozen: frozen || typeof bridge.request === 'function',
        keys: Object.keys(bridge).sort(),
        location: window.location.protocol,
        camera: await navigator.permissions.query({ name: 'geolocation' }).then((p) => p.state),
      }
    })
    expect(inside).toMatchObject({
      node: 'undefinedundefined',
      injected: false,
      opened: true,
      outside: 'blocked',
      frozen: true,
      location: 'karyon:',
    })
    expect(inside.camera).not.toBe('granted')
    expect(inside.keys).toEqual(['connectPixels', 'onEvents', 'request', 'takeDropped'])
    const prefs = await app().evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webviewTag }
    })
    expect(prefs).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    shell.wrong.length = 0
  })

  it('does not take a path the page made up', async () => {
    const reply = await page().evaluate(async () => {
      const bridge = (window as unknown as { karyon: { request(n: string, a: object): Promise<unknown> } })
        .karyon
      return bridge.request('plan.preview', { handles: ['/etc'], settings: {} })
    })
    expect(reply).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })

  it('counts a dropped folder and shows it', async () => {
    await drop([plate])
    await page().locator('.drop--plan').waitFor()
    expect(await page().locator('.plan').innerText()).toContain('of 96')
    await page().keyboard.press('Enter')
    await page().locator('.queue').waitFor()
    await runEnded(page())
    expect(await page().locator('.run__numbers').innerText()).toMatch(/of 5 images/)
    await page().getByRole('link', { name: 'Results' }).click()
    await page().locator('[data-well="C02"]').click()
    await page().keyboard.press('Enter')
    await page().locator('.stage').waitFor()
    await page().waitForFunction(() =>
      /outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
    )
    // An image is shown before its nuclei are there and in order; only then is there a least sure one.
    await page().locator('.inspector .rows__line.rows__at').first().waitFor()
    await page().keyboard.press('n')
    await page().locator('.card').waitFor()
    await settled(page())
    await screenshot(page(), 'electron-image')
  })

  it('exports, and shows the folder in the file manager', async () => {
    await openExport(page())
    await app().evaluate(({ shell }) => {
      const shown: string[] = []
      ;(globalThis as Record<string, unknown>).shown = shown
      shell.showItemInFolder = (path) => {
        shown.push(path)
      }
    })
    await page()
      .getByRole('menuitem', { name: /Workbook/ })
      .click()
    await page().getByRole('button', { name: 'Show in folder' }).click({ timeout: 60_000 })
    await pause(300)
    const shown = (await app().evaluate(() => (globalThis as Record<string, unknown>).shown)) as string[]
    expect(shown[0]).toContain(shell.output)
  })

  it('shows the licences of what it is built on, collected from the sources it runs from', async () => {
    await readsLicences(page())
    await screenshot(page(), 'electron-licences')
  })

  it('says of an empty folder that it is empty', async () => {
    const empty = join(shell.home, 'Nothing')
    mkdirSync(empty)
    await page().keyboard.press('Alt+1')
    await drop([empty])
    await page().getByText('Nothing is empty.').waitFor()
    await page().keyboard.press('Escape')
  })

  it('shows progress in the taskbar, and one notification when a run ends behind other windows', async () => {
    await app().evaluate(({ BrowserWindow, Notification }) => {
      const told = { progress: [] as unknown[], notes: [] as string[] }
      Object.assign(globalThis, { told })
      const window = BrowserWindow.getAllWindows()[0]!
      window.isFocused = () => false
      window.setProgressBar = (share, options) => void told.progress.push([share, options?.mode])
      Notification.isSupported = () => true
      Notification.prototype.show = function show(this: Electron.Notification) {
        told.notes.push(`${this.title}: ${this.body}`)
      }
    })
    await drop([plate])
    await page()
      .getByText(/^Counted before/)
      .waitFor()
    await page().keyboard.press('Enter')
    await page().locator('.queue').waitFor()
    await runEnded(page())
    const told = () =>
      app().evaluate(
        () => (globalThis as unknown as { told: { progress: [number, string?][]; notes: string[] } }).told,
      )
    await expect.poll(async () => (await told()).notes.length, { timeout: 30_000 }).toBe(1)
    const { progress, notes } = await told()
    expect(notes[0]).toMatch(/^Karyon-Sample: [\d,]+ nuclei in 4 images, 1 not read$/)
    expect(progress.some(([share, mode]) => share > 0 && share < 1 && mode === 'normal')).toBe(true)
    expect(progress.at(-1)?.[0]).toBe(-1)
  })

  it('hands a second start over to the first: its window comes forward with what was named', async () => {
    const other = join(shell.home, 'Other')
    await writeSamplePlate(other, { wells: ['B02'], sites: 1, width: 128, height: 128 })
    await app().evaluate(({ BrowserWindow }) => {
      const focused = { times: 0 }
      Object.assign(globalThis, { focused })
      BrowserWindow.getAllWindows()[0]!.focus = () => void focused.times++
    })
    const started = spawn(electron!, [resolve('.'), '--no-sandbox', '--disable-gpu', other], {
      env: { ...process.env, KARYON_HOME: shell.home, DISPLAY: shell.screen },
      stdio: 'ignore',
    })
    const code = await new Promise((done) => started.on('exit', done))
    expect(code).toBe(0)
    await page().locator('.drop--plan', { hasText: '1 image to count' }).waitFor()
    expect(
      await app().evaluate(() => (globalThis as unknown as { focused: { times: number } }).focused.times),
    ).toBe(1)
    await page().keyboard.press('Escape')
    // The browser's window would write over the same list of runs.
    await expect(startServer(shell.home)).rejects.toThrow(/Karyon is running already on this computer/)
  })

  it('asks before it closes while a run counts; the run goes on from there at the next start', async () => {
    const slow = join(shell.home, 'Slow')
    await writeSamplePlate(slow, { sites: 2, width: 320, height: 320 })
    await drop([slow])
    await page().locator('.drop--plan').waitFor()
    await page().keyboard.press('Enter')
    await page().locator('.queue').waitFor()
    const read = async () =>
      Number((await page().locator('.run__numbers .value').first().innerText()).split(/\D/)[0])
    await expect.poll(read, { timeout: 60_000 }).toBeGreaterThan(0)
    const close = (answer: number) =>
      app().evaluate(({ BrowserWindow }, given) => {
        ;(globalThis as unknown as { noted: { answer: number } }).noted.answer = given
        BrowserWindow.getAllWindows()[0]!.close()
      }, answer)
    await close(0)
    const asked = () =>
      app().evaluate(() => (globalThis as unknown as { noted: { asked: string[] } }).noted.asked)
    await expect
      .poll(asked)
      .toEqual([
        'A run is being counted. If you close Karyon now, nothing is lost: the run goes on from here at the next start.',
      ])
    const before = await read()
    await expect.poll(read, { timeout: 60_000 }).toBeGreaterThan(before)
    const ended = app().waitForEvent('close')
    await close(1)
    await ended
    await shell.start()
    await page()
      .getByText(/ goes on at image \d+\./)
      .waitFor()
    await page()
      .getByRole('link', { name: /^Queue/ })
      .click()
    await runEnded(page())
    expect(await page().locator('.run__numbers').innerText()).toMatch(/24[\s\S]*of 24 images/)
  }, 180_000)

  it('keeps the run going when the page crashes, comes back and says so', async () => {
    await drop([plate])
    await page().locator('.drop--plan').waitFor()
    await page().keyboard.press('Enter')
    await page().locator('.queue').waitFor()
    await app().evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer()
    })
    // The driver's page object does not outlive the crash; the app itself says what the new page shows.
    const shows = () =>
      app().evaluate(async ({ BrowserWindow }) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!
        if (webContents.isCrashed() || webContents.isLoading()) return ''
        // A page that goes while it is asked never answers.
        const late = new Promise<string>((done) => setTimeout(done, 1000, ''))
        const text = webContents.executeJavaScript('document.body.innerText') as Promise<string>
        return Promise.race([text, late])
      })
    await expect.poll(shows, { timeout: 30_000 }).toContain('The window stopped and was opened again.')
    expect(await shows()).toContain('Karyon-Sample')
    const runs = () => JSON.parse(readFileSync(join(shell.home, 'runs.json'), 'utf8')) as RunSummary[]
    await expect
      .poll(() => runs().at(-1), { timeout: 60_000 })
      .toMatchObject({ state: 'done', done: 4, failed: 1 })
  }, 120_000)

  it('remembers past runs after a restart', async () => {
    await shell.stop()
    await shell.start()
    await page().keyboard.press('Alt+1')
    await page().locator('.recent a').first().waitFor()
    expect(await page().locator('.recent a').count()).toBeGreaterThanOrEqual(1)
    await screenshot(page(), 'electron-count')
  })

  it('said nothing wrong', () => {
    expect(shell.wrong).toEqual([])
  })

  // Last: the driver waits for navigations, also for one that is refused.
  it('does not leave its own page', async () => {
    await page().evaluate(() => {
      window.location.href = 'https://example.com/'
    })
    await pause(500)
    expect(page().url()).toContain('karyon://app/')
  })
})
