import { join } from 'node:path'
import { toFailure } from '@core/errors'
import { onStopSignals } from '../services/stop-signals'
import { openServices } from '../window/adapter'
import { takeInstance } from '../window/instance'
import { appRoot, dataDir, rendererDir, resourcesDir, version } from '../window/places'
import { samplePlate } from '../window/sample-plate'
import { startBrowserShell } from './index'

/** `node out/main/index.js [--port N] [paths]`: the window in a browser, on this computer only. */
async function main(args: string[]): Promise<void> {
  const at = args.indexOf('--port')
  const port = at >= 0 ? Number(args[at + 1]) : 0
  const paths = args.filter((arg, i) => !arg.startsWith('-') && (at < 0 || i !== at + 1))
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
    port: Number.isInteger(port) ? port : 0,
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
  console.error(`Karyon’s own folder: ${appRoot()}`)
  process.exit(1)
})
