/**
 * `npm run package`: builds, collects the licences and makes the installers of this system in dist/.
 *
 *   -- --dir          the app folder only, no installers
 *   -- --target deb   one kind of installer
 *   -- --out DIR      another place than dist/
 *   -- --built DIR    packs a build that is there instead of making one in out/
 *   -- --quick        installers compressed little, for tests
 *   -- --for win32-x64   another system, with an Electron for it: for tests of what lies in the package
 *
 * `ELECTRON_OVERRIDE_DIST_PATH` and `ELECTRON_EXEC_PATH` choose a local Electron; else electron-builder fetches the
 * one package.json names. Certificates: docs/decisions/packaging.md.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'electron-builder'
import { localElectron } from './package/local-electron.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values } = parseArgs({
  options: {
    dir: { type: 'boolean', default: false },
    target: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: join(root, 'dist') },
    built: { type: 'string' },
    quick: { type: 'boolean', default: false },
    for: { type: 'string', default: `${process.platform}-${process.arch}` },
  },
})
const out = resolve(values.out)

function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

if (values.built) process.env.KARYON_BUILT = resolve(values.built)
else {
  rmSync(join(root, 'out'), { recursive: true, force: true })
  node(join('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'error')
}
node(join('scripts', 'collect-licenses.mjs'), join(out, 'THIRD-PARTY-LICENSES.txt'))

const [platform, arch] = values.for.split('-')
const local = localElectron(root, platform)
const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.electron
if (local && local.version !== wanted)
  console.warn(`Packing Electron ${local.version}; Karyon is released with ${wanted}. For tests only.`)

// One way to make a deb everywhere, the one that is tested: dpkg-deb instead of a fpm that is fetched.
process.env.CUSTOM_FPM_PATH ??= join(root, 'scripts', 'package', 'fpm-by-dpkg.mjs')
process.env.KARYON_OUT = out
process.env.KARYON_TARGET = values.for

const require = createRequire(import.meta.url)
const config = require('../electron-builder.config.cjs')
const system = { win32: 'win', darwin: 'mac', linux: 'linux' }[platform]
const targets = values.dir ? ['dir'] : values.target
const made = await build({
  projectDir: root,
  [system]: targets,
  [arch]: true,
  config: {
    ...config,
    directories: { ...config.directories, output: out },
    ...(values.quick && { compression: 'store', deb: { ...config.deb, compression: 'gz' } }),
    ...(local && { electronDist: local.dist, electronVersion: local.version }),
  },
})
for (const file of made) console.log(file)
