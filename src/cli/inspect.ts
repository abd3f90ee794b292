import { inspectFile } from '@core/io/inspect-file'
import { parseOptions, usageError } from './parse'

/** `karyon inspect FILE… [--json]`: one line a file. */
export async function inspectCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean', default: false } })
  if (positionals.length === 0) throw usageError('inspect needs at least one file')
  let failed = 0
  for (const file of positionals) {
    const line = await inspectFile(file)
    if (!line.ok) failed++
    if (values.json) process.stdout.write(`${JSON.stringify(line)}\n`)
    else if (line.ok) {
      const size = line.pixelSizeUm ? `, ${line.pixelSizeUm.x} µm/px` : ''
      process.stdout.write(
        `${file}: ${line.format}, ${line.width} × ${line.height} px, ${line.channels} channels, ${line.pages} pages, ${line.dtype}, ${line.compression}${size}, values ${line.min}…${line.max}\n`,
      )
    } else process.stdout.write(`${file}: ${line.message} ${line.remedy}\n`)
  }
  if (failed === 0) return 0
  return failed === positionals.length ? 1 : 2
}
