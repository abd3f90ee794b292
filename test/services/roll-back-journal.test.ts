import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRunDatabase } from '@services/run-database'
import { Database } from 'node-sqlite3-wasm'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'karyon-journal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The files of a database as a process leaves them that is killed while it writes pages: 20 rows are committed. */
function killed(name: string): string {
  const alive = join(folder, `${name}-alive.sqlite`)
  openRunDatabase(alive).close()
  const database = new Database(alive)
  // So small a cache that pages reach the file before the end of the transaction.
  database.exec('PRAGMA cache_size = 2; PRAGMA cache_spill = 1')
  const insert = (from: number, to: number, state: string) => {
    for (let i = from; i < to; i++)
      database.run('INSERT INTO images (ord, state, source, record, nuclei) VALUES (?, ?, ?, ?, ?)', [
        i,
        state,
        '{}',
        '{}',
        new Uint8Array(9000).fill(i),
      ])
  }
  database.exec('BEGIN')
  insert(0, 20, 'waiting')
  database.exec('COMMIT; BEGIN')
  database.exec("UPDATE images SET state = 'done', record = 'changed'")
  insert(20, 60, 'done')
  const left = join(folder, `${name}.sqlite`)
  for (const end of ['', '-journal']) copyFileSync(alive + end, left + end)
  database.exec('ROLLBACK')
  database.close()
  return left
}

describe('a database whose writer was killed between two pages', () => {
  it('is opened as it was at the last whole transaction', () => {
    const database = openRunDatabase(killed('cut'))
    expect(database.get('PRAGMA quick_check(1)')).toEqual({ quick_check: 'ok' })
    const rows = database.all('SELECT ord, state, record, nuclei FROM images ORDER BY ord')
    expect(rows).toHaveLength(20)
    for (const [i, row] of rows.entries())
      expect(row).toEqual({ ord: i, state: 'waiting', record: '{}', nuclei: new Uint8Array(9000).fill(i) })
    database.close()
  })

  it('leaves alone what an ended journal says', () => {
    const file = join(folder, 'ended.sqlite')
    openRunDatabase(file).close()
    writeFileSync(`${file}-journal`, new Uint8Array(4096))
    openRunDatabase(file).close()
    expect(existsSync(`${file}-journal`)).toBe(false)
  })
})
