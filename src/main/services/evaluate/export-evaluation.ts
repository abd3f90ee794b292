import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { compareSets } from '@core/evaluate/compare-sets'
import { ERROR_KINDS } from '@core/evaluate/error-list'
import { evaluationJson } from '@core/evaluate/evaluation-json'
import { score } from '@core/evaluate/evaluation-text'
import { hashFiles } from '@core/evaluate/readers/hash-files'
import { CELLS_A_SHEET, contactSheet, type SheetCell } from '@core/evaluate/report/contact-sheet'
import { distinctFileNames, errorMapPng, safeFileName } from '@core/evaluate/report/error-map-png'
import { plotFiles } from '@core/evaluate/report/plot-files'
import { reportHtml } from '@core/evaluate/report/report'
import { worstCases } from '@core/evaluate/report/worst-cases'
import { RowQueue } from '@core/evaluate/row-queue'
import { imageTable, OBJECT_COLUMNS, type ObjectTableRow } from '@core/evaluate/tables'
import { AT_70 } from '@core/evaluate/thresholds'
import { writeFileAtomic } from '@core/export/atomic'
import { writeCsv } from '@core/export/csv'
import { writeError } from '@core/export/write-errors'
import type { EvaluateRequests } from '@shared/evaluate'
import sharp from 'sharp'
import type { Session } from './session'

type Asked = EvaluateRequests['evaluate.export']['args'] & { base: string }

interface Work {
  version: string
  signal: AbortSignal
  progress(done: number, total: number): void
}

const WORST_SHOWN = 6

/**
 * Writes what was asked for into one folder a session: tables, plots, report, error maps at full resolution,
 * contact sheets by group.
 *
 * @returns the folder and how many files were written
 * @throws KaryonError `output-unwritable`, `disk-full`; the signal's reason
 */
export async function exportEvaluation(session: Session, asked: Asked, work: Work) {
  session.folder ??= await freshFolder(asked.base, session)
  const folder = session.folder
  const write = { tables, plots, report, map: oneMap, maps, sheets }[asked.what]
  return { folder, files: await write(session, asked, work, folder) }
}

async function freshFolder(base: string, { open }: Session): Promise<string> {
  const name = `${safeFileName(open.targetsName)} evaluation`
  let folder = join(base, name)
  for (let n = 2; existsSync(folder); n++) folder = join(base, `${name} ${n}`)
  await make(folder)
  return folder
}

async function make(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(error, folder)
  })
  return folder
}

async function tables({ result, open }: Session, _: Asked, work: Work, folder: string): Promise<number> {
  await writeCsv(join(folder, 'images.csv'), imageTable(result))
  await writeFileAtomic(
    join(folder, 'evaluation.json'),
    `${JSON.stringify(evaluationJson(result), null, 2)}\n`,
  )
  const objects = new RowQueue<ObjectTableRow>()
  const writing = writeCsv(join(folder, 'objects.csv'), { columns: OBJECT_COLUMNS, batches: objects })
  // Waited for below; a failure to write must not count as unhandled until then.
  writing.catch(() => objects.end())
  await compareSets(open.targets, open.segmenters, {
    signal: work.signal,
    onProgress: work.progress,
    onObjects: (image, segmenter, rows) => objects.push(rows.map((row) => ({ image, segmenter, ...row }))),
  }).finally(() => objects.end())
  await writing
  return 3
}

async function plots({ result }: Session, _: Asked, work: Work, folder: string): Promise<number> {
  const files = plotFiles(result)
  const to = await make(join(folder, 'plots'))
  for (const [i, { name, svg }] of files.entries()) {
    await writeFileAtomic(join(to, `${name}.svg`), svg)
    const png = await sharp(Buffer.from(svg), { density: 216 }).png().toBuffer()
    await writeFileAtomic(join(to, `${name}.png`), png)
    work.progress(i + 1, files.length)
  }
  return files.length * 2
}

async function report(
  { result, open }: Session,
  { palette }: Asked,
  work: Work,
  folder: string,
): Promise<number> {
  const worst = await worstCases(result, WORST_SHOWN, palette, (image) => open.pictures.rgba(image))
  work.signal.throwIfAborted()
  const hashes = [
    {
      name: 'Targets',
      path: open.targets.path,
      sha256: await hashFiles(result.images.map(({ target }) => target)),
    },
  ]
  for (const [s, { name, set }] of open.segmenters.entries()) {
    const sha256 = await hashFiles(result.images.map((image) => image.predictions[s]!))
    hashes.push({ name, path: set.path, sha256 })
  }
  const date = new Date().toISOString().slice(0, 10)
  const html = reportHtml(result, worst, { version: work.version, date, hashes }, palette)
  await writeFileAtomic(join(folder, 'report.html'), html)
  return 1
}

async function oneMap(session: Session, asked: Asked, _: Work, folder: string): Promise<number> {
  return writeMap(session, asked, mapFiles(session, folder), asked.image, asked.segmenter)
}

async function maps(session: Session, asked: Asked, work: Work, folder: string): Promise<number> {
  const { images, segmenters } = session.result
  const paths = mapFiles(session, folder)
  const total = images.length * segmenters.length
  let files = 0
  for (let s = 0; s < segmenters.length; s++) {
    for (let i = 0; i < images.length; i++) {
      work.signal.throwIfAborted()
      files += await writeMap(session, asked, paths, i, s)
      work.progress(files, total)
    }
  }
  return files
}

/** A folder for each segmenter, a file for each image: the same ones whether one map is written or all. */
function mapFiles({ result }: Session, folder: string): { folders: string[]; files: string[] } {
  const segmenters = result.segmenters.map(({ name }) => name).map(distinctFileNames())
  const images = result.images.map(({ name }) => name).map(distinctFileNames())
  return {
    folders: segmenters.map((name) => join(folder, 'error-maps', name)),
    files: images.map((name) => `${name}.png`),
  }
}

async function writeMap(
  { result, store }: Session,
  { palette }: Asked,
  { folders, files }: ReturnType<typeof mapFiles>,
  i: number,
  s: number,
): Promise<number> {
  const to = await make(folders[s]!)
  const { map } = await store.map(result.images[i]!, s, 'over', palette)
  await writeFileAtomic(join(to, files[i]!), await errorMapPng(map))
  return 1
}

/** For each segmenter and group, its images from the lowest F1 at .7 up. */
async function sheets(
  { result, store }: Session,
  { palette }: Asked,
  work: Work,
  folder: string,
): Promise<number> {
  const to = await make(join(folder, 'contact-sheets'))
  const fileName = distinctFileNames()
  const groups: (string | undefined)[] = [...result.groups]
  if (result.groups.length === 0 || result.groupOf.includes(undefined)) groups.push(undefined)
  const total = result.images.length * result.segmenters.length
  let done = 0
  let files = 0
  for (const [s, segmenter] of result.segmenters.entries()) {
    for (const group of groups) {
      const members = result.images.map((_, i) => i).filter((i) => result.groupOf[i] === group)
      members.sort((a, b) => f1(a) - f1(b) || a - b)
      for (let from = 0; from < members.length; from += CELLS_A_SHEET) {
        const cells: SheetCell[] = []
        for (const i of members.slice(from, from + CELLS_A_SHEET)) {
          work.signal.throwIfAborted()
          const image = result.images[i]!
          const { map } = await store.map(image, s, 'over', palette)
          cells.push({ map, name: image.name, words: words(i) })
          work.progress(++done, total)
        }
        const name = group ?? (result.groups.length > 0 ? 'no group' : 'all images')
        const title = `${segmenter.name} · ${name} · ${from + 1} to ${from + cells.length} of ${members.length}, lowest F1 at .7 first`
        const colours = palette === 'safe' ? 'missed light blue, extra amber' : 'missed blue, extra red'
        const legend = `Targets ${basename(result.targets.path)}. Outlines: agreed white, ${colours}.`
        const page = members.length > CELLS_A_SHEET ? ` ${from / CELLS_A_SHEET + 1}` : ''
        const file = `${fileName(`${segmenter.name} - ${name}${page}`)}.png`
        await writeFileAtomic(join(to, file), await contactSheet(title, legend, cells))
        files++
      }
    }
    function f1(i: number): number {
      return result.images[i]!.scores[s]!.f1[AT_70]!
    }
    function words(i: number): string {
      const { errors, scores } = result.images[i]!
      const kinds = ERROR_KINDS.flatMap((kind) =>
        errors[s]![kind] > 0 ? [`${errors[s]![kind]} ${kind}`] : [],
      )
      return [`F1 ${score(f1(i))}`, `${scores[s]!.targets} targets`, kinds.join(', ')]
        .filter((w) => w)
        .join(' · ')
    }
  }
  return files
}
