/**
 * Every check, in one go: format and lint, types, the tests of the training scripts when Python is there, and
 * all vitest tests. The last line says how many tests passed and failed.
 */
import { spawn, spawnSync } from 'node:child_process'
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
const report = join(reports, 'report.json')
const vitest = spawn(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
)
vitest.on('exit', (code) => {
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    passed += result.numPassedTests
    failed += result.numFailedTests
    // A file that does not even load has no tests to fail.
    const broken = result.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    failed += broken.length
  }
  if (code !== 0 && failed === 0) failed++
  rmSync(reports, { recursive: true, force: true })
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exit(failed === 0 ? 0 : 1)
})
