import { closeSync, existsSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { KaryonError } from '@core/errors'
import { Database } from 'node-sqlite3-wasm'
import { rollBackJournal } from './roll-back-journal'

/** Raised with every change of the tables; a database with a higher number is refused. */
const SCHEMA_VERSION = 3

/**
 * Corrections by hand: what the model had found in an image, and every change since, undone ones included. `revision`
 * goes up with each change; `written` is the one whose label image was derived.
 */
const CORRECTIONS = `
  CREATE TABLE IF NOT EXISTS corrections (
    seq INTEGER PRIMARY KEY,
    record TEXT NOT NULL,
    nuclei BLOB,
    revision INTEGER NOT NULL DEFAULT 0,
    written INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS edits (
    seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0,
    about TEXT NOT NULL,
    pixels BLOB NOT NULL,
    PRIMARY KEY (seq, n)
  );
`

const SCHEMA = `
  CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE images (
    seq INTEGER PRIMARY KEY,
    ord INTEGER NOT NULL,
    time INTEGER NOT NULL DEFAULT -1,
    state TEXT NOT NULL,
    plate TEXT,
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    nuclei BLOB,
    UNIQUE (ord, time)
  );
  CREATE INDEX images_by_state ON images (state, ord, time);
  CREATE INDEX images_by_plate ON images (plate, ord, time);
  ${CORRECTIONS}
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** Version 1 had no column for the plate. */
const FROM_VERSION_1 = `
  BEGIN IMMEDIATE;
  ALTER TABLE images ADD COLUMN plate TEXT;
  UPDATE images SET plate = json_extract(source, '$.set.plate');
  CREATE INDEX images_by_plate ON images (plate, ord, time);
  PRAGMA user_version = 2;
  COMMIT;
`

/** Version 2 knew no corrections. */
const FROM_VERSION_2 = `
  BEGIN IMMEDIATE;
  ${CORRECTIONS}
  PRAGMA user_version = 3;
  COMMIT;
`

/**
 * Opens (or makes) the database of a run. The caller holds the run's lock, so a lock left by a killed
 * process is removed, and its journal restores the last whole transaction.
 *
 * @throws KaryonError `run-newer` for a database of a later Karyon, which is left untouched; `run-damaged` for one that cannot be read
 * (it is kept aside under another name).
 */
export function openRunDatabase(file: string): Database {
  // Before anything else: opening could already change the file (journal, lock).
  if (isNewer(file)) throw newer(file)
  rmSync(`${file}.lock`, { recursive: true, force: true })
  const isNew = !existsSync(file)
  let database: Database | undefined
  try {
    rollBackJournal(file)
    database = new Database(file)
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;')
    const version = (database.get('PRAGMA user_version') as { user_version: number }).user_version
    if (isNew || version === 0) database.exec(`BEGIN IMMEDIATE;${SCHEMA}COMMIT;`)
    else if (!isSound(database)) throw new Error('quick_check found damage')
    if (version === 1) database.exec(FROM_VERSION_1)
    if (version === 1 || version === 2) database.exec(FROM_VERSION_2)
    return database
  } catch (cause) {
    try {
      database?.close()
    } catch {
      // Why it could not be opened says more.
    }
    if (cause instanceof KaryonError || isDiskFull(cause)) {
      // Half a new database would pass for an earlier run.
      if (isNew) for (const left of [file, `${file}-journal`]) rmSync(left, { force: true })
      throw asDiskFull(cause, file)
    }
    throw damaged(file, cause)
  }
}

/** True for a database that a later Karyon wrote; the file is only read. */
export function isNewer(file: string): boolean {
  return (writtenVersion(file) ?? 0) > SCHEMA_VERSION
}

const HEADER_BYTES = 100
/** Where SQLite keeps `user_version`, big-endian (https://sqlite.org/fileformat.html, section 1.3). */
const VERSION_AT = 60

/** The version a database says of itself, read without opening it; undefined when there is no whole header. */
function writtenVersion(file: string): number | undefined {
  let handle: number | undefined
  try {
    handle = openSync(file, 'r')
    const header = Buffer.alloc(HEADER_BYTES)
    const whole = readSync(handle, header, 0, HEADER_BYTES, 0) === HEADER_BYTES
    return whole && header.toString('latin1', 0, 15) === 'SQLite format 3'
      ? header.readUInt32BE(VERSION_AT)
      : undefined
  } catch {
    return undefined
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

function isSound(database: Database): boolean {
  const row = database.get('PRAGMA quick_check(1)') as Record<string, string> | undefined
  return row !== undefined && Object.values(row)[0] === 'ok'
}

/** SQLite's words for a full disk. */
function isDiskFull(error: unknown): boolean {
  const { message = '', code = '' } = (error ?? {}) as { message?: string; code?: string }
  return code === 'ENOSPC' || /database or disk is full|ENOSPC|disk I\/O error/i.test(message)
}

/** The error as `disk-full` when it is one, else as it was. */
export function asDiskFull(error: unknown, file: string): unknown {
  if (error instanceof KaryonError || !isDiskFull(error)) return error
  return new KaryonError(
    'disk-full',
    'The disk with the results folder is full; the queue is kept as it was.',
    'Make room, then resume the run: what is counted stays counted.',
    { file, cause: error },
  )
}

function newer(file: string): KaryonError {
  return new KaryonError(
    'run-newer',
    'This run was made by a later version of Karyon.',
    'Open it with that version, or start a new run in another folder.',
    { file },
  )
}

function damaged(file: string, cause: unknown): KaryonError {
  const aside = `${file}.damaged-${Date.now()}`
  if (existsSync(file)) renameSync(file, aside)
  rmSync(`${file}-journal`, { force: true })
  return new KaryonError(
    'run-damaged',
    `The state of this run cannot be read. The file is kept as ${aside}.`,
    'Count its images again; the images themselves, and tables written before, are not affected.',
    { file, cause },
  )
}
