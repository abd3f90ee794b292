import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The built file of a worker. In the built app it lies beside the caller; when services run from source
 * (tests), in the last build, or the one `KARYON_BUILD` names.
 */
export function hostEntry(name: 'inference-host' | 'image-worker' | 'evaluate-worker'): string {
  const beside = [join(__dirname, `${name}.js`), join(__dirname, '..', `${name}.js`)]
  return beside.find(existsSync) ?? resolve(process.env.KARYON_BUILD ?? 'out/main', `${name}.js`)
}
