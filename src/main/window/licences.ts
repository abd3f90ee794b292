import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import type { Licence } from '@shared/contract'

/** What scripts/collect-licenses.mjs sets between two notices. */
const BETWEEN = /\n={80}\n\n/

let collected: Promise<Licence[]> | undefined

/**
 * Karyon's own licence and the notices of everything it is built on, in the order of the file that packages hold.
 * @param resourcesDir of the package, or `resources` of a checkout
 * @throws KaryonError `internal` when the notices are neither there nor can be collected
 */
export function licences(resourcesDir: string): Promise<Licence[]> {
  collected ??= read(resourcesDir).catch((cause) => {
    collected = undefined
    throw new KaryonError(
      'internal',
      `The licence notices could not be collected: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Install Karyon again; from source, run npm ci.',
      { cause },
    )
  })
  return collected
}

async function read(resourcesDir: string): Promise<Licence[]> {
  const packed = await readFile(join(resourcesDir, 'THIRD-PARTY-LICENSES.txt'), 'utf8').catch(() => undefined)
  const own = packed === undefined ? join(resourcesDir, '..') : resourcesDir
  const [license, notices] = await Promise.all([
    readFile(join(own, 'LICENSE'), 'utf8'),
    packed ?? collect(join(own, 'scripts', 'collect-licenses.mjs')),
  ])
  const [about = '', ...others] = notices.split(BETWEEN)
  return [
    { title: 'Karyon (Apache-2.0)', text: `${about.trim()}\n\n${license.trimEnd()}` },
    ...others.map((notice) => {
      const [title = '', ...lines] = notice.trim().split('\n')
      return { title, text: lines.join('\n').trim() }
    }),
  ]
}

/** Run from source no file was made: the script of packaging makes its text from node_modules. */
function collect(script: string): Promise<string> {
  // Electron's own binary is told to be plain Node; to Node the variable means nothing.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  return new Promise((done, fail) => {
    execFile(process.execPath, [script, '-'], { env, maxBuffer: 1 << 26 }, (error, text, said) => {
      if (error) fail(new Error(said.trim() || error.message))
      else done(text)
    })
  })
}
