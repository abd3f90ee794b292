import { join, resolve } from 'node:path'
import { KaryonServices } from '@services/index'
import { afterEach } from 'vitest'

/**
 * Starts services as a window does, each time with a data folder of its own below `root` unless one is given. They are
 * closed after each test.
 */
export function startsServices(root: string): (dataDir?: string) => KaryonServices {
  const open: KaryonServices[] = []
  let next = 0
  afterEach(async () => {
    for (const services of open.splice(0)) await services.close()
  })
  return (dataDir = join(root, `home-${next++}`)) => {
    const services = new KaryonServices({
      dataDir,
      resourcesDir: resolve('resources'),
      version: '0.0.0',
      startedFrom: 'window',
    })
    open.push(services)
    return services
  }
}
