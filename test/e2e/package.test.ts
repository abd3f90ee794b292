import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { _electron } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { display, electronPath, hasBuild, makeHome } from './tools'

const electron = hasBuild && process.platform === 'linux' ? electronPath() : undefined
if (!electron)
  console.log('The packaged app: left out, because there is no build or no Electron for Linux here.')

/** The Linux app folder, made with the Electron for tests. Fuses are flipped in a release only: they shut out the driver. */
describe.runIf(electron)('the packaged app', () => {
  const output = resolve('test/artefacts/package')
  const app = join(output, 'linux-unpacked')
  const resources = join(app, 'resources')
  let listed: string[] = []

  beforeAll(() => {
    rmSync(output, { recursive: true, force: true })
    execFileSync(process.execPath, ['scripts/collect-licenses.mjs'])
    execFileSync(
      process.execPath,
      [
        'node_modules/electron-builder/cli.js',
        '--config',
        'electron-builder.config.cjs',
        '--linux',
        '--dir',
        `-c.electronDist=${dirname(electron!)}`,
        '-c.electronVersion=25.1.1',
        `-c.directories.output=${output}`,
      ],
      { env: { ...process.env, KARYON_KEEP_FUSES: '1' }, stdio: 'pipe' },
    )
    const asar = execFileSync(
      process.execPath,
      ['node_modules/@electron/asar/bin/asar.js', 'list', join(resources, 'app.asar')],
      {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      },
    )
    listed = asar.split('\n')
  }, 240_000)
  afterAll(() => rmSync(output, { recursive: true, force: true }))

  it('holds the builds and nothing of the sources or tests', () => {
    const top = new Set(listed.filter(Boolean).map((path) => path.split('/')[1]))
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json'])
    expect(listed.some((path) => path === '/out/main/index.js')).toBe(true)
    expect(
      listed.filter((path) => /\.(ts|tsx|map)$|^\/(src|test|scripts|docs|training)\//.test(path)),
    ).toEqual([])
  })

  it('holds this system’s native files outside the archive, and no other system’s', () => {
    const modules = join(resources, 'app.asar.unpacked', 'node_modules')
    const bin = join(modules, 'onnxruntime-node', 'bin')
    const [napi] = readdirSync(bin)
    expect(readdirSync(join(bin, napi!))).toEqual(['linux'])
    expect(readdirSync(join(bin, napi!, 'linux'))).toEqual([process.arch])
    const sharps = readdirSync(join(modules, '@img')).filter((name) => name.startsWith('sharp-'))
    expect(sharps.length).toBeGreaterThan(0)
    for (const name of sharps) expect(name).toMatch(new RegExp(`(linux-${process.arch}|wasm32)$`))
  })

  it('holds the models and every licence', () => {
    expect(readdirSync(join(resources, 'models'))).toContain('presets.json')
    expect(existsSync(join(resources, 'LICENSE'))).toBe(true)
    expect(existsSync(join(resources, 'THIRD-PARTY-LICENSES.txt'))).toBe(true)
  })

  it('starts and answers', async () => {
    const screen = await display()
    const place = await makeHome()
    const running = await _electron.launch({
      executablePath: join(app, 'karyon'),
      args: ['--no-sandbox', '--disable-gpu'],
      env: { ...process.env, KARYON_HOME: place.home, DISPLAY: screen?.name ?? '' } as Record<string, string>,
    })
    const page = await running.firstWindow()
    await page.getByRole('heading', { name: 'Drop a plate folder or images' }).waitFor()
    await page.keyboard.press('Alt+4')
    await page.locator('.devices__models tbody tr').nth(1).waitFor()
    await running.close()
    screen?.close()
    await place.close()
  })
})
