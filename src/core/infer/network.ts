import type { ModelManifest } from './manifest'

/** A batch of one image for the network: 1 × 3 × height × width, values 0…1, sides multiples of the pooling grid. */
export interface NetworkInput {
  readonly data: Float32Array
  readonly width: number
  readonly height: number
}

/** All output planes of a model, one after another: channel c is `data.subarray(c·w·h, (c + 1)·w·h)`. */
export interface NetworkOutput {
  readonly data: Float32Array
  readonly channels: number
  readonly width: number
  readonly height: number
}

/**
 * A loaded model, somewhere else: `run` never computes on the caller's thread. The input's buffer is handed
 * over and must not be used again.
 *
 * @throws KaryonError `out-of-memory` when the tile does not fit the device; `inference-failed` otherwise.
 */
export interface Network {
  readonly manifest: ModelManifest
  /** The model's network for one look of images (`manifest.specialist.look`); its manifest is `specialistManifest`'s. */
  readonly specialist?: Network
  run(input: NetworkInput): Promise<NetworkOutput>
}
