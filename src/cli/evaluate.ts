import { mkdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { KaryonError, toFailure } from '@core/errors'
import { clusterColumn } from '@core/evaluate/cluster-column'
import { type ComparedImage, compareSets, type Segmenter } from '@core/evaluate/compare-sets'
import type { ErrorPalette } from '@core/evaluate/error-map'
import { type Evaluation, evaluation } from '@core/evaluate/evaluation'
import { evaluationJson } from '@core/evaluate/evaluation-json'
import { evaluationText } from '@core/evaluate/evaluation-text'
import { type ImageColumns, imageColumns } from '@core/evaluate/image-columns'
import {
  type ImageFiles,
  imageFiles,
  imagesBeside,
  lookGroupsOf,
  pictureOf,
} from '@core/evaluate/image-files'
import { csvRows } from '@core/evaluate/readers/csv-rows'
import { hashFiles } from '@core/evaluate/readers/hash-files'
import { readSegmentations } from '@core/evaluate/readers/read-segmentations'
import type { SegmentationSet } from '@core/evaluate/readers/segmentation'
import { type Provenance, reportHtml } from '@core/evaluate/report/report'
import { worstCases } from '@core/evaluate/report/worst-cases'
import { RowQueue } from '@core/evaluate/row-queue'
import { segmenterNames } from '@core/evaluate/segmenter-names'
import { imageTable, OBJECT_COLUMNS, type ObjectTableRow } from '@core/evaluate/tables'
import { writeFileAtomic } from '@core/export/atomic'
import { writeCsv } from '@core/export/csv'

import { version } from './usage'

export interface CommandIo {
  stdout: { write(text: string): unknown }
  stderr: { write(text: string): unknown }
}

const EVALUATE_USAGE = `karyon evaluate --targets PATH --predictions PATH [--predictions PATH2 …]
                [--groups CSV] [--by COLUMN] [--images DIR] [--out DIR]
                [--palette published|safe] [--json]

  --targets      target masks: a folder of label images (PNG, TIFF), of one-nucleus masks
                 (<image>/masks/*.png), a run-length CSV, COCO, GeoJSON, ImageJ ROIs, or a Karyon run
  --predictions  the same for a segmenter; give further ones behind it or with the option again
  --groups CSV   a table with a row an image; its column "group" breaks the results down
  --by COLUMN    break down by another column of that table
  --images DIR   the images themselves; without --groups each gets its look group from them, and error
                 maps are drawn over them. A folder "images" beside the targets is found by itself.
  --out DIR      write images.csv, objects.csv, evaluation.json and report.html there
  --palette      colours of the error maps: published (blue, red) or safe for colour-blind readers
  --json         the result as JSON on standard output
Exit code: 0 all compared, 2 some images could not be compared, 1 nothing could be done.
`

interface Groups {
  /** Where they come from, in words. */
  source: string
  /** One an image. */
  of: (string | undefined)[]
}

interface Options {
  targets: string
  predictions: string[]
  groups?: string
  by: string
  out?: string
  images?: string
  palette: ErrorPalette
  json: boolean
}

/**
 * `karyon evaluate`. Results go to `stdout` (a table, or JSON with --json), everything else to `stderr`.
 * @returns the exit code: 0 all compared, 2 some images failed, 1 nothing could be done or wrong usage
 */
export async function evaluateCommand(args: string[], io: CommandIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(EVALUATE_USAGE)
    return 0
  }
  let json = args.includes('--json')
  try {
    const options = parseOptions(args)
    json = options.json
    return await run(options, io)
  } catch (error) {
    const failure = toFailure(error)
    io.stderr.write(`${failure.message} ${failure.remedy}\n`)
    if (json) io.stdout.write(`${JSON.stringify({ failed: [failure] })}\n`)
    return 1
  }
}

function parseOptions(args: string[]): Options {
  const wrong = (message: string) =>
    new KaryonError('usage', message, 'karyon evaluate --help lists what can be given.')
  let values: {
    targets?: string[]
    predictions?: string[]
    groups?: string
    by?: string
    out?: string
    images?: string
    palette?: string
    json?: boolean
  }
  try {
    const parsed = parseArgs({
      args,
      allowPositionals: true,
      tokens: true,
      options: {
        targets: { type: 'string', multiple: true },
        predictions: { type: 'string', multiple: true },
        groups: { type: 'string' },
        by: { type: 'string' },
        out: { type: 'string' },
        images: { type: 'string' },
        palette: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
    values = parsed.values
    // A shell expands --predictions runs/* to one option and further words: all are predictions, in their order.
    const paths = parsed.tokens.flatMap((token) => {
      if (token.kind === 'positional') return [token.value]
      return token.kind === 'option' && token.name === 'predictions' && token.value ? [token.value] : []
    })
    values.predictions = paths.length > 0 ? paths : undefined
  } catch (error) {
    throw wrong(`${(error as Error).message.split('. ')[0]}.`)
  }
  if (values.targets?.length !== 1) throw wrong('One --targets PATH is needed.')
  if (!values.predictions) throw wrong('At least one --predictions PATH is needed.')
  if (values.by && !values.groups) throw wrong('--by needs --groups CSV with that column.')
  const palette = values.palette ?? 'published'
  if (palette !== 'published' && palette !== 'safe') throw wrong('--palette is published or safe.')
  return {
    targets: resolve(values.targets[0]),
    predictions: values.predictions.map((path) => resolve(path)),
    groups: values.groups && resolve(values.groups),
    by: values.by ?? 'group',
    out: values.out && resolve(values.out),
    images: values.images && resolve(values.images),
    palette,
    json: values.json ?? false,
  }
}

async function run(options: Options, io: CommandIo): Promise<number> {
  const targets = await readSegmentations(options.targets)
  const sets: SegmentationSet[] = []
  for (const path of options.predictions) sets.push(await readSegmentations(path))
  const names = segmenterNames(options.predictions)
  const segmenters: Segmenter[] = sets.map((set, i) => ({ name: names[i], set }))
  const columns = options.groups ? await readColumns(options.groups, options.by) : undefined
  for (const line of preview(targets, segmenters)) io.stderr.write(`${line}\n`)

  if (options.out) await mkdir(options.out, { recursive: true })
  const objects = options.out ? new RowQueue<ObjectTableRow>() : undefined
  const writing =
    objects && writeCsv(join(options.out!, 'objects.csv'), { columns: OBJECT_COLUMNS, batches: objects })
  // The comparison waits for it below; a failure to write must not count as unhandled until then.
  writing?.catch(() => objects?.end())
  const comparison = await compareSets(targets, segmenters, {
    onObjects: (image, segmenter, rows) => objects?.push(rows.map((row) => ({ image, segmenter, ...row }))),
  }).finally(() => objects?.end())
  await writing
  if (comparison.images.length === 0) throw nothingCompared(comparison.failures)

  const files = await findImages(options)
  const groups = columns
    ? groupsFrom(columns, options.by, comparison.images)
    : files && (await looks(comparison.images, files))
  const clusters = columns && clusterColumn(columns)
  const groupOf = groups && new Map(comparison.images.map((image, i) => [image, groups.of[i]]))
  const result = evaluation(comparison, segmenters, {
    targets: { path: targets.path, kind: targets.kind },
    groupOf: groupOf && ((image) => groupOf.get(image)),
    groupSource: groups?.source,
    clusterOf: clusters && ((image) => clusters.of(image.name)),
    clusteredBy: clusters?.by,
  })
  if (options.out) await writeResults(options, result, await provenance(options, result, segmenters), files)
  io.stdout.write(
    options.json ? `${JSON.stringify(evaluationJson(result), null, 2)}\n` : evaluationText(result),
  )
  if (options.json)
    for (const failure of result.failures) io.stderr.write(`${failure.message} ${failure.remedy}\n`)
  return result.failures.length > 0 ? 2 : 0
}

function nothingCompared(
  failures: readonly { message: string; remedy: string; file?: string }[],
): KaryonError {
  const { message, remedy, file } = failures[0]
  const others = failures.length > 1 ? ` ${failures.length - 1} more images failed as well.` : ''
  return new KaryonError('nothing-to-count', `No image could be compared. ${message}${others}`, remedy, {
    file,
  })
}

/** The images the targets belong to: those given, else a folder "images" beside the targets. */
async function findImages({ images, targets }: Options): Promise<ImageFiles | undefined> {
  const folder = images ?? (await imagesBeside(targets))
  return folder ? imageFiles(folder) : undefined
}

function groupsFrom(columns: ImageColumns, column: string, images: readonly ComparedImage[]): Groups {
  const of = images.map((image) => columns.value(image.name, column))
  const without = of.filter((group) => group === undefined).length
  const missing = without > 0 ? `; ${without} images have no value there and are in no group` : ''
  return { source: `column "${column}" of ${columns.file}${missing}`, of }
}

async function looks(images: readonly ComparedImage[], files: ImageFiles): Promise<Groups | undefined> {
  const { groups, without } = await lookGroupsOf(images, files)
  if (without === images.length) return undefined
  const missing =
    without > 0 ? `; ${without} images were not found there or have another size, and are in no group` : ''
  return { source: `look groups found from the images in ${files.path}${missing}`, of: groups }
}

/** Images shown in the report for each segmenter. */
const WORST_SHOWN = 6

async function writeResults(
  { out, palette }: Options,
  result: Evaluation,
  origin: Provenance,
  files: ImageFiles | undefined,
): Promise<void> {
  const folder = out!
  await writeCsv(join(folder, 'images.csv'), imageTable(result))
  await writeFileAtomic(
    join(folder, 'evaluation.json'),
    `${JSON.stringify(evaluationJson(result), null, 2)}\n`,
  )
  const worst = await worstCases(result, WORST_SHOWN, palette, files && ((image) => pictureOf(image, files)))
  await writeFileAtomic(join(folder, 'report.html'), reportHtml(result, worst, origin, palette))
}

async function provenance(
  options: Options,
  result: Evaluation,
  segmenters: readonly Segmenter[],
): Promise<Provenance> {
  const { images } = result
  return {
    version: version(),
    date: new Date().toISOString().slice(0, 10),
    command: `karyon evaluate --targets ${basename(options.targets)} ${options.predictions.map((path) => `--predictions ${basename(path)}`).join(' ')}${options.groups ? ` --groups ${basename(options.groups)} --by ${options.by}` : ''}`,
    hashes: [
      {
        name: 'Targets',
        path: options.targets,
        sha256: await hashFiles(images.map((image) => image.target)),
      },
      ...(await Promise.all(
        segmenters.map(async ({ name, set }, s) => ({
          name,
          path: set.path,
          sha256: await hashFiles(images.map((image) => image.predictions[s])),
        })),
      )),
    ],
  }
}

async function readColumns(path: string, column: string): Promise<ImageColumns> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new KaryonError(
      'file-missing',
      `${path} could not be read.`,
      'Check the path of the groups table.',
      { file: path, cause: error },
    )
  })
  const columns = imageColumns(csvRows(text), path)
  if (columns.columns.some((name) => name.toLowerCase() === column.toLowerCase())) return columns
  throw new KaryonError(
    'usage',
    `${path} has no column "${column}"; it has ${columns.columns.join(', ')}.`,
    'Name one of them with --by.',
    { file: path },
  )
}

function preview(targets: SegmentationSet, segmenters: readonly Segmenter[]): string[] {
  const line = (what: string, set: SegmentationSet) => {
    const ignored = set.ignored.length > 0 ? `; ${set.ignored.length} other files left out` : ''
    return `${what}: ${set.items.length} images, ${set.kind}, ${set.path}${ignored}`
  }
  return [line('Targets', targets), ...segmenters.map(({ name, set }) => line(name, set))]
}
