import type { LookGroup } from '@core/classical/look/look-group'
import type { ImageSet } from '@core/plate/plate-image'
import type { ImageRecord, RunSummary } from '@shared/run'
import type { Database } from 'node-sqlite3-wasm'
import type { InputFile } from '../hosts/image-task'
import { asDiskFull, openRunDatabase } from './run-database'

/** Where an image comes from and what was decided about it before it is read. */
export interface ImageSource {
  set: ImageSet
  /** Place of the plate's nuclear channel in `set.channels`; undefined for loose pictures. */
  channelIndex?: number
}

/** What is stored of an image beyond what the window shows. */
export interface StoredImage extends ImageRecord {
  inputs?: InputFile[]
  /** Of the counted channel, as `FieldChannel.index`; records of earlier runs lack it and go by its name. */
  channelIndex?: number
  intensityChannels?: string[]
  /** Places of the counted channel among them; records of earlier runs lack it. */
  countedIntensities?: number[]
  touchingEdge?: number
  pixelSize?: { x: number; y: number }
  tiles?: { width: number; height: number }[]
  /** Look group whose classical pipeline was taken. */
  look?: LookGroup | 'fluorescent'
  /** Path of its label image without the ending, where another image of that name came first. */
  output?: string
}

export interface QueuedImage {
  seq: number
  ord: number
  /** Time point inside the file; undefined until it is known whether there are several. */
  time?: number
  source: ImageSource
  record: StoredImage
}

/** How long finished images may wait in an open transaction. A crash loses no more than this; they are counted again. */
const COMMIT_AFTER_MS = 200
/** Rows added before other work has its turn: some 20 ms. */
const BEFORE_A_TURN = 500

/**
 * The durable state of one run: its settings and one row per image, in SQLite. Images are finished inside a
 * transaction that is committed a few times a second, so that every image is either wholly there or still
 * waiting.
 */
export class RunStore {
  private inTransaction = false
  private timer: NodeJS.Timeout | undefined
  /** Half a run must not be committed: the timer leaves it alone. */
  private filling = false
  /** Set when a commit from the timer failed; thrown by the next call. */
  private lateError: unknown

  private constructor(
    private readonly database: Database,
    private readonly file: string,
  ) {}

  /** @throws KaryonError as `openRunDatabase`. */
  static open(file: string): RunStore {
    return new RunStore(openRunDatabase(file), file)
  }

  loadRun(): RunSummary | undefined {
    return this.get('summary')
  }

  saveRun(run: RunSummary): void {
    this.set('summary', run)
  }

  get<T>(key: string): T | undefined {
    const row = this.database.get('SELECT value FROM run WHERE key = ?', key) as { value: string } | undefined
    return row ? (JSON.parse(row.value) as T) : undefined
  }

  set(key: string, value: unknown): void {
    this.write(() => {
      this.database.run('INSERT OR REPLACE INTO run (key, value) VALUES (?, ?)', [key, JSON.stringify(value)])
    })
  }

  /**
   * Adds waiting images in order; one transaction with what was written just before. Others have their turn in
   * between: a window must not stand still for 50,000 rows.
   */
  async addImages(
    images: Iterable<{ source: ImageSource; record: Omit<StoredImage, 'index'> }>,
  ): Promise<void> {
    let ord = (this.database.get('SELECT COALESCE(MAX(ord), -1) AS last FROM images') as { last: number })
      .last
    const insert = this.database.prepare(
      'INSERT INTO images (ord, time, state, plate, source, record) VALUES (?, -1, ?, ?, ?, ?)',
    )
    this.filling = true
    try {
      for (const { source, record } of images) {
        const plate = source.set.plate ?? null
        this.write(() =>
          insert.run([++ord, 'waiting', plate, JSON.stringify(source), JSON.stringify(record)]),
        )
        if (ord % BEFORE_A_TURN === 0) await new Promise((done) => setImmediate(done))
      }
    } finally {
      this.filling = false
      try {
        insert.finalize()
      } catch {
        // It says again what its last row failed of; that is thrown already, as what it is.
      }
    }
    this.commit()
  }

  /** Replaces an image whose file holds several time points by one image each. */
  split(image: QueuedImage, times: number, label: (time: number) => Partial<StoredImage>): void {
    this.write(() => {
      this.database.run('DELETE FROM images WHERE seq = ?', image.seq)
      for (let time = 0; time < times; time++) {
        const record = { ...image.record, ...label(time) }
        const { source, ord } = image
        const plate = source.set.plate ?? null
        this.database.run(
          'INSERT INTO images (ord, time, state, plate, source, record) VALUES (?, ?, ?, ?, ?, ?)',
          [ord, time, 'waiting', plate, JSON.stringify(source), JSON.stringify(record)],
        )
      }
    })
  }

  /** The first waiting images in order, leaving out those being worked on. */
  waiting(limit: number, busy: ReadonlySet<number>): QueuedImage[] {
    const rows = this.all(
      `SELECT seq, ord, time, source, record FROM images WHERE state = 'waiting' ORDER BY ord, time LIMIT ?`,
      limit + busy.size,
    )
    return rows
      .filter((row) => !busy.has(row.seq as number))
      .slice(0, limit)
      .map(toQueued)
  }

  /** Stores the outcome of an image. */
  finish(image: QueuedImage, record: StoredImage, nuclei?: Uint8Array): void {
    this.write(() => {
      this.database.run('UPDATE images SET state = ?, record = ?, nuclei = ? WHERE seq = ?', [
        record.state,
        JSON.stringify(record),
        nuclei ?? null,
        image.seq,
      ])
    })
  }

  /** Puts failed images back to waiting: all of them, or those with the given numbers. Returns how many. */
  requeueFailed(seqs?: ReadonlySet<number>): number {
    const rows = this.all(`SELECT seq, record FROM images WHERE state = 'failed'`, []).filter(
      (row) => !seqs || seqs.has(row.seq as number),
    )
    for (const row of rows) {
      const { failure: _, seconds: __, ...record } = JSON.parse(row.record as string) as StoredImage
      this.write(() => {
        this.database.run(`UPDATE images SET state = 'waiting', record = ?, nuclei = NULL WHERE seq = ?`, [
          JSON.stringify({ ...record, state: 'waiting' }),
          row.seq as number,
        ])
      })
    }
    this.commit()
    return rows.length
  }

  /** All images in order. */
  *images(): Generator<StoredImage & { seq: number }> {
    let last = { ord: -1, time: -2 }
    for (;;) {
      const rows = this.all(
        'SELECT seq, ord, time, state, record FROM images WHERE (ord, time) > (?, ?) ORDER BY ord, time LIMIT 500',
        [last.ord, last.time],
      )
      if (rows.length === 0) return
      for (const row of rows) {
        const record = JSON.parse(row.record as string) as StoredImage
        const seq = row.seq as number
        yield { ...record, index: seq - 1, state: row.state as StoredImage['state'], seq }
      }
      last = rows[rows.length - 1] as unknown as typeof last
    }
  }

  /** What every image is read from; once for all times of a file. */
  *sources(): Generator<ImageSource> {
    let last = -1
    for (;;) {
      const rows = this.all(
        'SELECT ord, MIN(source) AS source FROM images WHERE ord > ? GROUP BY ord ORDER BY ord LIMIT 500',
        [last],
      )
      if (rows.length === 0) return
      for (const row of rows) yield JSON.parse(row.source as string) as ImageSource
      last = rows[rows.length - 1].ord as number
    }
  }

  /** One image by its number. */
  image(seq: number): QueuedImage | undefined {
    const [row] = this.all('SELECT seq, ord, time, state, source, record FROM images WHERE seq = ?', [seq])
    return row && toQueued(row)
  }

  /** All sources of a plate, in order, with their numbers. */
  sourcesOfPlate(plate: string): (ImageSource & { seq: number })[] {
    const rows = this.all('SELECT seq, source FROM images WHERE plate = ? ORDER BY ord, time', [plate])
    return rows.map((row) => ({
      ...(JSON.parse(row.source as string) as ImageSource),
      seq: row.seq as number,
    }))
  }

  /** Sets the nuclear channel of a plate's waiting images; `describe` gives what their rows then say. */
  decideChannel(
    plate: string,
    channelIndex: number,
    describe: (set: ImageSet) => Partial<StoredImage>,
  ): void {
    const rows = this.all('SELECT seq, source, record FROM images WHERE plate = ? ORDER BY ord, time', [
      plate,
    ])
    this.write(() => {
      for (const row of rows) {
        const { set } = JSON.parse(row.source as string) as ImageSource
        const record = { ...(JSON.parse(row.record as string) as StoredImage), ...describe(set) }
        this.database.run('UPDATE images SET source = ?, record = ? WHERE seq = ?', [
          JSON.stringify({ set, channelIndex }),
          JSON.stringify(record),
          row.seq as number,
        ])
      }
    })
  }

  packedNuclei(seq: number): Uint8Array | undefined {
    const row = this.database.get('SELECT nuclei FROM images WHERE seq = ?', seq) as
      | { nuclei: Uint8Array | null }
      | undefined
    return row?.nuclei ?? undefined
  }

  /** Reads with SQL of the caller's: other tables of the run have modules of their own (correct-journal.ts). */
  query(sql: string, values: unknown[] = []): Record<string, unknown>[] {
    return this.all(sql, values)
  }

  /**
   * Makes a change durable at once and whole: all of `work` or nothing. What was stored before is made durable first,
   * so that a failure takes none of it back.
   *
   * @throws KaryonError `disk-full`
   */
  transact(work: (run: (sql: string, values: unknown[]) => void) => void): void {
    this.commit()
    this.write(() => work((sql, values) => this.database.run(sql, values as never)))
    this.commit()
  }

  /** Number of images by state, and nuclei in all. */
  tally(): { total: number; waiting: number; done: number; failed: number; nuclei: number } {
    const rows = this.all('SELECT state, COUNT(*) AS n FROM images GROUP BY state', [])
    const of = (state: string) => (rows.find((row) => row.state === state)?.n as number | undefined) ?? 0
    const total = rows.reduce((sum, row) => sum + (row.n as number), 0)
    const [{ nuclei }] = this.all(
      `SELECT COALESCE(SUM(json_extract(record, '$.count')), 0) AS nuclei FROM images WHERE state = 'done'`,
      [],
    ) as { nuclei: number }[]
    return { total, waiting: of('waiting'), done: of('done'), failed: of('failed'), nuclei }
  }

  /**
   * Makes everything so far durable.
   *
   * @throws KaryonError `disk-full`, also for a commit that failed in the background since the last call.
   */
  commit(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.throwLateError()
    if (!this.inTransaction) return
    try {
      this.database.exec('COMMIT')
      this.inTransaction = false
    } catch (error) {
      this.rollback()
      throw asDiskFull(error, this.file)
    }
  }

  close(): void {
    try {
      this.commit()
    } finally {
      this.database.close()
    }
  }

  private all(sql: string, values: unknown): Record<string, unknown>[] {
    return this.database.all(sql, values as never) as Record<string, unknown>[]
  }

  private write(work: () => void): void {
    this.throwLateError()
    try {
      if (!this.inTransaction) this.database.exec('BEGIN IMMEDIATE')
      this.inTransaction = true
      work()
    } catch (error) {
      this.rollback()
      throw asDiskFull(error, this.file)
    }
    this.timer ??= setTimeout(() => this.commitLater(), COMMIT_AFTER_MS)
  }

  private throwLateError(): void {
    const error = this.lateError
    this.lateError = undefined
    if (error !== undefined) throw error
  }

  private commitLater(): void {
    if (this.filling) return
    try {
      this.commit()
    } catch (error) {
      this.lateError = error
    }
  }

  private rollback(): void {
    this.inTransaction = false
    try {
      this.database.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself.
    }
  }
}

function toQueued(row: Record<string, unknown>): QueuedImage {
  const time = row.time as number
  return {
    seq: row.seq as number,
    ord: row.ord as number,
    time: time < 0 ? undefined : time,
    source: JSON.parse(row.source as string) as ImageSource,
    record: { ...(JSON.parse(row.record as string) as StoredImage), index: (row.seq as number) - 1 },
  }
}
