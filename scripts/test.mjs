/**
 * Every check, in one go: format and lint, types, the tests of the training scripts when Python is there, and
 * all vitest tests. The last line says how many tests passed and failed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = (name) => join(root, 'node_modules', '.bin', name)
let passed = 0
let failed = 0

function check(title, command, args) {
  process.stdout.write(`\n— ${title}\n`)
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status === 0) passed++
  else failed++
}

check('format and lint', bin('biome'), ['check', '--error-on-warnings', '.'])
check('types', bin('tsc'), ['--noEmit'])
if (!existsSync(join(root, '..', 'shared', 'data'))) {
  process.stdout.write('\n— no ../shared/data beside the project: tests on real data are left out\n')
}

const reports = mkdtempSync(join(tmpdir(), 'karyon-test-'))

/** Runs vitest and gives its results by file; undefined when it wrote none. */
function vitest(name, args) {
  const report = join(reports, name)
  const { status } = spawnSync(
    bin('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
  )
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : undefined
  return { status, files }
}

/** A file that does not even load has no tests to fail: it counts as one. */
const failures = (file) =>
  file.status === 'failed'
    ? Math.max(1, file.assertionResults.filter(({ status }) => status === 'failed').length)
    : 0
const passes = (file) => file.assertionResults.filter(({ status }) => status === 'passed').length

const first = vitest('first.json', process.argv.slice(2))
let files = first.files ?? []
if (!first.files) failed++
// Windows on a machine full of other work can wait too long: what drives them is tried once more, alone, and said so.
const again = files.filter((file) => failures(file) > 0 && /[\\/]test[\\/]e2e[\\/]/.test(file.name))
if (again.length > 0) {
  process.stdout.write(`\n— once more, alone: ${again.map(({ name }) => name).join(', ')}\n`)
  const second = vitest(
    'second.json',
    again.map(({ name }) => name),
  )
  if (second.files) files = [...files.filter((file) => !again.includes(file)), ...second.files]
}
for (const file of files) {
  passed += passes(file)
  failed += failures(file)
}
if (first.status !== 0 && again.length === 0 && failed === 0) failed++
rmSync(reports, { recursive: true, force: true })
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
