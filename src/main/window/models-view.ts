import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CLASSICAL_MOST_PIXELS } from '@core/classical/count-classical'
import { readManifest } from '@core/infer/model-folder'
import type { ModelInfo } from '@shared/contract'
import { onnxFiles } from '../services/inference-thread'
import type { ClassicalInfo, ModelInfo as Known, NetworkInfo } from '../services/models'
import { cardPictures } from './card-pictures'

/** A model with its card and what goes in and comes out, read from its own folder. */
export async function modelView(model: Known, resourcesDir: string): Promise<ModelInfo> {
  return model.kind === 'classical' ? classicalView(model) : networkView(model, resourcesDir)
}

async function networkView(model: NetworkInfo, resourcesDir: string): Promise<ModelInfo> {
  const manifest = await readManifest(model.folder).catch(() => undefined)
  const { folder } = model
  const bytes = await sizeOf(manifest ? onnxFiles({ folder, manifest }) : [join(folder, 'model.onnx')])
  const card = await readFile(join(model.folder, 'card.md'), 'utf8').catch(() => '')
  return {
    name: model.name,
    version: model.version,
    title: model.title,
    sha256: model.manifestSha256,
    bytes,
    builtIn: model.folder.startsWith(resourcesDir),
    defaultFor: model.presets,
    accuracy: accuracyOf(model.measured),
    card,
    pictures: await cardPictures(model.folder, card),
    inputs: manifest ? `${manifest.input.channels} × H × W, ${manifest.input.dtype}, scaled per image` : '–',
    outputs: manifest ? manifest.outputs.flatMap((output) => output.channels) : [],
    failure: model.problem
      ? {
          code: 'model-invalid',
          message: model.problem,
          remedy: model.remedy ?? 'Import the model folder once more, or remove it.',
          file: model.folder,
        }
      : undefined,
  }
}

/** Bytes of files together; one that is not there has none. */
async function sizeOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The segmenter without a network: its card is written here, as it has no folder. */
function classicalView({ name, title, version, presets, measured }: ClassicalInfo): ModelInfo {
  const rows = measured.map(({ data, S }) => `| ${data} | ${score(S)} |`)
  return {
    name,
    version,
    title,
    builtIn: true,
    defaultFor: presets,
    accuracy: accuracyOf(measured),
    card: `Finds nuclei without a network: one of five pipelines, chosen by the look of each image. Background, threshold, shape, seeded watershed, in the spirit of the CellProfiler reference of Caicedo et al. (2019).

It is the baseline that models are compared with, and what counts where no model can run. It gives no confidence, so nothing is marked as less sure.

| measured on | S |
|---|---|
${rows.join('\n')}

Weak at: purple tissue with pale nuclei, grayscale tissue, nuclei on bright cytoplasm. Images of up to ${CLASSICAL_MOST_PIXELS / 1e6} megapixels.`,
    inputs: 'one channel or RGB, any number type, at its own size',
    outputs: ['label image'],
  }
}

/** The first of what was measured. */
function accuracyOf(measured: ClassicalInfo['measured']): string | undefined {
  return measured[0] && `S ${score(measured[0].S)}`
}

/** As the window writes scores: .580 */
function score(value: number): string {
  return value.toFixed(3).replace(/^0/, '')
}
