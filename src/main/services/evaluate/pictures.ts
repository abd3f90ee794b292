import type { ComparedImage } from '@core/evaluate/compare-sets'
import type { RgbaImage } from '@core/evaluate/error-map'
import { type ImageFiles, rasterOf, rgbaOf } from '@core/evaluate/image-files'
import { Field } from '@core/field/field'
import type { Raster } from '@core/image/raster'
import { wholeWindow } from '@core/image/windows'
import type { RunImage } from './messages'

/** Finds the picture behind a compared image: in the folder of images, or through the run it was counted in. */
export class Pictures {
  private readonly byLabels: Map<string, RunImage>

  constructor(
    readonly files: ImageFiles | undefined,
    runs: readonly RunImage[],
  ) {
    this.byLabels = new Map(runs.map((image) => [image.labelsPath, image]))
  }

  /** The record of the run, for plate, well and site; the first segmenter that is a run tells. */
  runImage(image: ComparedImage): RunImage | undefined {
    for (const item of [...image.predictions, image.target]) {
      const found = item.sources.length === 1 ? this.byLabels.get(item.sources[0]!) : undefined
      if (found) return found
    }
    return undefined
  }

  /** Whether it is worth looking for pictures at all. */
  get some(): boolean {
    return this.files !== undefined || this.byLabels.size > 0
  }

  async raster(image: ComparedImage): Promise<Raster | undefined> {
    const fromFile = this.files && (await rasterOf(image, this.files))
    if (fromFile) return fromFile
    const run = this.runImage(image)
    // A picture only illustrates and groups: one that cannot be read takes nothing from the scores.
    return run && (await readRun(run, image).catch(() => undefined))
  }

  async rgba(image: ComparedImage): Promise<RgbaImage | undefined> {
    const raster = await this.raster(image)
    return raster && rgbaOf(raster)
  }
}

async function readRun(run: RunImage, image: ComparedImage): Promise<Raster | undefined> {
  const field = await Field.open(run.set, run.time ?? 0)
  try {
    if (field.width !== image.width || field.height !== image.height) return undefined
    const at = field.channels.findIndex(({ info, key, index }) =>
      run.channelIndex === undefined
        ? run.channel !== undefined && (info.name === run.channel || key === run.channel)
        : index === run.channelIndex,
    )
    return await field.read(Math.max(0, at), wholeWindow(field.width, field.height))
  } finally {
    await field.close()
  }
}
