/**
 * Runs src/cli/dump-maps.ts without a build, for `parity`:
 * node training/engine-maps.mjs MODEL_FOLDER OUT_FOLDER < requests.json
 */
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const [model, out] = process.argv.slice(2)
const { module } = await runnerImport(resolve(root, 'src/cli/dump-maps.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '@core': resolve(root, 'src/core') } },
})
try {
  await module.dumpMaps(model, JSON.parse(await text(process.stdin)), out)
} catch (error) {
  const { message, remedy, file } = error
  process.stderr.write(`${[file, message, remedy].filter(Boolean).join(' ')}\n`)
  process.exitCode = 1
}
