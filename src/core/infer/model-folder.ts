import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KaryonError } from '../errors'
import { parseRanker, type RankerTrees } from '../rank/ranker-file'
import { type ModelManifest, manifestSchema } from './manifest'
import { manifestProblem } from './manifest-problem'

/** A model folder whose manifest is sound and whose network and ranker are those the manifest names. */
export interface Model {
  folder: string
  manifest: ModelManifest
  /** Of manifest.json as it lies there: whatever changes a count changes it. */
  manifestSha256: string
  /** The bytes of model.onnx, already checked against the manifest's hash. */
  onnx: Uint8Array
  /** Of its network for one look, where it has one; checked too. */
  specialistOnnx?: Uint8Array
}

/**
 * Loads and checks a model folder.
 *
 * @throws KaryonError `model-missing` when a file is not there; `model-invalid` when the manifest or the ranker is
 * not as it must be (it says which field); `model-tampered` when a network or a ranker is not the file the
 * manifest was made for.
 */
export async function loadModel(folder: string): Promise<Model> {
  const { manifest, sha256: manifestSha256 } = await readManifestFile(folder)
  const onnx = await readChecked(
    folder,
    'model.onnx',
    manifest.sha256,
    `The network of model ${manifest.name}`,
  )
  const ranker = await readRanker(folder, manifest)
  const own = { folder, manifestSha256, onnx }
  const { specialist } = manifest
  if (!specialist) return { ...own, manifest: { ...manifest, ranker } }
  const what = `The network of model ${manifest.name} for ${specialist.look} images`
  const specialistOnnx = await readChecked(folder, specialist.file, specialist.sha256, what)
  const trees = await readRanker(folder, { name: manifest.name, ranking: specialist.ranking })
  return {
    ...own,
    specialistOnnx,
    manifest: { ...manifest, ranker, specialist: { ...specialist, ranker: trees } },
  }
}

/** Every file of a model is at most this large. */
const LARGEST_FILE = 16 * 2 ** 20

/** The bytes of a file the manifest names, if they are those it was made for. `what` begins a sentence. */
async function readChecked(
  folder: string,
  name: string,
  expected: string,
  what: string,
): Promise<Uint8Array> {
  const file = join(folder, name)
  const bytes = await readFile(file).catch((cause) => {
    throw new KaryonError(
      'model-missing',
      `${what} is not there: the folder has no ${name}.`,
      'Install Karyon again, or import the model folder once more.',
      { file, cause },
    )
  })
  const sha256 = sha256Of(bytes)
  if (sha256 === expected) return bytes
  throw new KaryonError(
    'model-tampered',
    `${what} is not the one its manifest was made for (SHA-256 ${sha256.slice(0, 8)}…, expected ${expected.slice(0, 8)}…).`,
    'Nothing was counted with it. Install Karyon again, or import the model folder once more.',
    { file },
  )
}

async function readRanker(
  folder: string,
  { name, ranking }: Pick<ModelManifest, 'name' | 'ranking'>,
): Promise<RankerTrees | undefined> {
  if (!ranking) return undefined
  const { file: fileName, sha256 } = ranking
  const file = join(folder, fileName)
  const bytes = await readChecked(folder, fileName, sha256, `The ranker of model ${name}`)
  try {
    if (bytes.length > LARGEST_FILE)
      throw new Error(`it has ${bytes.length} bytes, more than ${LARGEST_FILE}`)
    return parseRanker(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw new KaryonError(
      'model-invalid',
      `The ranker of model ${name} cannot be used: ${manifestProblem(cause)}`,
      'Train it again with training/rank of this version of Karyon, and export the model with it.',
      { file, cause },
    )
  }
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Reads and checks `manifest.json`. */
export async function readManifest(folder: string): Promise<ModelManifest> {
  return (await readManifestFile(folder)).manifest
}

async function readManifestFile(folder: string): Promise<{ manifest: ModelManifest; sha256: string }> {
  const file = join(folder, 'manifest.json')
  const bytes = await readFile(file).catch((cause) => {
    throw new KaryonError(
      'model-missing',
      'This is no model folder: it has no manifest.json.',
      'Choose a folder that holds model.onnx, manifest.json and card.md.',
      { file, cause },
    )
  })
  try {
    const manifest = manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
    return { manifest, sha256: sha256Of(bytes) }
  } catch (cause) {
    throw new KaryonError(
      'model-invalid',
      `The manifest of this model cannot be used: ${manifestProblem(cause)}`,
      'Export the model again with training/export, which writes a correct manifest.',
      { file, cause },
    )
  }
}

interface ListedModel {
  folder: string
  manifest?: ModelManifest
  sha256?: string
  error?: KaryonError
}

/** What `retrain` keeps beside the model folder that it writes: `NAME.work`, without a manifest. */
function isTrainingWork({ folder, error }: ListedModel): boolean {
  return folder.endsWith('.work') && error?.code === 'model-missing'
}

/** All model folders under `root` by name, `sha256` of the manifest; what cannot be used is listed with the reason. */
export async function listModels(root: string): Promise<ListedModel[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, entry.name))
  const listed = await Promise.all(
    folders.sort().map(async (folder): Promise<ListedModel> => {
      try {
        return { folder, ...(await readManifestFile(folder)) }
      } catch (error) {
        return { folder, error: error as KaryonError }
      }
    }),
  )
  return listed.filter((model) => !isTrainingWork(model))
}
