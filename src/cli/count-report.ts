import { toFailure } from '@core/errors'
import { aggregateWells, type WellRow } from '@core/export/aggregate-wells'
import type { SkippedFile } from '@core/plate/plate-image'
import { grouped, many } from '@shared/many'
import type { ImageRecord, RunEvent, RunSummary } from '@shared/run'
import type { RunStore } from '../main/services/run-store'
import { toImageRow } from '../main/services/write-results'

const BAR_WIDTH = 24
/** Rows of the closing table on stdout; the rest is in the files. */
const MOST_LINES = 96

/**
 * What `count` says while it works: a bar on a terminal or a line an image on stderr; with --json one event a
 * line on stdout; the counts at the end on stdout.
 */
export class CountReporter {
  private readonly bar = process.stderr.isTTY === true
  private lastScan = 0
  private readonly said = new Set<string>()

  constructor(private readonly json: boolean) {}

  say(text: string): void {
    this.clear()
    process.stderr.write(`${text}\n`)
  }

  scanning(files: number): void {
    const now = performance.now()
    if (now - this.lastScan < 250) return
    this.lastScan = now
    this.emit({ event: 'scan', filesSeen: files })
    if (this.bar) process.stderr.write(`\rReading names: ${grouped(files)} files`)
  }

  started(run: RunSummary): void {
    this.emit({ event: 'start', run })
    this.say(
      `${run.name}: ${many(run.total, 'image')}${run.skipped > 0 ? `, ${many(run.skipped, 'file')} skipped` : ''} → ${run.folder}`,
    )
    if (run.done > 0)
      this.say(`Going on: ${grouped(run.done)} of ${many(run.total, 'image')} already counted.`)
    this.chosen(run)
  }

  /** Says what was chosen and what is to be known, each once; some of it is known only while images are counted. */
  private chosen(run: RunSummary): void {
    const choices = run.choices.map(
      ({ about, value, why, plate }) => `  ${plate ? `${plate}: ` : ''}${about} ${value} (${why})`,
    )
    for (const line of [...choices, ...run.warnings.map((warning) => `  note: ${warning}`)]) {
      if (this.said.has(line)) continue
      this.said.add(line)
      this.say(line)
    }
  }

  event(event: RunEvent): void {
    if (event.type === 'image') this.image(event.image)
    else if (event.type === 'run') {
      this.chosen(event.run)
      this.progress(event.run)
    }
  }

  /** What kept the run from starting; on stderr it is said by the command line itself. */
  failed(error: unknown): void {
    this.clear()
    this.emit({ event: 'error', ...toFailure(error) })
  }

  interrupted(): void {
    this.say('Stopping. What is counted is kept; go on with the same command and --resume.')
  }

  finished(run: RunSummary, store: RunStore, missing: readonly SkippedFile[]): void {
    this.clear()
    const { failure } = run
    if (failure) this.say(`${failure.message} ${failure.remedy}`)
    for (const { path, detail } of missing) this.say(`failed: ${path}: ${detail}`)
    const images = [...store.images()]
    for (const image of images) {
      if (image.state === 'failed')
        this.say(`failed: ${image.file}: ${image.failure?.message} ${image.failure?.remedy}`)
    }
    const { id: runId, state, folder, total, done, failed, nuclei, elapsedS } = run
    this.emit({ event: 'end', runId, state, folder, total, done, failed, nuclei, elapsedS, failure })
    if (run.state !== 'done' || this.json) return
    const rows = images.map((image) => toImageRow(image, run))
    const wells = aggregateWells(rows).filter((well) => well.well !== undefined)
    const lines =
      wells.length > 0
        ? wells.map(wellLine)
        : rows.map(
            (row) =>
              `${row.file}\t${row.count === undefined ? 'failed' : many(row.count, 'nucleus', 'nuclei')}`,
          )
    for (const line of lines.slice(0, MOST_LINES)) process.stdout.write(`${line}\n`)
    if (lines.length > MOST_LINES)
      process.stdout.write(`… ${grouped(lines.length - MOST_LINES)} more in counts.csv and wells.csv\n`)
    const speed = elapsedS > 0 ? `, ${(done / elapsedS).toFixed(1)} images/s` : ''
    process.stdout.write(
      `${many(nuclei, 'nucleus', 'nuclei')} in ${many(done, 'image')}${failed > 0 ? `, ${many(failed, 'image')} failed` : ''} (${elapsedS.toFixed(1)} s${speed}) → ${folder}\n`,
    )
  }

  private image(image: ImageRecord): void {
    if (image.state === 'running') return
    this.emit({ event: 'image', ...image })
    if (this.bar) return
    const place = [image.plate, image.well, image.site && `site ${image.site}`].filter(Boolean).join(' ')
    const outcome =
      image.state === 'done'
        ? many(image.count ?? 0, 'nucleus', 'nuclei')
        : `failed: ${image.failure?.message ?? ''}`
    this.say(`${place ? `${place}  ` : ''}${image.file}  ${outcome}`)
  }

  private progress(run: RunSummary): void {
    const { state, total, done, failed, nuclei, imagesPerS, etaS } = run
    this.emit({ event: 'progress', state, total, done, failed, nuclei, imagesPerS, etaS })
    if (!this.bar || total === 0) return
    const filled = Math.round((BAR_WIDTH * (done + failed)) / total)
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
    const speed = imagesPerS ? `  ${imagesPerS.toFixed(1)}/s` : ''
    const left = etaS === undefined ? '' : `  ${duration(etaS)} left`
    const line = `${bar} ${grouped(done)} of ${grouped(total)}  ${many(nuclei, 'nucleus', 'nuclei')}${failed ? `  ${failed} failed` : ''}${speed}${left}`
    process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 100) - 1)}`)
  }

  private clear(): void {
    if (this.bar) process.stderr.write('\r\x1b[2K')
  }

  private emit(event: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(event)}\n`)
  }
}

/** One well of the closing table; a well none of whose images could be read has no count, not 0. */
function wellLine({ plate, well, t, images, imagesFailed, total }: WellRow): string {
  const place = [plate ?? '', well, ...(t === undefined ? [] : [`t ${t}`])].join('\t')
  const failed = imagesFailed > 0 ? `, ${grouped(imagesFailed)} failed` : ''
  const outcome = total === undefined ? 'not counted' : many(total, 'nucleus', 'nuclei')
  return `${place}\t${many(images, 'image')}${failed}\t${outcome}`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}
