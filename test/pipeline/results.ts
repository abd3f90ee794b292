import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { csv } from '../cli/karyon'

/** What two runs of the same images must have in common: tables without times, label images, every file there. */
export function comparable(out: string) {
  const counts = csv(join(out, 'counts.csv')).map(({ seconds: _, ...row }) => row)
  const hash = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(out, file)))
      .digest('hex')
  const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))
  const { totals, inputs, choices, failures, model, settings } = run
  return {
    counts,
    files: filesBelow(out).filter((file) => !file.startsWith('.karyon')),
    state: filesBelow(join(out, '.karyon')),
    hashes: filesBelow(out)
      .filter((file) => /(?:wells|nuclei)\.csv$|_labels\.tif$|\.png$/.test(file))
      .map((file) => [file, hash(file)]),
    run: { totals, inputs, choices, failures, model, settings },
  }
}

export function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .flatMap((entry) => {
      const name = prefix ? `${prefix}/${entry.name}` : entry.name
      return entry.isDirectory() ? filesBelow(folder, name) : [name]
    })
    .sort()
}
