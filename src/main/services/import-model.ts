import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CLASSICAL } from '@core/classical/about'
import { KaryonError } from '@core/errors'
import { writeError } from '@core/export/write-errors'
import { checkOnnx } from '@core/infer/check-onnx'
import { loadModel } from '@core/infer/model-folder'
import type { Network, NetworkOutput } from '@core/infer/network'
import { specialistManifest } from '@core/infer/specialist'
import { canaryInput } from './canary'
import type { Devices } from './devices'
import type { ModelRegistry, NetworkInfo } from './models'

/**
 * Takes a model folder in: checks manifest and hash, runs the network once on the CPU, copies the folder.
 *
 * @throws KaryonError as `loadModel`; `model-invalid` when the network does not give what its manifest says, or
 * when another model of that name and version is installed.
 */
export async function importModel(
  folder: string,
  target: string,
  registry: ModelRegistry,
  devices: Devices,
): Promise<NetworkInfo> {
  const model = await loadModel(folder)
  const { name, version } = model.manifest
  const known = (await registry.networks()).find((installed) => installed.name === name)
  if (name === CLASSICAL.name) throw nameTaken(folder)
  if (known && known.manifestSha256 !== model.manifestSha256) {
    throw new KaryonError(
      'model-invalid',
      `A model named ${name} (${known.version}) is already installed; a model never changes under its name.`,
      'Give the new model another name in its manifest.',
      { file: folder },
    )
  }
  if (known) return known
  checkOnnx(model.onnx, model.manifest, join(folder, 'model.onnx'))
  const { specialist } = model.manifest
  const own = specialistManifest(model.manifest)
  if (specialist && own && model.specialistOnnx)
    checkOnnx(model.specialistOnnx, own, join(folder, specialist.file))
  await tryOnce(model, devices)
  const place = join(target, `${name}-${version}`)
  const temporary = `${place}.tmp`
  try {
    await mkdir(target, { recursive: true })
    await rm(temporary, { recursive: true, force: true })
    await cp(folder, temporary, { recursive: true, dereference: true })
    await rename(temporary, place)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw writeError(error, place)
  }
  return (await registry.networks()).find((installed) => installed.folder === place)!
}

function nameTaken(folder: string): KaryonError {
  return new KaryonError(
    'model-invalid',
    `The name ${CLASSICAL.name} is that of the segmenter without a network.`,
    'Give the model another name in its manifest.',
    { file: folder },
  )
}

function checkOutput(output: NetworkOutput, { manifest }: Network, folder: string): void {
  const { channels, width, height, data } = output
  const wrong = (what: string, remedy: string) =>
    new KaryonError('model-invalid', what, remedy, { file: folder })
  const heads = manifest.outputs[0].channels.length
  if (channels < 3 || channels !== heads || width !== 256 || height !== 256) {
    throw wrong(
      `The network gives ${channels} maps of ${width} × ${height} px for an input of 256 × 256; its manifest says ${heads} of the input's size.`,
      'Export the model again with training/export.',
    )
  }
  const strange = data.find((value) => !(value >= -ROUNDING && value <= 1 + ROUNDING))
  if (strange !== undefined) {
    throw wrong(
      `The network gives values such as ${Number(strange.toPrecision(3))}; its maps must be probabilities, 0 to 1.`,
      'Export it with the sigmoid as its last step.',
    )
  }
}

/** Probabilities may miss 0 and 1 by so much. */
const ROUNDING = 1e-3

async function tryOnce(model: Awaited<ReturnType<typeof loadModel>>, devices: Devices): Promise<void> {
  const host = await devices.openCpu(model)
  try {
    const network = host.network()
    for (const one of [network, network.specialist]) {
      if (one) checkOutput(await one.run(canaryInput()), one, model.folder)
    }
  } finally {
    await host.stop()
  }
}
