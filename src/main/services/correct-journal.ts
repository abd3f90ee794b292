import { deflateSync, inflateSync } from 'node:zlib'
import type { LabelEdit } from '@core/correct/label-edit'
import type { PixelWindow } from '@core/image/raster'
import type { CorrectEntry } from '@shared/correct'
import type { RunStore, StoredImage } from './run-store'

/** A change as it is kept: its line in the list, the nuclei it concerns, and the pixels before and after. */
export interface JournalEntry extends CorrectEntry {
  /** Numbers of nuclei that were changed, made, taken away or kept. */
  touches: number[]
  /** Absent where nothing was drawn. */
  edit?: LabelEdit
}

/** What the model found in an image; kept from the first correction on. */
export interface ModelFindings {
  record: StoredImage
  nuclei: Uint8Array | undefined
}

/** What an image says of itself after a change. */
export interface Findings {
  record: StoredImage
  nuclei: Uint8Array
}

const IN_TABLES = 'changes-in-tables'

/** The changes of an image, oldest first; the undone stand at the end. */
export function readJournal(store: RunStore, seq: number): JournalEntry[] {
  const rows = store.query('SELECT undone, about, pixels FROM edits WHERE seq = ? ORDER BY n', [seq])
  return rows.map((row) => {
    const { window, ...about } = JSON.parse(row.about as string) as Omit<JournalEntry, 'undone' | 'edit'> & {
      window?: PixelWindow
    }
    const edit = window && unpack(window, row.pixels as Uint8Array)
    return { ...about, undone: row.undone === 1, edit }
  })
}

/** Undefined for an image that was never corrected. */
export function modelFindings(store: RunStore, seq: number): ModelFindings | undefined {
  const [row] = store.query('SELECT record, nuclei FROM corrections WHERE seq = ?', [seq])
  if (!row) return undefined
  const nuclei = (row.nuclei as Uint8Array | null) ?? undefined
  return { record: JSON.parse(row.record as string) as StoredImage, nuclei }
}

/**
 * Adds a change after the first `active` ones; those undone before it are gone from then on. The image's new findings
 * are stored with it, in one transaction.
 *
 * @throws KaryonError `disk-full`: nothing has changed then
 */
export function addEntry(
  store: RunStore,
  seq: number,
  active: number,
  entry: JournalEntry,
  findings: Findings,
): void {
  const { edit, undone: _, ...about } = entry
  store.transact((run) => {
    run(
      'INSERT OR IGNORE INTO corrections (seq, record, nuclei) SELECT seq, record, nuclei FROM images WHERE seq = ?',
      [seq],
    )
    run('DELETE FROM edits WHERE seq = ? AND n >= ?', [seq, active])
    run('INSERT INTO edits (seq, n, about, pixels) VALUES (?, ?, ?, ?)', [
      seq,
      active,
      JSON.stringify({ ...about, window: edit?.window }),
      edit ? pack(edit) : new Uint8Array(),
    ])
    setFindings(run, seq, findings)
  })
}

/** Says how many of the changes stand; the others are undone. Without findings the model's come back, byte for byte. */
export function keepEntries(
  store: RunStore,
  seq: number,
  active: number,
  findings: Findings | undefined,
): void {
  store.transact((run) => {
    run('UPDATE edits SET undone = (n >= ?) WHERE seq = ?', [active, seq])
    if (findings) setFindings(run, seq, findings)
    else {
      run(
        'UPDATE images SET record = c.record, nuclei = c.nuclei FROM corrections AS c WHERE images.seq = ? AND c.seq = images.seq',
        [seq],
      )
      run('UPDATE corrections SET revision = revision + 1 WHERE seq = ?', [seq])
    }
  })
}

/** Images whose label image of corrections is not that of their last change. */
export function unwritten(store: RunStore): { seq: number; revision: number }[] {
  const rows = store.query('SELECT seq, revision FROM corrections WHERE revision <> written ORDER BY seq')
  return rows as { seq: number; revision: number }[]
}

/** All images that were ever corrected. */
export function correctedImages(store: RunStore): { seq: number; revision: number }[] {
  return store.query('SELECT seq, revision FROM corrections ORDER BY seq') as {
    seq: number
    revision: number
  }[]
}

/** How many changes back and forth there were in all; never less than before. */
export function changesMade(store: RunStore): number {
  const [{ made }] = store.query('SELECT COALESCE(SUM(revision), 0) AS made FROM corrections')
  return made as number
}

/** True when something was changed since the tables were written. Label images may be newer: they are also derived to be looked at. */
export function tablesBehind(store: RunStore): boolean {
  return (store.get<number>(IN_TABLES) ?? 0) !== changesMade(store)
}

/** The tables say what stood after that many changes. */
export function setTablesWritten(store: RunStore, made: number): void {
  if (store.get<number>(IN_TABLES) !== made) store.set(IN_TABLES, made)
}

export function setWritten(store: RunStore, seq: number, revision: number): void {
  store.transact((run) => run('UPDATE corrections SET written = ? WHERE seq = ?', [revision, seq]))
}

function setFindings(
  run: (sql: string, values: unknown[]) => void,
  seq: number,
  { record, nuclei }: Findings,
): void {
  run('UPDATE images SET record = ?, nuclei = ? WHERE seq = ?', [JSON.stringify(record), nuclei, seq])
  run('UPDATE corrections SET revision = revision + 1 WHERE seq = ?', [seq])
}

function pack({ before, after }: LabelEdit): Uint8Array {
  const both = new Uint32Array(before.length * 2)
  both.set(before)
  both.set(after, before.length)
  return deflateSync(new Uint8Array(both.buffer), { level: 3 })
}

function unpack(window: PixelWindow, pixels: Uint8Array): LabelEdit {
  // A copy: the bytes of a Buffer may begin anywhere.
  const both = new Uint32Array(new Uint8Array(inflateSync(pixels)).buffer)
  const half = both.length / 2
  return { window, before: both.subarray(0, half), after: both.subarray(half) }
}
