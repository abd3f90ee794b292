import { type ImageRow, imageAreaMm2, pixelAreaUm2, wellParts } from './image-row'

/** One well (at one time point, when the plate has several). */
export interface WellRow {
  plate?: string
  well: string
  /** Set only when the plate has more than one time point: counts of a time series must not be added up. */
  t?: string
  /** Images of the well that were counted or failed; those left out by hand are not among them. */
  images: number
  imagesFailed: number
  imagesLeftOut: number
  /** Nuclei in all counted images; undefined when none was counted. */
  total?: number
  /** Mean and sample standard deviation (n − 1) of the counts of the images. */
  mean?: number
  sd?: number
  /** Nuclei per mm² of imaged area; only when every counted image has a pixel size. */
  densityPerMm2?: number
  /** Means over nuclei, not over images. */
  meanAreaPx?: number
  meanAreaUm2?: number
  meanConfidence?: number
}

/**
 * Sums up images per plate, well and (for time series) time point, in order of plate name as given, then row,
 * column and time. Images without a well are not in it.
 */
export function aggregateWells(rows: readonly ImageRow[]): WellRow[] {
  const timePoints = new Map<string, Set<string>>()
  const plates = new Map<string, number>()
  for (const row of rows) {
    if (!row.well) continue
    const plate = row.plate ?? ''
    if (!plates.has(plate)) plates.set(plate, plates.size)
    let times = timePoints.get(plate)
    if (!times) timePoints.set(plate, (times = new Set()))
    times.add(row.t ?? '')
  }
  const groups = new Map<string, ImageRow[]>()
  for (const row of rows) {
    if (!row.well) continue
    const timed = timePoints.get(row.plate ?? '')!.size > 1
    const key = JSON.stringify([row.plate ?? '', row.well, timed ? (row.t ?? '') : ''])
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  const wells = Array.from(groups.values(), (group) =>
    summarise(group, timePoints.get(group[0]!.plate ?? '')!.size > 1),
  )
  return wells.sort(
    (a, b) =>
      plates.get(a.plate ?? '')! - plates.get(b.plate ?? '')! ||
      compareWells(a.well, b.well) ||
      compareTimes(a.t, b.t),
  )
}

function summarise(group: readonly ImageRow[], timed: boolean): WellRow {
  const first = group[0]!
  const counted = group.filter((row) => row.status === 'counted' && row.count !== undefined)
  const failed = group.filter((row) => row.status === 'failed').length
  const leftOut = group.filter((row) => row.status === 'left-out').length
  const well: WellRow = {
    plate: first.plate,
    well: first.well!,
    images: group.length - leftOut,
    imagesFailed: failed,
    imagesLeftOut: leftOut,
  }
  if (timed) well.t = first.t
  if (counted.length === 0) return well
  const total = counted.reduce((sum, row) => sum + row.count!, 0)
  const mean = total / counted.length
  well.total = total
  well.mean = mean
  if (counted.length > 1) {
    const squares = counted.reduce((sum, row) => sum + (row.count! - mean) ** 2, 0)
    well.sd = Math.sqrt(squares / (counted.length - 1))
  }
  let area: number | undefined = 0
  for (const row of counted) {
    const mm2 = imageAreaMm2(row)
    area = area === undefined || mm2 === undefined ? undefined : area + mm2
  }
  if (area) well.densityPerMm2 = total / area
  well.meanAreaPx = meanOverNuclei(counted, (row) => row.meanAreaPx)
  well.meanConfidence = meanOverNuclei(counted, (row) => row.meanConfidence)
  if (counted.every((row) => row.pixelSizeUm)) {
    well.meanAreaUm2 = meanOverNuclei(counted, (row) =>
      row.meanAreaPx === undefined ? undefined : row.meanAreaPx * pixelAreaUm2(row.pixelSizeUm!),
    )
  }
  return well
}

/** Mean of a per-image mean, each image weighing as many nuclei as it has. */
function meanOverNuclei(
  rows: readonly ImageRow[],
  value: (row: ImageRow) => number | undefined,
): number | undefined {
  let sum = 0
  let nuclei = 0
  for (const row of rows) {
    const mean = value(row)
    if (mean === undefined || row.count === 0) continue
    sum += mean * row.count!
    nuclei += row.count!
  }
  return nuclei === 0 ? undefined : sum / nuclei
}

/** A10 after A2, AA after Z. */
function compareWells(a: string, b: string): number {
  const [p, q] = [wellParts(a), wellParts(b)]
  if (p.row === undefined || q.row === undefined) return a < b ? -1 : a > b ? 1 : 0
  return p.row.length - q.row.length || (p.row < q.row ? -1 : p.row > q.row ? 1 : 0) || p.column! - q.column!
}

function compareTimes(a = '', b = ''): number {
  return Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0)
}
