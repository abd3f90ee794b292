import { basename, extname, join } from 'node:path'

/** Where a run's results go when the user chose one place for all; undefined leaves it to the services. */
export function resultsFolder(output: string, input: string, now = new Date()): string | undefined {
  if (output === '') return undefined
  const stamp = now.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '')
  return join(output, `${basename(input, extname(input))}-karyon_${stamp}`)
}
