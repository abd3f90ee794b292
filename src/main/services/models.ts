import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { listModels, loadModel, type Model } from '@core/infer/model-folder'
import type { Quality } from '@shared/run'
import { z } from 'zod'

const presetsSchema = z.object({ fast: z.string(), balanced: z.string(), best: z.string() })

export interface ModelInfo {
  name: string
  title: string
  version: string
  sha256: string
  folder: string
  /** Qualities that use it. */
  presets: Quality[]
  /** Why it cannot be used. */
  problem?: string
}

/** The models on this computer: the shipped ones and those imported. */
export class ModelRegistry {
  /** @param roots folders of model folders; the first holds `presets.json`. */
  constructor(private readonly roots: readonly string[]) {}

  async list(): Promise<ModelInfo[]> {
    const presets = await this.presets()
    const found = (await Promise.all(this.roots.map(listModels))).flat()
    return found.map(({ folder, manifest, error }) => ({
      name: manifest?.name ?? folder.split(/[\\/]/).at(-1) ?? folder,
      title: manifest?.title ?? manifest?.name ?? '',
      version: manifest?.version ?? '',
      sha256: manifest?.sha256 ?? '',
      folder,
      presets: (Object.keys(presets) as Quality[]).filter((quality) => presets[quality] === manifest?.name),
      problem: error?.message,
    }))
  }

  /**
   * The model for a run: by name, or the quality's when `name` is 'auto'. Its hash is checked.
   *
   * @throws KaryonError `model-missing` when there is none of that name, else as `loadModel`.
   */
  async load(name: string, quality: Quality): Promise<Model> {
    const wanted = name === 'auto' ? (await this.presets())[quality] : name
    const models = await this.list()
    const model = models.find((candidate) => candidate.name === wanted && !candidate.problem)
    const broken = models.find((candidate) => candidate.name === wanted)
    if (model ?? broken) return loadModel((model ?? broken)!.folder)
    const names = models.map((candidate) => candidate.name).join(', ')
    throw new KaryonError(
      'model-missing',
      `There is no model named ${wanted}.`,
      `Choose one of: ${names || 'none is installed; install Karyon again'}.`,
    )
  }

  private async presets(): Promise<Record<Quality, string>> {
    const file = join(this.roots[0], 'presets.json')
    try {
      return presetsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    } catch (cause) {
      throw new KaryonError(
        'model-missing',
        'The list of shipped models cannot be read.',
        'Install Karyon again.',
        { file, cause },
      )
    }
  }
}
