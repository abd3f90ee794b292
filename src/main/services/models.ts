import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLASSICAL } from '@core/classical/about'
import { KaryonError } from '@core/errors'
import { listModels, loadModel, type Model } from '@core/infer/model-folder'
import type { Quality } from '@shared/run'
import { z } from 'zod'

const presetsSchema = z.object({ fast: z.string(), balanced: z.string(), best: z.string() })

export type ModelInfo = NetworkInfo | ClassicalInfo

/** The segmenter without a network: part of Karyon, no files. */
export interface ClassicalInfo {
  kind: 'classical'
  name: string
  title: string
  version: string
  presets: Quality[]
  /** S on data its settings were not chosen on, and which. */
  measured: readonly { data: string; S: number }[]
  problem?: undefined
}

export interface NetworkInfo {
  kind: 'network'
  name: string
  title: string
  version: string
  sha256: string
  manifestSha256?: string
  /** As its manifest says; S is the Bowl's score. */
  measured: readonly { data: string; S: number }[]
  folder: string
  /** Qualities that use it. */
  presets: Quality[]
  /** Why it cannot be used, and what to do. */
  problem?: string
  remedy?: string
}

/** The models on this computer: the shipped ones and those imported. */
export class ModelRegistry {
  /** @param roots folders of model folders; the first holds `presets.json`. */
  constructor(private readonly roots: readonly string[]) {}

  /** Everything a run can count with: the networks by name, then the classical segmenter. */
  async list(): Promise<ModelInfo[]> {
    return [...(await this.networks()), { kind: 'classical', presets: [], ...CLASSICAL }]
  }

  async networks(): Promise<NetworkInfo[]> {
    const found = (await Promise.all(this.roots.map(listModels))).flat()
    if (found.length === 0) return []
    const presets = await this.presets()
    return found.map(({ folder, manifest, sha256, error }) => ({
      kind: 'network',
      name: manifest?.name ?? folder.split(/[\\/]/).at(-1) ?? folder,
      title: manifest?.title ?? manifest?.name ?? '',
      version: manifest?.version ?? '',
      sha256: manifest?.sha256 ?? '',
      manifestSha256: sha256,
      measured: manifest?.measured ?? [],
      folder,
      presets: (Object.keys(presets) as Quality[]).filter((quality) => presets[quality] === manifest?.name),
      problem: error?.message,
      remedy: error?.remedy,
    }))
  }

  /**
   * The model for a run: by name, or the quality's when `name` is 'auto'. Its hash is checked.
   *
   * @throws KaryonError `model-missing` when there is none of that name, else as `loadModel`.
   */
  async load(name: string, quality: Quality): Promise<Model> {
    const models = await this.networks()
    const wanted = name !== 'auto' ? name : models.length > 0 ? (await this.presets())[quality] : undefined
    const model = models.find((candidate) => candidate.name === wanted && !candidate.problem)
    const broken = models.find((candidate) => candidate.name === wanted)
    if (model ?? broken) return loadModel((model ?? broken)!.folder)
    const names = [...models, CLASSICAL].map((candidate) => candidate.name).join(', ')
    throw new KaryonError(
      'model-missing',
      wanted === undefined ? 'No model is installed.' : `There is no model named ${wanted}.`,
      wanted === undefined ? 'Install Karyon again.' : `Choose one of: ${names}.`,
    )
  }

  /** Why this model: the quality that names it, and the others that do too. */
  async presetLine(name: string, quality: Quality): Promise<string> {
    const presets = await this.presets()
    const same = (Object.keys(presets) as Quality[]).filter((q) => q !== quality && presets[q] === name)
    return `quality ${quality}: ${name}${same.length > 0 ? `, as for ${same.join(' and ')}` : ''}`
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
