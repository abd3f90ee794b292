import { writeSamplePlate } from '@core/simulate/sample-plate'
import { parseOptions, usageError } from './parse'

/**
 * `karyon sample DIR [--json]`: writes the sample plate (simulated images in a microscope's own naming, with the
 * true counts in truth.csv) into a folder.
 */
export async function sampleCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean', default: false } })
  if (positionals.length !== 1) throw usageError('sample needs one folder to write into')
  const fields = await writeSamplePlate(positionals[0]!, {
    onField: (done, all) => {
      if (process.stderr.isTTY) process.stderr.write(`\rDrawing field ${done} of ${all}`)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
  if (values.json) for (const field of fields) process.stdout.write(`${JSON.stringify(field)}\n`)
  else process.stdout.write(`${fields.length} fields of two channels → ${positionals[0]}\n`)
  return 0
}
