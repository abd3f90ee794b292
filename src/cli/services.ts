import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Devices } from '../main/services/devices'
import { ModelRegistry } from '../main/services/models'
import { appRoot } from './usage'

/** Where Karyon keeps what belongs to this person: imported models, settings. `KARYON_HOME` moves it. */
function dataDir(): string {
  const dir = process.env.KARYON_HOME ?? join(homedir(), '.karyon')
  try {
    mkdirSync(dir, { recursive: true })
  } catch {
    // A home that cannot be written to only loses imported models and settings.
  }
  return dir
}

export function openRegistry(): ModelRegistry {
  return new ModelRegistry([join(appRoot(), 'resources', 'models'), join(dataDir(), 'models')])
}

export function openDevices(): Devices {
  return new Devices(dataDir())
}
