/**
 * The one entry for `npm run demo | test | start | karyon | bench | bench:ui | package`: makes sure that dependencies are installed
 * and the build is current, then does the work. Plain Node without dependencies, so that it runs on a fresh clone.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { standFor } from './stand-for.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = (name) => join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)

/** Runs a program in the repository; ends this one with its code when it fails. Output goes to stderr if quiet. */
function run(command, args, { cwd = root, quiet = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    stdio: quiet ? ['inherit', 2, 2] : 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  })
  if (result.error) throw result.error
  return result.status ?? 1
}

function must(command, args, options) {
  const code = run(command, args, options)
  if (code !== 0) process.exit(code)
}

/** Installs exactly what the lock file says, when that has changed since the last time. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.karyon-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  process.stderr.write('Installing dependencies…\n')
  // The ONNX runtime's own postinstall fetches CUDA; its CPU and WebGPU parts come with the package.
  // The build needs development packages, which npm leaves out under NODE_ENV=production.
  must('npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], {
    quiet: true,
    env: { ONNXRUNTIME_NODE_INSTALL: 'skip', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
  })
  writeFileSync(stamp, lock)
}

const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.json']

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

/** Builds all shells when a source is newer than the last build. */
function build() {
  const stamp = join(root, 'out', '.built')
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0
  if (SOURCES.every((source) => newest(join(root, source)) < built)) return
  process.stderr.write('Building…\n')
  must(bin('electron-vite'), ['build', '--logLevel', 'error'], { quiet: true })
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
}

const script = (name) => join(root, 'scripts', name)

/** What each task runs. */
const tasks = {
  demo: script('demo.mjs'),
  start: script('start.mjs'),
  karyon: join(root, 'out', 'main', 'cli.js'),
  bench: script('bench.mjs'),
  'bench-ui': script('bench-ui.mjs'),
  package: script('package.mjs'),
  test: script('test.mjs'),
}

const [name, ...args] = process.argv.slice(2)
if (!Object.hasOwn(tasks, name)) {
  process.stderr.write(`There is no task "${name}". Tasks: ${Object.keys(tasks).join(', ')}\n`)
  process.exit(1)
}
install()
build()
// Paths on the command line mean the folder npm was called from.
const cwd = name === 'karyon' ? (process.env.INIT_CWD ?? process.cwd()) : root
standFor(spawn(process.execPath, [tasks[name], ...args], { cwd, stdio: 'inherit' }))
