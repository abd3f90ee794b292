import type { ModelInfo } from '../main/services/models'
import { parseOptions } from './parse'
import { openRegistry } from './services'

/** `karyon models [--json]`: what can count, a line each: the networks installed, and the classical segmenter. */
export async function modelsCommand(args: string[]): Promise<number> {
  const { values } = parseOptions(args, { json: { type: 'boolean', default: false } })
  const models = await openRegistry().list()
  for (const model of models) {
    if (values.json) process.stdout.write(`${JSON.stringify(model)}\n`)
    else process.stdout.write(`${line(model)}\n`)
  }
  return models.some((model) => !model.problem) ? 0 : 1
}

function line(model: ModelInfo): string {
  const { name, version } = model
  if (model.kind === 'classical') {
    const measured = model.measured.map(({ data, S }) => `S ${S} on ${data}`).join(', ')
    return `${name} ${version} without a network (${measured})`
  }
  const use = model.presets.length > 0 ? ` (${model.presets.join(', ')})` : ''
  return `${name} ${version} ${model.sha256.slice(0, 8)}${use}${model.problem ? `: ${model.problem}` : ''}`
}
