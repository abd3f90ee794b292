import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openImage } from '@core/io/open-image'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyBuild, listArchive, makePackage, tableOf } from './package-build'
import { launchPackaged, type PackagedApp } from './packaged'
import {
  display,
  electronPath,
  hasBuild,
  makeHome,
  openExport,
  pause,
  readsLicences,
  runEnded,
  screenshot,
  smallPlate,
} from './tools'

const electron = hasBuild && process.platform === 'linux' ? electronPath() : undefined
if (!electron)
  console.log('The packaged app: left out, because there is no build or no Electron for Linux here.')

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
const INSTALLED = '/opt/Karyon/karyon'
/** Why no deb can be installed here; a Karyon that somebody uses is not touched. */
const noInstall = !has('dpkg')
  ? 'there is no dpkg'
  : process.getuid?.() !== 0
    ? 'only root may install'
    : existsSync(INSTALLED)
      ? 'Karyon is installed already'
      : undefined
if (electron && noInstall)
  console.log(`The deb is not installed: ${noInstall}. The app folder is driven instead.`)

describe.runIf(electron)('the package for Linux', () => {
  const out = resolve('test/artefacts/package')
  const built = join(out, 'build')
  const app = join(out, 'linux-unpacked')
  const resources = join(app, 'resources')
  const deb = () => join(out, readdirSync(out).find((name) => name.endsWith('.deb'))!)
  let listed: string[] = []

  beforeAll(() => {
    rmSync(out, { recursive: true, force: true })
    copyBuild(built)
    makePackage(out, built, electron!, ...(has('dpkg-deb') ? ['--target', 'deb', '--quick'] : ['--dir']))
    listed = listArchive(join(resources, 'app.asar'))
  }, 240_000)
  afterAll(() => rmSync(out, { recursive: true, force: true }))

  it('holds the builds and nothing of the sources or tests', () => {
    const top = new Set(listed.map((path) => path.split('/')[1]))
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json'])
    expect(listed).toContain('/out/main/index.js')
    expect(listed).toContain('/out/renderer/index.html')
    expect(
      listed.filter((path) => /\.(ts|tsx|map|md)$|^\/(src|test|scripts|docs|training)\//.test(path)),
    ).toEqual([])
    expect(readdirSync(resources).sort()).toEqual(
      [
        'LICENSE',
        'THIRD-PARTY-LICENSES.txt',
        'app.asar',
        'app.asar.unpacked',
        ...(existsSync(join(resources, 'apparmor-profile')) ? ['apparmor-profile'] : []),
        'models',
      ].sort(),
    )
  })

  it('holds this system’s native files outside the archive, and no other system’s', () => {
    const unpacked = join(resources, 'app.asar.unpacked')
    const outside = readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
    // Scripts stay where their hash can be checked.
    expect(outside.filter((name) => !/\.(node|so)(\.|$)/.test(name))).toEqual([])
    expect(outside).toContain('libonnxruntime.so.1')
    const bin = join(unpacked, 'node_modules', 'onnxruntime-node', 'bin')
    const [napi] = readdirSync(bin)
    expect(readdirSync(join(bin, napi!))).toEqual(['linux'])
    expect(readdirSync(join(bin, napi!, 'linux'))).toEqual([process.arch])
    const sharps = new Set(listed.flatMap((path) => /\/@img\/(sharp-[^/]+)/.exec(path)?.[1] ?? []))
    const wasm = existsSync(resolve('node_modules/@img/sharp-wasm32'))
    expect([...sharps].sort()).toEqual(
      wasm ? ['sharp-wasm32'] : [`sharp-libvips-linux-${process.arch}`, `sharp-linux-${process.arch}`],
    )
  })

  it('holds the models and every licence', () => {
    expect(readdirSync(join(resources, 'models'))).toContain('presets.json')
    const licences = readFileSync(join(resources, 'THIRD-PARTY-LICENSES.txt'), 'utf8')
    // From node_modules, from the built window, and from inside native libraries.
    for (const name of [
      'onnxruntime-node',
      'sharp',
      'react-dom',
      'zustand',
      'GNU Lesser General Public License',
    ])
      expect(licences).toContain(name)
    const modules = new Set(
      listed.flatMap((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)\//.exec(path)?.[1] ?? []),
    )
    expect([...modules].filter((name) => !licences.includes(`\n${name} `))).toEqual([])
    for (const file of ['LICENSE.electron.txt', 'LICENSES.chromium.html'])
      expect(existsSync(join(app, file))).toBe(true)
  })

  it('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(join(app, 'karyon'))
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
    ]
    const on = [FuseV1Options.EnableCookieEncryption, FuseV1Options.OnlyLoadAppFromAsar]
    for (const fuse of off) expect(wire[fuse]).toBe(FuseState.DISABLE)
    for (const fuse of on) expect(wire[fuse]).toBe(FuseState.ENABLE)
  })

  it.runIf(has('dpkg-deb'))('is a deb with what it needs, a desktop file for TIFF and icons', () => {
    const fields = execFileSync('dpkg-deb', ['--field', deb()], { encoding: 'utf8' })
    expect(fields).toMatch(/^Package: karyon$/m)
    expect(fields).toMatch(/^Depends: .*libgtk-3-0.*libnss3/m)
    const files = execFileSync('dpkg-deb', ['--contents', deb()], { encoding: 'utf8', maxBuffer: 2 ** 24 })
    expect(files).not.toMatch(/^\S+ (?!root\/root )/m)
    for (const size of [16, 32, 48, 128, 256, 512])
      expect(files).toContain(`./usr/share/icons/hicolor/${size}x${size}/apps/karyon.png`)
    expect(files).toContain('./usr/share/doc/karyon/copyright')
    expect(files).toContain('./usr/share/doc/karyon/THIRD-PARTY-LICENSES.txt')
    const desktop = execFileSync(
      'sh',
      ['-c', 'dpkg-deb --fsys-tarfile "$0" | tar -xO ./usr/share/applications/karyon.desktop', deb()],
      { encoding: 'utf8' },
    )
    expect(desktop).toMatch(/^MimeType=image\/tiff;$/m)
    expect(desktop).toMatch(/^Exec=\/opt\/Karyon\/karyon %U$/m)
    expect(desktop).toMatch(/^StartupWMClass=karyon$/m)
  })

  describe('installed and used', { timeout: 180_000 }, () => {
    let running: PackagedApp | undefined
    let screen: Awaited<ReturnType<typeof display>>
    let place: Awaited<ReturnType<typeof makeHome>>
    let plate: string
    const executable = noInstall ? join(app, 'karyon') : '/usr/bin/karyon'

    const launch = (args: string[] = [], more: { env?: Record<string, string>; uid?: number } = {}) =>
      launchPackaged(executable, { home: place.home, display: screen!.name, args, ...more })

    /** The folder of the newest run. */
    const newest = () =>
      readdirSync(place.output)
        .filter((name) => statSync(join(place.output, name)).isDirectory())
        .map((name) => join(place.output, name))
        .sort((a, b) => statSync(b).birthtimeMs - statSync(a).birthtimeMs)[0]!

    /** What the command line counts in the same files. */
    function commandLine(path: string, name: string): string {
      const to = join(place.home, name)
      const { status, stderr } = spawnSync(
        process.execPath,
        [resolve('out/main/cli.js'), 'count', path, '--out', to, '--labels'],
        { encoding: 'utf8' },
      )
      // 2: some images failed, as meant.
      if (status !== 0 && status !== 2) throw new Error(stderr)
      return to
    }

    /** What is dropped or opened starts by itself after a moment, which may be over when a driver looks. */
    async function countShown(page: PackagedApp['page']): Promise<string> {
      await page.locator('.queue').waitFor()
      await runEnded(page)
      return newest()
    }

    beforeAll(async () => {
      screen = await display()
      if (!screen) throw new Error('no display and no Xvfb')
      place = await makeHome()
      plate = join(place.home, 'Karyon-Sample')
      await smallPlate(plate)
      if (!noInstall) execFileSync('dpkg', ['--install', deb()], { stdio: 'pipe' })
    }, 120_000)
    afterEach(async () => {
      await running?.kill()
      running = undefined
    })
    afterAll(async () => {
      screen?.close()
      await place?.close()
      // Removing leaves a note of the package; this takes that too.
      if (!noInstall) execFileSync('dpkg', ['--purge', 'karyon'], { stdio: 'pipe' })
    })

    it.runIf(!noInstall)('lies where it belongs', () => {
      expect(statSync('/opt/Karyon/chrome-sandbox').mode & 0o7777).toBe(0o4755)
      expect(statSync('/opt/Karyon/chrome-sandbox').uid).toBe(0)
      expect(existsSync('/usr/share/applications/karyon.desktop')).toBe(true)
      expect(spawnSync('dpkg', ['--verify', 'karyon'], { encoding: 'utf8' }).stdout).toBe('')
    })

    it('counts a dropped plate as the command line does, exports it and ends', async () => {
      // Were the fuses open, the first would make it a plain Node and the second would run a file of ours.
      const preload = join(place.home, 'preload.cjs')
      const touched = join(place.home, 'touched')
      writeFileSync(preload, `require('node:fs').writeFileSync(${JSON.stringify(touched)}, '')`)
      const started = performance.now()
      running = await launch([], { env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require=${preload}` } })
      const { page } = running
      console.log(`The package: window usable after ${Math.round(performance.now() - started)} ms`)
      await running.drop([plate])
      const folder = await countShown(page)
      expect(existsSync(touched)).toBe(false)
      const reference = commandLine(plate, 'reference')
      for (const table of ['counts.csv', 'nuclei.csv', 'wells.csv'])
        expect(tableOf(folder, table)).toEqual(tableOf(reference, table))
      expect(tableOf(folder, 'nuclei.csv').length).toBeGreaterThan(50)
      await screenshot(page, 'package-queue')

      await page.getByRole('link', { name: 'Results' }).click()
      await page.locator('[data-well="C02"]').click()
      await page.keyboard.press('Enter')
      await page.waitForFunction(() =>
        /outlined/.test(document.querySelector('.stage')?.getAttribute('aria-label') ?? ''),
      )
      await pause(500)
      await screenshot(page, 'package-review')
      await openExport(page)
      await page.getByRole('menuitem', { name: /Workbook/ }).click()
      await page.getByRole('button', { name: 'Show in folder' }).waitFor({ timeout: 60_000 })
      const workbooks = readdirSync(folder, { recursive: true }).filter((name) =>
        String(name).endsWith('.xlsx'),
      )
      expect(workbooks.length).toBeGreaterThan(0)
      await readsLicences(page)
      expect(running.wrong).toEqual([])
      expect(await running.quit()).toBe(0)
    })

    it('opens a file it is started with, as a file manager gives it, and reads a JPEG', async () => {
      const [tiff] = readdirSync(plate).filter((name) => name.includes('_B02_s1_w1'))
      const image = await openImage(join(plate, tiff!))
      const { width, height, data } = await image.readPlane({})
      await image.close()
      const jpeg = join(place.home, 'a field.jpg')
      const bytes = Uint8Array.from(data, (value) => Math.min(255, value / 16))
      await sharp(bytes, { raw: { width, height, channels: 1 } })
        .jpeg({ quality: 95 })
        .toFile(jpeg)
      running = await launch([pathToFileURL(jpeg).href])
      const folder = await countShown(running.page)
      expect(tableOf(folder, 'counts.csv')).toEqual(
        tableOf(commandLine(jpeg, 'reference-jpeg'), 'counts.csv'),
      )
      expect(await running.quit()).toBe(0)
    })

    it('tries an image that was in work at two unexpected ends in a process of its own', async () => {
      const large = join(place.home, 'large')
      mkdirSync(large)
      const [tiff] = readdirSync(plate).filter((name) => name.includes('_B02_s1_w1'))
      const image = await openImage(join(plate, tiff!))
      const { width, height, data } = await image.readPlane({})
      await image.close()
      // The field 12 times across and down takes seconds: long enough to be caught in work.
      const times = 12
      const side = Uint8Array.from(data, (value) => Math.min(255, value / 16))
      const tiled = new Uint8Array(width * times * height * times)
      for (let y = 0; y < height * times; y++)
        for (let k = 0; k < times; k++)
          tiled.set(side.subarray((y % height) * width, ((y % height) + 1) * width), (y * times + k) * width)
      const file = join(large, 'large.png')
      await sharp(tiled, { raw: { width: width * times, height: height * times, channels: 1 } })
        .png()
        .toFile(file)

      const inWork = async (folder: string) => {
        const note = join(folder, '.karyon', 'in-work')
        for (let wait = 0; wait < 600; wait++) {
          if (existsSync(note) && readFileSync(note, 'latin1').trim() !== '') return
          await pause(50)
        }
        throw new Error('nothing was in work within 30 s')
      }
      running = await launch([large])
      await running.page.locator('.queue').waitFor()
      await expect.poll(() => basename(newest())).toMatch(/^large/)
      const folder = newest()
      await inWork(folder)
      await running.kill()
      for (const _ of [1, 2]) {
        running = await launch()
        await inWork(folder)
        if (_ === 1) await running.kill()
      }
      const own = () =>
        spawnSync('pgrep', ['-P', String(running!.process.pid), '-f', 'node.mojom.NodeService'], {
          encoding: 'utf8',
        }).stdout
      let seen = ''
      for (let wait = 0; wait < 200 && seen === '' && !existsSync(join(folder, 'counts.csv')); wait++) {
        seen = own()
        await pause(50)
      }
      expect(seen).not.toBe('')
      for (let wait = 0; wait < 1200 && !existsSync(join(folder, 'run.json')); wait++) await pause(50)
      expect(tableOf(folder, 'counts.csv')[1]).toContain('counted')
      expect(await running!.quit()).toBe(0)
    })

    it.runIf(!noInstall)('runs in Chromium’s sandbox for a user who is not root', async () => {
      const nobody = 65534
      const own = join(place.home, 'own')
      mkdirSync(own)
      cpSync(join(place.home, 'settings.json'), join(own, 'settings.json'))
      for (const path of [place.home, own, join(own, 'settings.json')]) chmodSync(path, 0o777)
      chownSync(own, nobody, nobody)
      running = await launchPackaged(executable, { home: own, display: screen!.name, uid: nobody })
      const { pid } = running.process
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('--no-sandbox')
      await running.page.getByRole('heading', { name: 'Drop a plate folder or images' }).waitFor()
      expect(await running.quit()).toBe(0)
    })

    it.runIf(!noInstall)('is removed without a trace', () => {
      execFileSync('dpkg', ['--remove', 'karyon'], { stdio: 'pipe' })
      for (const path of ['/opt/Karyon', '/usr/bin/karyon', '/usr/share/applications/karyon.desktop'])
        expect(existsSync(path)).toBe(false)
    })
  })
})
