import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeTiff } from '@core/export/write-tiff'
import type { PixelArray } from '@core/image/raster'
import { simulateField } from '@core/simulate/simulate-field'

/** A 16-bit field with a few nuclei, as the bytes of a TIFF. */
export function fieldTiff(seed: number, { side = 160, nuclei = 8 } = {}): Uint8Array {
  const { image } = simulateField({ width: side, height: side, nuclei, seed, diameterPx: 24 })
  return grayTiff(image, side, side)
}

export function grayTiff(data: PixelArray, width: number, height: number): Uint8Array {
  return writeTiff({ width, height, samples: 1, data })
}

/** Writes files by relative path; returns the folder. */
export function writeFiles(folder: string, files: Record<string, Uint8Array | string>): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  mkdirSync(folder, { recursive: true })
  return folder
}
