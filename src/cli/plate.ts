import { readFile } from 'node:fs/promises'
import { KaryonError } from '@core/errors'
import { describeNames, describePath, type PlateLine } from '@core/plate/describe-plate-parse'
import { parseOptions, usageError } from './parse'

/** `karyon plate PATH… | --names FILE [--json]`: what each file name says, or why it is no plate image. */
export async function plateCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    json: { type: 'boolean', default: false },
    names: { type: 'string' },
    'no-recursive': { type: 'boolean', default: false },
  })
  if (values.names === undefined && positionals.length === 0)
    throw usageError('plate needs a path or --names FILE')
  const lines: PlateLine[] = values.names === undefined ? [] : describeNames(await readNames(values.names))
  for (const path of positionals)
    lines.push(...(await describePath(path, { recursive: !values['no-recursive'] })))
  for (const line of lines) process.stdout.write(`${values.json ? JSON.stringify(line) : asText(line)}\n`)
  return lines.length > 0 ? 0 : 1
}

async function readNames(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new KaryonError('file-missing', 'The list of names cannot be read.', 'Check its path.', {
      file,
      cause,
    })
  })
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
}

function asText(line: PlateLine): string {
  if (line.kind !== 'plate image') return `${line.file}: ${line.reason ?? line.kind}`
  const { plate, well, site, channel, z, t, convention } = line
  const parts = Object.entries({ plate, well, site, channel, z, t }).filter(([, value]) => value != null)
  return `${line.file}: ${parts.map(([key, value]) => `${key} ${value}`).join(', ')} (${convention})`
}
