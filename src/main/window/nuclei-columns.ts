import type { Nucleus } from '@core/measure/nucleus'
import { type BinaryResult, NUCLEUS_COLUMNS, type NucleusColumn } from '@shared/contract'

type Get = Record<NucleusColumn, (nucleus: Nucleus, image: number, channel: number) => number>

const mean = (nucleus: Nucleus, channel: number) =>
  (nucleus.intensities[channel] ?? nucleus.intensities[0])?.mean

const GET: Get = {
  image: (_nucleus, image) => image,
  label: (nucleus) => nucleus.label,
  areaPx: (nucleus) => nucleus.areaPx,
  diameterPx: (nucleus) => nucleus.equivalentDiameterPx,
  x: (nucleus) => nucleus.centroidX,
  y: (nucleus) => nucleus.centroidY,
  eccentricity: (nucleus) => nucleus.eccentricity,
  solidity: (nucleus) => nucleus.solidity,
  intensity: (nucleus, _image, channel) => mean(nucleus, channel) ?? Number.NaN,
  confidence: (nucleus) => nucleus.confidence ?? Number.NaN,
}

/**
 * All nuclei of a run as columns, image after image; lets other work through every few images, because a
 * plate has hundreds of thousands.
 */
export async function nucleiColumns(
  images: { index: number; count?: number; channel?: string; intensityChannels?: string[] }[],
  nucleiOf: (index: number) => Nucleus[],
): Promise<BinaryResult<'table.nuclei'>> {
  const total = images.reduce((sum, image) => sum + (image.count ?? 0), 0)
  const columns = NUCLEUS_COLUMNS.map(() => new Float32Array(total))
  let row = 0
  let since = performance.now()
  for (const { index, count, channel, intensityChannels } of images) {
    if (!count) continue
    const counted = Math.max(0, intensityChannels?.indexOf(channel ?? '') ?? 0)
    for (const nucleus of nucleiOf(index)) {
      if (row >= total) break
      NUCLEUS_COLUMNS.forEach((name, c) => {
        columns[c]![row] = GET[name](nucleus, index, counted)
      })
      row++
    }
    if (performance.now() - since > 20) {
      await new Promise((resolve) => setImmediate(resolve))
      since = performance.now()
    }
  }
  const cut = row === total ? columns : columns.map((column) => column.slice(0, row))
  return { meta: { rows: row, columns: [...NUCLEUS_COLUMNS] }, buffers: cut.map((column) => column.buffer) }
}
