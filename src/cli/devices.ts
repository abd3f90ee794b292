import { parseOptions } from './parse'
import { openDevices, openRegistry } from './services'

/** `karyon devices [--json]`: every device and the result of its self-test against the CPU. */
export async function devicesCommand(args: string[]): Promise<number> {
  const { values } = parseOptions(args, { json: { type: 'boolean', default: false } })
  const model = await openRegistry().load('auto', 'fast')
  const devices = await openDevices().test(model)
  for (const device of devices) {
    if (values.json) process.stdout.write(`${JSON.stringify(device)}\n`)
    else process.stdout.write(`${device.provider.padEnd(8)} ${device.state.padEnd(9)} ${device.detail}\n`)
  }
  return 0
}
