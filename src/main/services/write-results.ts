import { mkdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { CLASSICAL } from '@core/classical/about'
import { pipelinesWith } from '@core/classical/settings'
import { writeCountsCsv } from '@core/export/counts-csv'
import type { ImageRow, NucleiOf } from '@core/export/image-row'
import { writeNucleiCsv } from '@core/export/nuclei-csv'
import {
  RUN_FORMAT,
  type RunCorrection,
  type RunInput,
  type RunJson,
  runSheetEntries,
  writeRunJson,
} from '@core/export/run-json'
import { writeWellsCsv } from '@core/export/wells-csv'
import { writeResultsXlsx } from '@core/export/xlsx'
import type { SkippedFile } from '@core/plate/plate-image'
import type { RunSettings, RunSummary } from '@shared/run'
import { unpackNuclei } from '../hosts/pack-nuclei'
import { changesMade, setTablesWritten } from './correct-journal'
import { deriveLabels } from './correct-labels'
import type { TriedDevice } from './devices'
import { runFiles } from './run-folder'
import type { RunStore, StoredImage } from './run-store'

/**
 * Writes every table of a run from its store: counts.csv, wells.csv, nuclei.csv, results.xlsx, run.json, and the
 * label images of images corrected by hand. Each is written whole or not at all. Made from the store alone, so an interrupted and resumed run writes the same.
 *
 * @throws KaryonError `disk-full`, `output-unwritable`
 */
export async function writeResults(run: RunSummary, store: RunStore, version: string): Promise<void> {
  const { folder } = run
  mkdirSync(folder, { recursive: true })
  // Changes made while the tables are written are for the next time.
  const changes = changesMade(store)
  await deriveLabels(run, store)
  const seqOf = new Map<ImageRow, number>()
  const rows: ImageRow[] = []
  const corrections: RunCorrection[] = []
  for (const image of store.images()) {
    const row = toImageRow(image, run)
    rows.push(row)
    seqOf.set(row, image.seq)
    if (image.corrected) corrections.push({ file: row.file, count: row.count ?? 0, ...image.corrected })
  }
  const nucleiOf: NucleiOf = (row) => {
    const packed = store.packedNuclei(seqOf.get(row)!)
    return packed ? unpackNuclei(packed) : []
  }
  const json = {
    ...runJson(run, store, rows, version),
    ...(corrections.length > 0 && { corrections }),
  }
  await writeCountsCsv(join(folder, 'counts.csv'), rows)
  await writeWellsCsv(join(folder, 'wells.csv'), rows)
  await writeNucleiCsv(join(folder, 'nuclei.csv'), rows, nucleiOf)
  await writeResultsXlsx(join(folder, 'results.xlsx'), { rows, nucleiOf, run: runSheetEntries(json) })
  await writeRunJson(runFiles(folder).runJson, json)
  setTablesWritten(store, changes)
}

/** A stored image as the tables show it. */
export function toImageRow(image: StoredImage, run: RunSummary): ImageRow {
  const status = image.state === 'done' ? 'counted' : image.state === 'failed' ? 'failed' : 'left-out'
  return {
    id: image.id,
    plate: image.plate,
    well: image.well,
    site: image.site,
    channel: image.channel,
    z: image.z,
    t: image.t,
    file: image.file,
    widthPx: image.widthPx,
    heightPx: image.heightPx,
    pixelSizeUm: image.pixelSize,
    status,
    count: status === 'counted' ? image.count : undefined,
    meanAreaPx: image.meanAreaPx,
    medianDiameterPx: image.medianDiameterPx,
    meanConfidence: image.meanConfidence,
    touchingEdge: image.touchingEdge,
    flags: image.flags,
    error: image.failure,
    model: run.model && `${run.model.name} ${run.model.version}`,
    device: status === 'counted' ? image.device : undefined,
    seconds: image.seconds,
    scale: image.scale,
    notes: image.notes,
    intensityChannels: image.intensityChannels ?? [],
  }
}

function runJson(run: RunSummary, store: RunStore, rows: readonly ImageRow[], version: string): RunJson {
  const skipped = store.get<SkippedFile[]>('skipped') ?? []
  return {
    format: RUN_FORMAT,
    app: {
      name: 'karyon',
      version,
      platform: `${process.platform}-${process.arch}`,
      node: process.versions.node,
    },
    startedFrom: store.get<string>('started-from') ?? 'command line',
    times: {
      started: run.startedAt ?? run.createdAt,
      finished: run.finishedAt,
      seconds: run.elapsedS,
      resumed: store.get<number>('resumed') ?? 0,
    },
    roots: run.inputs,
    output: run.folder,
    model: modelOf(run),
    device: {
      used: run.device?.provider ?? 'cpu',
      asked: run.settings.device,
      name: run.device?.name,
      why: run.choices.find((choice) => choice.about === 'device')?.why ?? '',
      tried: store.get<TriedDevice[]>('devices-tried') ?? [],
      changes: rows.flatMap((row) =>
        row.flags.includes('device-fallback') ? [`${row.file}: counted on the CPU`] : [],
      ),
    },
    settings: settingsOf(run.settings),
    choices: run.choices.map(({ about, value, why, plate }) => ({
      what: about,
      scope: plate,
      value,
      why,
      byHand: why === 'asked for',
    })),
    totals: {
      images: run.total,
      counted: rows.filter((row) => row.status === 'counted').length,
      failed: rows.filter((row) => row.status === 'failed').length,
      leftOut: rows.filter((row) => row.status === 'left-out').length,
      nuclei: rows.reduce((sum, row) => sum + (row.count ?? 0), 0),
      skippedFiles: skipped.length,
    },
    warnings: run.warnings,
    failures: rows.flatMap((row) =>
      row.error
        ? [{ file: row.file, code: row.error.code, message: row.error.message, remedy: row.error.remedy }]
        : [],
    ),
    skipped: skipped.map(({ path, reason, detail }) => ({ path, reason, detail })),
    inputs: inputsOf(run, store),
  }
}

/** A run that could not load its model names the one it was to use. */
function modelOf({ model, settings }: RunSummary): RunJson['model'] {
  if (!model) return { name: settings.model, version: '' }
  if (model.name !== CLASSICAL.name) return model
  const pipelines = Object.entries(pipelinesWith(settings.classical)).map(([group, all]) => [
    group,
    { ...all },
  ])
  return { ...model, pipelines: Object.fromEntries(pipelines) }
}

function settingsOf({ classical, ...settings }: RunSettings): RunJson['settings'] {
  return classical ? { ...settings, classical: JSON.stringify(classical) } : settings
}

/** Every input file that was read, once, with its size and hash. */
function inputsOf(run: RunSummary, store: RunStore): RunInput[] {
  const inputs = new Map<string, RunInput>()
  for (const image of store.images()) {
    for (const { path, bytes, sha256 } of image.inputs ?? []) {
      const root = Math.max(
        0,
        run.inputs.findIndex((input) => path === input || path.startsWith(input + sep)),
      )
      const shown = relative(run.inputs[root], path).split(sep).join('/')
      inputs.set(path, { path: shown || path.split(sep).at(-1)!, root, bytes, sha256 })
    }
  }
  return [...inputs.values()]
}
