/** `npm run bench`: the engine's own bench on generated fields and, when they are there, real ones. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const real = join(root, '..', 'shared', 'data', 'bbbc039', 'images')
const args = existsSync(real) ? ['--real', real] : []
const cli = join(root, 'out', 'main', 'cli.js')
process.exit(
  spawnSync(process.execPath, [cli, 'bench', ...args, ...process.argv.slice(2)], { stdio: 'inherit' })
    .status ?? 1,
)
