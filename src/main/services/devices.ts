import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { KaryonError, toFailure } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import type { DeviceChoice, DeviceUsed } from '@shared/run'
import { listSupportedBackends } from 'onnxruntime-node'
import { runCanary } from './canary'
import { InferenceHost } from './inference'

/** Devices in the order they are tried, best first; the CPU is always last and always there. */
const ORDER: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  win32: ['dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
  linux: ['cuda', 'webgpu'],
}

const TITLES: Record<string, string> = {
  cpu: 'CPU',
  webgpu: 'GPU (WebGPU)',
  dml: 'GPU (DirectML)',
  coreml: 'GPU and Neural Engine (Core ML)',
  cuda: 'GPU (CUDA)',
}

export interface DeviceInfo {
  provider: string
  name: string
  state: 'ready' | 'not-here' | 'failed' | 'untested'
  /** One sentence: the self-test's result, or why it cannot be used. */
  detail: string
  largestDifference?: number
  millisecondsPerTile?: number
  cpuMillisecondsPerTile?: number
}

export interface OpenDevice {
  host: InferenceHost
  used: DeviceUsed
}

export class Devices {
  /** @param dataDir remembers a device whose driver took the whole process down, so that it is not tried again. */
  constructor(private readonly dataDir?: string) {}

  /** Providers this build of the runtime and this computer may have, best first, the CPU last. */
  candidates(): string[] {
    const built = new Set(
      listSupportedBackends()
        .filter((b) => b.bundled)
        .map((b) => b.name as string),
    )
    const order = ORDER[process.platform] ?? []
    return [...order.filter((provider) => built.has(provider) && hasHardware()), 'cpu']
  }

  /**
   * Loads the model on the chosen device. Devices are tried one by one; each but the CPU must pass a self-test
   * against the CPU, and under 'auto' be faster than it.
   *
   * @throws KaryonError `device-unavailable` when a device asked for by name cannot be used.
   */
  async open(model: Model, choice: DeviceChoice): Promise<OpenDevice> {
    const notes: string[] = []
    if (choice !== 'cpu') {
      for (const provider of this.wanted(choice)) {
        const tried = await this.tryDevice(model, provider)
        if (tried.host && (choice !== 'auto' || tried.faster)) {
          return {
            host: tried.host,
            used: { provider, name: title(provider), notes: [...notes, tried.detail] },
          }
        }
        await tried.host?.stop()
        notes.push(tried.detail)
      }
      if (choice !== 'auto') {
        throw new KaryonError(
          'device-unavailable',
          `The device ${choice} cannot be used here. ${notes.join(' ') || 'This computer has none that the runtime knows.'}`,
          'Leave out --device, or choose --device cpu.',
        )
      }
    }
    return { host: await this.openCpu(model), used: { provider: 'cpu', name: title('cpu'), notes } }
  }

  openCpu(model: Model): Promise<InferenceHost> {
    return InferenceHost.start(model, 'cpu', cpuThreads())
  }

  /** Every device with the result of its self-test. */
  async test(model: Model): Promise<DeviceInfo[]> {
    const all = [...(ORDER[process.platform] ?? []), 'cpu']
    const here = new Set(this.candidates())
    const devices: DeviceInfo[] = []
    for (const provider of all) {
      if (!here.has(provider)) {
        devices.push({
          provider,
          name: title(provider),
          state: 'not-here',
          detail: 'No such device was found on this computer.',
        })
        continue
      }
      const tried = await this.tryDevice(model, provider)
      await tried.host?.stop()
      devices.push({
        provider,
        name: title(provider),
        state: tried.host ? 'ready' : 'failed',
        detail: tried.detail,
        largestDifference: tried.largestDifference,
        millisecondsPerTile: tried.deviceMs,
        cpuMillisecondsPerTile: tried.cpuMs,
      })
    }
    return devices
  }

  private wanted(choice: DeviceChoice): string[] {
    const gpus = this.candidates().filter((provider) => provider !== 'cpu')
    if (choice === 'auto' || choice === 'gpu') return gpus
    return [choice]
  }

  private async tryDevice(model: Model, provider: string) {
    const crashed = this.guarded(provider)
    if (crashed) return { detail: crashed }
    this.guard(provider)
    let host: InferenceHost | undefined
    let cpu: InferenceHost | undefined
    try {
      host = await InferenceHost.start(model, provider, cpuThreads())
      cpu = provider === 'cpu' ? host : await this.openCpu(model)
      const canary = await runCanary(host.network(), cpu.network())
      const figures = `largest difference from the CPU ${canary.largestDifference.toFixed(4)}, ${canary.deviceMs.toFixed(0)} ms a tile against ${canary.cpuMs.toFixed(0)} ms`
      if (!canary.passed) throw new Error(`it failed the self-test (${figures})`)
      const faster = provider === 'cpu' || canary.deviceMs < canary.cpuMs
      const detail = `${title(provider)} passed the self-test (${figures})${faster ? '' : '; the CPU is faster and is used'}.`
      const { largestDifference, deviceMs, cpuMs } = canary
      return { host, faster, detail, largestDifference, deviceMs, cpuMs }
    } catch (error) {
      await host?.stop()
      return { detail: `${title(provider)} is not used: ${toFailure(error).message}` }
    } finally {
      if (cpu !== host) await cpu?.stop()
      this.unguard(provider)
    }
  }

  private guarded(provider: string): string | undefined {
    const file = this.guardFile(provider)
    if (!file || !existsSync(file)) return undefined
    return `${title(provider)} is not used: its driver stopped Karyon in the last self-test. Update the driver, then delete ${file}.`
  }

  private guard(provider: string): void {
    const file = this.guardFile(provider)
    try {
      if (file) writeFileSync(file, '')
    } catch {
      // Without a place to write, the guard is left out; the test itself still runs.
    }
  }

  private unguard(provider: string): void {
    const file = this.guardFile(provider)
    if (file) rmSync(file, { force: true })
  }

  private guardFile(provider: string): string | undefined {
    return this.dataDir && provider !== 'cpu' ? join(this.dataDir, `${provider}-in-test`) : undefined
  }
}

/** On Linux a GPU shows as a device node; elsewhere the driver tells when it is asked. */
function hasHardware(): boolean {
  if (process.platform !== 'linux') return true
  if (process.env.VK_ICD_FILENAMES) return true
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('renderD')) || existsSync('/dev/nvidia0')
  } catch {
    return existsSync('/dev/nvidia0')
  }
}

/** Threads for one network run: all cores, but no more than help. */
export function cpuThreads(): number {
  return Math.max(1, Math.min(8, availableParallelism()))
}

function title(provider: string): string {
  const name = TITLES[provider] ?? provider
  return provider === 'cpu' ? `${name}, ${cpuThreads()} threads` : name
}
