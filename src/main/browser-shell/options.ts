import { parseArgs } from 'node:util'
import { KaryonError } from '@core/errors'

const USAGE = 'Start it with: npm start -- --browser --port 8080 FOLDER. Port and folder may be left out.'

/**
 * `[--port N] [paths]`, strictly: the port (0 where the system is to choose) and what is to be counted.
 *
 * @throws KaryonError `usage` for an unknown option and for what is no port.
 */
export function shellOptions(args: string[]): { port: number; paths: string[] } {
  const refuse = (what: string) => new KaryonError('usage', `${what}.`, USAGE)
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { port: { type: 'string', default: '0' } },
      allowPositionals: true,
    })
    const port = Number(values.port)
    if (/^\d+$/.test(values.port) && port <= 65535) return { port, paths: positionals }
    throw refuse(`--port must be a number up to 65535; it is "${values.port}"`)
  } catch (error) {
    throw error instanceof KaryonError ? error : refuse((error as Error).message.split('. ')[0]!)
  }
}
