import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'

const MAGIC = Buffer.from('d9d505f920a163d7', 'hex')
const HEADER_BYTES = 28
/** Written in place of a number of records where the file's length tells it. */
const BY_LENGTH = 0xffffffff

/**
 * Undoes what a killed process had written of a transaction: puts the pages of SQLite's rollback journal back,
 * cuts the database to its former length and removes the journal. SQLite does so itself when it opens a file,
 * but not here: node-sqlite3-wasm makes the same folder for a shared lock as it looks for to tell whether another
 * process is writing, so it always finds one and leaves every journal alone.
 *
 * The caller holds the run's lock. Format: https://sqlite.org/fileformat.html, section 3.
 */
export function rollBackJournal(file: string): void {
  const path = `${file}-journal`
  if (!existsSync(file) || !existsSync(path)) return
  const journal = readFileSync(path)
  // A journal that stays in its place is ended by a header of zeros.
  if (isHeader(journal, 0)) {
    const database = openSync(file, 'r+')
    try {
      if (fstatSync(database).size > 0) restore(database, journal)
      fsyncSync(database)
    } finally {
      closeSync(database)
    }
  }
  rmSync(path, { force: true })
}

function restore(database: number, journal: Buffer): void {
  const pages = journal.readUInt32BE(16)
  const sector = journal.readUInt32BE(20)
  const pageSize = journal.readUInt32BE(24)
  // Without a whole header no page of the database was touched.
  if (sector < 32 || pageSize < 512 || journal.length < sector) return
  const recordBytes = pageSize + 8
  let at = 0
  let whole = true
  while (whole && isHeader(journal, at)) {
    const told = journal.readUInt32BE(at + 8)
    const nonce = journal.readUInt32BE(at + 12)
    at += sector
    const records = told === BY_LENGTH ? Math.floor((journal.length - at) / recordBytes) : told
    for (let i = 0; whole && i < records; i++, at += recordBytes) {
      // A record cut short or not yet whole was not relied on: its page is still as it was.
      whole =
        at + recordBytes <= journal.length &&
        checksum(journal, at, pageSize, nonce) === journal.readUInt32BE(at + 4 + pageSize)
      const page = whole ? journal.readUInt32BE(at) : 0
      if (page > 0 && page <= pages) writeSync(database, journal, at + 4, pageSize, (page - 1) * pageSize)
    }
    at = Math.ceil(at / sector) * sector
  }
  ftruncateSync(database, pages * pageSize)
}

function isHeader(journal: Buffer, at: number): boolean {
  return journal.length >= at + HEADER_BYTES && journal.subarray(at, at + MAGIC.length).equals(MAGIC)
}

/** The nonce and every 200th byte of the page, from its end, modulo 2³². */
function checksum(journal: Buffer, record: number, pageSize: number, nonce: number): number {
  let sum = nonce
  for (let i = pageSize - 200; i > 0; i -= 200) sum += journal[record + 4 + i]
  return sum >>> 0
}
