import type { DeviceInfo } from '@shared/contract'
import type { DeviceChoice } from '@shared/run'
import type { KaryonServices } from '../services/index'

type Tested = Awaited<ReturnType<KaryonServices['testDevices']>>[number]

const NAMES: Record<string, string> = {
  cpu: 'CPU',
  webgpu: 'GPU (WebGPU)',
  dml: 'GPU (DirectML)',
  coreml: 'GPU and Neural Engine (Core ML)',
  cuda: 'GPU (CUDA)',
}

/** The devices of this computer as the window shows them; what was not tested says so. */
export function devicesView(
  candidates: string[],
  tested: Tested[] | undefined,
  choice: DeviceChoice,
): DeviceInfo[] {
  const cpu = tested?.find((device) => device.provider === 'cpu')
  const devices = candidates.map((provider): DeviceInfo => {
    const test = tested?.find((device) => device.provider === provider)
    const failed = test?.state === 'failed'
    return {
      provider,
      name: test?.name ?? NAMES[provider] ?? provider,
      state: test ? (failed ? 'failed' : 'ready') : 'untested',
      reference: provider === 'cpu',
      inUse: false,
      tileMs: test?.millisecondsPerTile,
      cpuTileMs: test?.cpuMillisecondsPerTile ?? cpu?.millisecondsPerTile,
      largestDifference: test?.largestDifference,
      detail: test?.detail,
      failure: failed
        ? {
            code: 'device-unavailable',
            message: test.detail,
            remedy: 'Update its driver, then test again. The other devices are not affected.',
          }
        : undefined,
    }
  })
  const used = inUse(devices, choice)
  return devices.map((device) => ({ ...device, inUse: device.provider === used }))
}

/** What a run started now takes, as far as is known: the same rule as the services'. */
function inUse(devices: DeviceInfo[], choice: DeviceChoice): string {
  const named = devices.find((device) => device.provider === choice && device.state !== 'failed')
  if (named) return named.provider
  const faster = devices.find(
    (d) => !d.reference && d.state === 'ready' && (d.tileMs ?? 1) < (d.cpuTileMs ?? 0),
  )
  return faster?.provider ?? 'cpu'
}
