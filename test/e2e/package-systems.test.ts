import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeMacElectron, fakeWindowsElectron } from './fake-electron'
import { listArchive } from './package-build'
import { hasBuild } from './tools'

// electron-builder packs for Windows and macOS here too, only not on Windows for macOS.
const possible = hasBuild && process.platform !== 'win32'
if (!possible)
  console.log('Packages of other systems: left out, because there is no build or this is Windows.')

const FRAMEWORK = 'Karyon.app/Contents/Frameworks/Electron Framework.framework'
const SYSTEMS = [
  {
    name: 'win32-x64',
    electron: fakeWindowsElectron,
    app: 'win-unpacked',
    resources: 'resources',
    executable: 'Karyon.exe',
    natives: ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
    locales: (app: string) => readdirSync(join(app, 'locales')),
    keptLocales: ['en-US.pak'],
  },
  {
    name: 'darwin-arm64',
    electron: fakeMacElectron,
    app: 'mac-arm64',
    resources: 'Karyon.app/Contents/Resources',
    executable: 'Karyon.app',
    // The runtime comes twice, with a long name that nothing asks for.
    natives: ['libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
    locales: (app: string) => readdirSync(join(app, FRAMEWORK, 'Versions/A/Resources')),
    keptLocales: ['en.lproj'],
  },
] as const

describe.runIf(possible).each(SYSTEMS)('the package for $name', (system) => {
  const folder = resolve('test/artefacts', `package-${system.name}`)
  const project = join(folder, 'project')
  const out = join(folder, 'out')
  const app = join(out, system.app)
  const resources = join(app, system.resources)
  let listed: string[] = []

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true })
    projectFor(system.name, project)
    const electron = system.electron(join(folder, 'electron'))
    const args = ['scripts/package.mjs', '--for', system.name, '--dir', '--built', 'out', '--out', out]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: project,
      env: { ...process.env, ELECTRON_EXEC_PATH: electron },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`packing failed: ${stdout}${stderr}`)
    listed = listArchive(join(resources, 'app.asar'))
  }, 240_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('holds the builds, the models and the licences, no sources, tests or other locales', () => {
    const top = new Set(listed.map((path) => path.split('/')[1]))
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json'])
    expect(listed).toContain('/out/main/index.js')
    expect(
      listed.filter((path) => /\.(ts|tsx|map|md)$|^\/(src|test|scripts|docs|training)\//.test(path)),
    ).toEqual([])
    expect(readdirSync(join(resources, 'models'))).toEqual(readdirSync(resolve('resources/models')))
    for (const file of ['LICENSE', 'THIRD-PARTY-LICENSES.txt'])
      expect(existsSync(join(resources, file))).toBe(true)
    expect(existsSync(join(resources, 'default_app.asar'))).toBe(false)
    expect(system.locales(app)).toEqual(system.keptLocales)
  })

  it('holds its own system’s native files, outside the archive', () => {
    const modules = join(resources, 'app.asar.unpacked', 'node_modules')
    const [platform, arch] = system.name.split('-') as [string, string]
    const bin = join(modules, 'onnxruntime-node', 'bin')
    const [napi] = readdirSync(bin)
    expect(readdirSync(join(bin, napi!))).toEqual([platform])
    expect(readdirSync(join(bin, napi!, platform))).toEqual([arch])
    expect(readdirSync(join(bin, napi!, platform, arch)).sort()).toEqual(system.natives)
    expect(readdirSync(join(modules, '@img'))).toEqual([`sharp-${system.name}`])
    const foreign = listed.filter(
      (path) => /\/@img\/sharp-/.test(path) && !path.includes(`sharp-${system.name}`),
    )
    expect(foreign).toEqual([])
  })

  it('has its fuses set and the archive’s hash in it', async () => {
    const wire = await getCurrentFuseWire(join(app, system.executable))
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ]
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ]
    for (const fuse of off) expect(wire[fuse]).toBe(FuseState.DISABLE)
    for (const fuse of on) expect(wire[fuse]).toBe(FuseState.ENABLE)
    const hash = archiveHash(join(resources, 'app.asar'))
    const carrier =
      system.name === 'win32-x64' ? join(app, 'Karyon.exe') : join(app, 'Karyon.app/Contents/Info.plist')
    expect(readFileSync(carrier).includes(hash)).toBe(true)
  })
})

it.runIf(possible)(
  'refuses a package without the native files of its system',
  () => {
    const folder = resolve('test/artefacts/package-none')
    const project = join(folder, 'project')
    rmSync(folder, { recursive: true, force: true })
    try {
      projectFor('win32-x64', project)
      rmSync(join(project, 'node_modules/@img/sharp-win32-x64'), { recursive: true })
      const electron = fakeWindowsElectron(join(folder, 'electron'))
      const args = ['scripts/package.mjs', '--for', 'win32-x64', '--dir', '--built', 'out', '--out', folder]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: project,
        env: { ...process.env, ELECTRON_EXEC_PATH: electron },
        encoding: 'utf8',
      })
      expect(status).not.toBe(0)
      expect(stdout + stderr).toContain('There is no sharp for win32-x64')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  60_000,
)

/**
 * A project as `npm ci` leaves it on another system: npm installs sharp's binary for its own system only, so the
 * other's is imitated by a file. Everything else lies in the installed packages for every system.
 */
function projectFor(name: string, project: string): void {
  mkdirSync(project, { recursive: true })
  for (const entry of ['package.json', 'package-lock.json', 'LICENSE', 'electron-builder.config.cjs'])
    cpSync(resolve(entry), join(project, entry))
  for (const entry of ['scripts', 'src', 'build', 'resources', 'out'])
    cpSync(resolve(entry), join(project, entry), { recursive: true })
  // Links to the same files: nothing is changed in them.
  if (spawnSync('cp', ['-al', resolve('node_modules'), project]).status !== 0)
    execFileSync('cp', ['-a', resolve('node_modules'), project])
  const images = join(project, 'node_modules', '@img')
  for (const entry of readdirSync(images))
    if (/^sharp-.*(linux|darwin|win32)/.test(entry)) rmSync(join(images, entry), { recursive: true })
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const { version, license } = lock[`node_modules/@img/sharp-${name}`]
  const native = join(images, `sharp-${name}`)
  mkdirSync(join(native, 'lib'), { recursive: true })
  writeFileSync(
    join(native, 'package.json'),
    JSON.stringify({ name: `@img/sharp-${name}`, version, license }),
  )
  writeFileSync(join(native, 'LICENSE'), license)
  writeFileSync(join(native, 'README.md'), license)
  writeFileSync(join(native, 'lib', `sharp-${name}.node`), '')
}

/** SHA-256 of an archive's list of files, each of which carries a hash of its own. */
function archiveHash(file: string): string {
  const script = `const { getRawHeader } = require('@electron/asar')
    const { createHash } = require('node:crypto')
    process.stdout.write(createHash('sha256').update(getRawHeader(process.argv[1]).headerString).digest('hex'))`
  return execFileSync(process.execPath, ['-e', script, file], { encoding: 'utf8' })
}
