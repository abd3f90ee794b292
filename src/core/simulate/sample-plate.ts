import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../export/atomic'
import { writeCsv } from '../export/csv'
import { writeError } from '../export/write-errors'
import { writeTiff } from '../export/write-tiff'
import { planeFileName, planeXml, plateHtd } from './metaxpress'
import { hash2 } from './random'
import { simulateCytoplasm } from './simulate-cytoplasm'
import { opticsOf, simulateField } from './simulate-field'

export const SAMPLE_PLATE = 'Karyon-Sample'

export interface SamplePlateOptions {
  /** Wells of a 96-well plate. Default: rows B to D, columns 2 to 5. */
  wells?: readonly string[]
  sites?: number
  seed?: number
  width?: number
  height?: number
  /** Called after each field. */
  onField?: (done: number, all: number) => void
  signal?: AbortSignal
}

export interface SampleField {
  well: string
  site: number
  /** File of the nuclear channel. */
  file: string
  count: number
  doseUm: number
}

const PIXEL_SIZE_UM = 0.65

/** Columns are doses in µM, tenfold apart from the third on; further columns repeat the highest. */
const DOSES = [0, 0.1, 1, 10] as const
const HALF_EFFECT_UM = 1.2

/** Nuclei in an untreated field of 696 × 520 pixels. */
const UNTREATED = 120

const WAVES = [
  { name: 'Hoechst', emissionNm: 447, exposureMs: 25 },
  { name: 'Actin', emissionNm: 624, exposureMs: 80 },
] as const

/**
 * Writes the sample plate: ImageXpress names and sidecar, 16-bit TIFFs with pixel size, two channels, a dose
 * response in the counts (the last well of the highest dose is empty), and the true counts in `truth.csv`.
 * Everything is made by our own generator; the same options give the same bytes.
 * @throws KaryonError `disk-full`, `output-unwritable`; an AbortError when stopped
 */
export async function writeSamplePlate(
  folder: string,
  options: SamplePlateOptions = {},
): Promise<SampleField[]> {
  const wells =
    options.wells ?? ['B', 'C', 'D'].flatMap((row) => [2, 3, 4, 5].map((column) => `${row}0${column}`))
  const sites = options.sites ?? 2
  const seed = options.seed ?? 2018
  const width = options.width ?? 696
  const height = options.height ?? 520
  // The sample is made again when lost: no need to wait for the disk.
  const durable = { durable: false }
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeError(error, folder)
  })
  const columns = [...new Set(wells.map((well) => Number(well.slice(1))))].sort((a, b) => a - b)
  const highest = wells.filter((well) => Number(well.slice(1)) === columns.at(-1))
  const empty = wells.length > 1 ? highest.at(-1) : undefined
  const fields: SampleField[] = []
  for (const well of wells) {
    const doseUm = DOSES[Math.min(DOSES.length - 1, columns.indexOf(Number(well.slice(1))))]!
    for (let site = 1; site <= sites; site++) {
      options.signal?.throwIfAborted()
      const fieldSeed = hash2(well.charCodeAt(0) * 100 + Number(well.slice(1)), site, seed)
      const field = sampleField(fieldSeed, width, height, well === empty ? Number.POSITIVE_INFINITY : doseUm)
      const images = [field.image, field.actin]
      for (const [w, wave] of WAVES.entries()) {
        const description = planeXml({
          plate: SAMPLE_PLATE,
          width,
          height,
          bits: 16,
          pixelSizeUm: PIXEL_SIZE_UM,
          filter: wave.name,
          emissionNm: wave.emissionNm,
          exposureMs: wave.exposureMs,
          well,
          site,
        })
        const tiff = writeTiff({ width, height, samples: 1, data: images[w]! }, { description })
        await writeFileAtomic(
          join(folder, planeFileName(SAMPLE_PLATE, well, site, w + 1, seed)),
          tiff,
          durable,
        )
      }
      fields.push({
        well,
        site,
        doseUm,
        count: field.count,
        file: planeFileName(SAMPLE_PLATE, well, site, 1, seed),
      })
      options.onField?.(fields.length, wells.length * sites)
    }
  }
  const htd = plateHtd({
    plate: SAMPLE_PLATE,
    description: 'Simulated dose response, four doses, three wells each',
    rows: 8,
    columns: 12,
    wells,
    sites,
    waves: WAVES.map((wave) => wave.name),
  })
  await writeFileAtomic(join(folder, `${SAMPLE_PLATE}.HTD`), htd, durable)
  await writeTruth(join(folder, 'truth.csv'), fields)
  return fields
}

/** One field: fewer, smaller and more uneven nuclei the higher the dose; none at an infinite one. */
function sampleField(seed: number, width: number, height: number, doseUm: number) {
  const effect = Number.isFinite(doseUm) ? 1 / (1 + (HALF_EFFECT_UM / doseUm) ** 1.2) : 1
  const untreated = (UNTREATED * width * height) / (696 * 520)
  const chance = 0.9 + (0.2 * hash2(3, 0, seed)) / 4294967296
  const nuclei = Number.isFinite(doseUm) ? Math.round(untreated * chance * (1 - 0.85 * effect)) : 0
  const optics = opticsOf({ seed, gradient: 0.18, background: 142, signal: 540, noise: 4.5 })
  const field = simulateField({
    width,
    height,
    nuclei,
    ...optics,
    diameterPx: 24 - 2 * effect,
    brightnessSpread: 0.22 + 0.1 * effect,
    clumping: 0.12,
    debris: nuclei > 0 ? 2 + Math.round(8 * effect) : 1,
  })
  const actin = simulateCytoplasm(field.shapes, {
    ...optics,
    seed: seed ^ 0x2545f491,
    width,
    height,
    spread: 2.5,
    background: 210,
    signal: 1500,
    blurSigma: 0.8,
  })
  return { image: field.image, actin, count: field.count }
}

async function writeTruth(path: string, fields: readonly SampleField[]): Promise<void> {
  await writeCsv<SampleField>(path, {
    columns: [
      { header: 'plate', kind: 'text', value: () => SAMPLE_PLATE },
      { header: 'well', kind: 'text', value: (f) => f.well },
      { header: 'site', kind: 'integer', value: (f) => f.site },
      { header: 'file', kind: 'text', value: (f) => f.file },
      { header: 'dose_um', kind: 'fixed', value: (f) => f.doseUm },
      { header: 'count', kind: 'integer', value: (f) => f.count },
    ],
    batches: [fields],
  })
}
