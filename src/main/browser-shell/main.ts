import { join } from 'node:path'
import { toFailure } from '@core/errors'
import { onStopSignals } from '../services/stop-signals'
import { openServices } from '../window/adapter'
import { takeInstance } from '../window/instance'
import { dataDir, rendererDir, resourcesDir, version } from '../window/places'
import { samplePlate } from '../window/sample-plate'
import { startBrowserShell } from './index'
import { shellOptions } from './options'

/** `node out/main/index.js [--port N] [paths]`: the window in a browser, on this computer only. */
async function main(args: string[]): Promise<void> {
  const { port, paths } = shellOptions(args)
  const instance = takeInstance(dataDir())
  process.on('exit', () => instance.release())
  const services = await openServices({
    shell: { kind: 'browser', choose: async () => [], show: async () => undefined },
    dataDir: dataDir(),
    resourcesDir: resourcesDir(),
    version: version(),
    samplePlate: samplePlate(dataDir()),
  })
  const shell = await startBrowserShell({
    rendererDir: rendererDir(),
    dropsDir: join(dataDir(), 'dropped'),
    services,
    port,
    opened: paths,
  })
  console.log(`Karyon ${version()} is at ${shell.url}`)
  console.log(
    'Open this address in a browser on this computer; it works once. Ctrl C stops, and nothing is lost.',
  )
  const stop = async () => {
    await shell.close()
    await services.close()
    process.exit(0)
  }
  onStopSignals({ stop: () => void stop(), leave: () => process.exit(1) })
}

main(process.argv.slice(2)).catch((error) => {
  const { message, remedy } = toFailure(error)
  console.error(`${message} ${remedy}`)
  process.exit(1)
})
