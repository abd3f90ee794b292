import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Database } from 'node-sqlite3-wasm'
import { rollBackJournal } from './roll-back-journal'
import { isNewer } from './run-database'
import { runFiles } from './run-folder'

const TABLES = ['counts.csv', 'wells.csv', 'nuclei.csv', 'results.xlsx', 'run.json']
const FOLDERS = ['labels', 'labels-corrected', 'overlays']
/** What the folders begin with that keep an earlier run's results. */
export const EARLIER = 'earlier-results-'

/**
 * Moves what an earlier run left into `earlier-results-<time>/`: nothing is written over. Folders called labels,
 * labels-corrected or overlays are moved only when a run of ours is there to have made them. The state of a run
 * that was killed before it was set up holds nothing and is removed. The caller holds the folder's lock.
 */
export function setEarlierAside(folder: string): void {
  const { state, database } = runFiles(folder)
  if (existsSync(database) && isEmpty(database)) rmSync(database, { force: true })
  const there = (names: string[], where: string) =>
    names.map((name) => join(where, name)).filter((path) => existsSync(path))
  const databases = there(['run.sqlite', 'run.sqlite-journal'], state)
  const results = there(databases.length > 0 ? [...TABLES, ...FOLDERS] : TABLES, folder)
  if (results.length === 0 && databases.length === 0) return
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  const aside = join(folder, `${EARLIER}${stamp}`)
  mkdirSync(join(aside, '.karyon'), { recursive: true })
  for (const path of results) renameSync(path, join(aside, basename(path)))
  // Last, so that a move cut short is gone on with the next time.
  for (const path of databases) renameSync(path, join(aside, '.karyon', basename(path)))
}

/** True when the database can be read and there is no run in it; nothing committed in it is changed. */
function isEmpty(database: string): boolean {
  let reader: Database | undefined
  try {
    if (isNewer(database)) return false
    rmSync(`${database}.lock`, { recursive: true, force: true })
    rollBackJournal(database)
    reader = new Database(database, { readOnly: true })
    const tables = reader.all(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('run', 'images')",
    )
    return tables.every(({ name }) => reader?.get(`SELECT 1 FROM ${name} LIMIT 1`) === null)
  } catch {
    return false
  } finally {
    reader?.close()
  }
}
