import { readFile } from 'node:fs/promises'
import { KaryonError } from '@core/errors'
import type { Segmenter } from '@core/evaluate/compare-sets'
import { type ImageColumns, imageColumns } from '@core/evaluate/image-columns'
import { type ImageFiles, imageFiles, imagesBeside } from '@core/evaluate/image-files'
import { csvRows } from '@core/evaluate/readers/csv-rows'
import { matchByName } from '@core/evaluate/readers/match-by-name'
import { readSegmentations } from '@core/evaluate/readers/read-segmentations'
import type { SegmentationItem, SegmentationSet } from '@core/evaluate/readers/segmentation'
import { segmenterNames } from '@core/evaluate/segmenter-names'
import type { EvaluatePreview, NameList, SetView } from '@shared/evaluate'
import type { ResolvedSetup, ResolvedSource } from './messages'
import { Pictures } from './pictures'
import { Places } from './places'

/** Everything a comparison needs, opened: names only, no pixels yet. */
export interface OpenSetup {
  targets: SegmentationSet
  targetsName: string
  segmenters: Segmenter[]
  files: ImageFiles | undefined
  table: ImageColumns | undefined
  pictures: Pictures
  places: Places
}

/** @throws KaryonError as the readers do, naming the file */
export async function openSetup(setup: ResolvedSetup): Promise<OpenSetup> {
  const targets = await readSegmentations(setup.targets.path)
  const sets: SegmentationSet[] = []
  for (const source of setup.predictions) sets.push(await readSegmentations(source.path))
  const names = namesOf(setup.predictions)
  const folder = setup.images ?? (await imagesBeside(setup.targets.path))
  const files = folder ? await imageFiles(folder) : undefined
  const runs = [setup.targets, ...setup.predictions].flatMap((source) => source.images ?? [])
  const pictures = new Pictures(files, runs)
  return {
    targets,
    targetsName: setup.targets.name ?? segmenterNames([setup.targets.path])[0]!,
    segmenters: sets.map((set, i) => ({ name: names[i]!, set })),
    files,
    table: setup.table === undefined ? undefined : await readTable(setup.table),
    pictures,
    places: new Places([targets, ...sets], pictures, runs.length > 0),
  }
}

function namesOf(sources: readonly ResolvedSource[]): string[] {
  const short = segmenterNames(sources.map(({ path }) => path))
  const names = sources.map(({ name }, i) => name ?? short[i]!)
  return names.map((name, i) =>
    names.indexOf(name) === i
      ? name
      : `${name} (${names.slice(0, i).filter((other) => other === name).length + 1})`,
  )
}

async function readTable(path: string): Promise<ImageColumns> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new KaryonError('file-missing', `${path} could not be read.`, 'Choose the table again.', {
      file: path,
      cause,
    })
  })
  return imageColumns(csvRows(text), path)
}

export function setView(name: string, set: SegmentationSet): SetView {
  return {
    name,
    path: set.path,
    kind: set.kind,
    images: set.items.length,
    ignored: set.ignored.length,
    notes: [...set.notes],
  }
}

const MOST_NAMES = 40

function nameList(items: readonly { name: string }[]): NameList {
  return { count: items.length, names: items.slice(0, MOST_NAMES).map(({ name }) => name) }
}

/** What matched by name and what did not. */
export function previewOf(open: OpenSetup): EvaluatePreview {
  const { targets, segmenters, files } = open
  const matches = segmenters.map(({ set }) => matchByName(targets.items, set.items))
  const paired = matches.map((match) => new Set<SegmentationItem>(match.pairs.map((pair) => pair.target)))
  const common = targets.items.filter((item) => paired.every((set) => set.has(item)))
  return {
    targets: setView(open.targetsName, targets),
    segmenters: segmenters.map(({ name, set }, i) => {
      const match = matches[i]!
      return {
        ...setView(name, set),
        matched: match.pairs.length,
        targetsAlone: nameList(match.targetsAlone),
        predictionsAlone: nameList(match.predictionsAlone),
        ambiguous: nameList(match.ambiguous),
      }
    }),
    common: common.length,
    images: files && {
      path: files.path,
      found: common.filter((target) => files.find({ target, folders: target.folders }) !== undefined).length,
    },
    groupings: groupings(open),
  }
}

/** What images can be grouped by, the best first. */
export function groupings({ table, pictures, places }: OpenSetup): string[] {
  const columns = table?.columns ?? []
  const group = columns.find((column) => column.toLowerCase() === 'group')
  const names = [
    ...(group ? [group] : []),
    ...(pictures.some ? ['look'] : []),
    ...(places.some ? ['plate', 'well'] : []),
    ...columns.filter((column) => column !== group),
    'none',
  ]
  return [...new Set(names)]
}
