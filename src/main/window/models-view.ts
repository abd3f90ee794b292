import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readManifest } from '@core/infer/model-folder'
import type { ModelInfo } from '@shared/contract'
import type { KaryonServices } from '../services/index'

type Known = Awaited<ReturnType<KaryonServices['models']>>[number]

/** A model with its card and what goes in and comes out, read from its own folder. */
export async function modelView(model: Known, resourcesDir: string): Promise<ModelInfo> {
  const manifest = await readManifest(model.folder).catch(() => undefined)
  const file = await stat(join(model.folder, 'model.onnx')).catch(() => undefined)
  return {
    name: model.name,
    version: model.version,
    title: model.title,
    sha256: model.sha256,
    bytes: file?.size ?? 0,
    builtIn: model.folder.startsWith(resourcesDir),
    defaultFor: model.presets,
    card: await readFile(join(model.folder, 'card.md'), 'utf8').catch(() => ''),
    inputs: manifest ? `${manifest.input.channels} × H × W, ${manifest.input.dtype}, scaled per image` : '–',
    outputs: manifest ? manifest.outputs.flatMap((output) => output.channels) : [],
    failure: model.problem
      ? {
          code: 'model-invalid',
          message: model.problem,
          remedy: 'Import the model folder once more, or remove it.',
          file: model.folder,
        }
      : undefined,
  }
}
