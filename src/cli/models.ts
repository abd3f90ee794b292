import { parseOptions } from './parse'
import { openRegistry } from './services'

/** `karyon models [--json]`: the models installed, a line each. */
export async function modelsCommand(args: string[]): Promise<number> {
  const { values } = parseOptions(args, { json: { type: 'boolean', default: false } })
  const models = await openRegistry().list()
  for (const model of models) {
    if (values.json) process.stdout.write(`${JSON.stringify(model)}\n`)
    else {
      const use = model.presets.length > 0 ? ` (${model.presets.join(', ')})` : ''
      process.stdout.write(
        `${model.name} ${model.version} ${model.sha256.slice(0, 8)}${use}${model.problem ? `: ${model.problem}` : ''}\n`,
      )
    }
  }
  return models.some((model) => !model.problem) ? 0 : 1
}
