import { createRequire } from 'node:module'
import type * as Runtime from 'onnxruntime-node'

/** Loaded when first asked for, so that a computer on which it cannot be loaded still starts and counts. */
const load = createRequire(__filename)

/** Providers built into the runtime; throws in the loader's own words where it cannot be loaded. */
export function builtInProviders(): string[] {
  const { listSupportedBackends } = load('onnxruntime-node') as typeof Runtime
  return listSupportedBackends()
    .filter((backend) => backend.bundled)
    .map((backend) => backend.name as string)
}
