import { existsSync, readdirSync } from 'node:fs'
import { KaryonError, toFailure } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import { many } from '@shared/many'
import type { DeviceChoice, DeviceUsed } from '@shared/run'
import { askIsolated } from './ask-isolated'
import type { CanaryResult } from './canary'
import { type CpuShare, cpuShare, cpuThreads } from './cpu-share'
import { DeviceGuard } from './device-guard'
import { InferenceHost } from './inference'
import { builtInProviders } from './onnx-runtime'
import { silenceGiven } from './silence'

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

/** A device that was tried before the one used, or the one used. */
export interface TriedDevice {
  device: string
  accepted: boolean
  reason: string
  canaryDifference?: number
}

export interface OpenDevice {
  host: InferenceHost
  used: DeviceUsed
  tried: TriedDevice[]
}

/** What devices are asked of; tests put a machine of their own in its place. */
export interface Machine {
  os: NodeJS.Platform
  /** Providers built into the runtime; throws where it cannot be loaded. */
  providers(): string[]
  hasGpu(): boolean
  start(model: Model, provider: string, threads: number, networks?: number): Promise<InferenceHost>
  /** The self-test against the CPU. */
  selfTest(model: Model, provider: string, threads: number): Promise<CanaryResult>
}

const thisMachine: Machine = {
  os: process.platform,
  providers: builtInProviders,
  hasGpu: hasHardware,
  start: InferenceHost.start,
  selfTest: testIsolated,
}

/** One image at a time. */
const ALONE = cpuShare(1, 1)

/** A self-test that takes longer is one of a driver that hangs, or of a device nobody wants to wait for. */
const CANARY_MS = silenceGiven() ?? 30_000

export class Devices {
  private readonly guard: DeviceGuard

  /** @param dataDir remembers a device whose driver took the whole process down, so that it is not tried again. */
  constructor(
    dataDir?: string,
    private readonly machine: Machine = thisMachine,
  ) {
    this.guard = new DeviceGuard(dataDir)
  }

  /** Why no network can run on this computer at all, in the loader's own words; undefined when one can. */
  runtimeProblem(): string | undefined {
    try {
      this.machine.providers()
      return undefined
    } catch (error) {
      return (error as Error).message.split('\n')[0]
    }
  }

  /** Providers this build of the runtime and this computer may have, best first, the CPU last. */
  candidates(): string[] {
    if (this.runtimeProblem() !== undefined) return ['cpu']
    const built = new Set(this.machine.providers())
    const order = this.machine.hasGpu() ? (ORDER[this.machine.os] ?? []) : []
    return [...order.filter((provider) => built.has(provider)), 'cpu']
  }

  /**
   * Loads the model on the chosen device. Devices are tried one by one; each but the CPU must pass a self-test
   * against the CPU, and under 'auto' be faster than it.
   *
   * @param share what the CPU's networks take, when it comes to that.
   * @throws KaryonError `device-unavailable` when a device asked for by name cannot be used.
   */
  async open(model: Model, choice: DeviceChoice, share = ALONE): Promise<OpenDevice> {
    const tried: TriedDevice[] = []
    const notes = () => tried.map(({ reason }) => reason)
    if (choice !== 'cpu') {
      for (const provider of this.wanted(choice)) {
        const { host, detail, faster, largestDifference } = await this.tryDevice(model, provider)
        const accepted = host !== undefined && (choice !== 'auto' || faster === true)
        tried.push({
          device: provider,
          accepted,
          reason: detail,
          canaryDifference: finite(largestDifference),
        })
        if (host && accepted)
          return { host, used: { provider, name: title(provider), notes: notes() }, tried }
        await host?.stop()
      }
      if (choice !== 'auto') {
        throw new KaryonError(
          'device-unavailable',
          `The device ${choice} cannot be used here. ${notes().join(' ') || 'This computer has none that the runtime knows.'}`,
          'Leave out --device, or choose --device cpu.',
        )
      }
    }
    const host = await this.openCpu(model, share)
    return { host, used: { ...cpuDevice(share), notes: notes() }, tried }
  }

  openCpu(model: Model, { networks, threads } = ALONE): Promise<InferenceHost> {
    return this.machine.start(model, 'cpu', threads, networks)
  }

  /** Every device with the result of its self-test. */
  async test(model: Model): Promise<DeviceInfo[]> {
    const all = [...(ORDER[this.machine.os] ?? []), 'cpu']
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
        largestDifference: finite(tried.largestDifference),
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

  private async tryDevice(model: Model, provider: string): Promise<Tried> {
    const refused = this.guard.begin(provider)
    if (refused) return { detail: `${title(provider)} is not used: ${refused}` }
    let host: InferenceHost | undefined
    try {
      const threads = cpuThreads()
      const canary = await this.machine.selfTest(model, provider, threads)
      const { passed, largestDifference, deviceMs, cpuMs } = canary
      const figures = `largest difference from the CPU ${largestDifference.toFixed(4)}, ${deviceMs.toFixed(0)} ms a tile against ${cpuMs.toFixed(0)} ms`
      if (!passed) {
        const detail = `${title(provider)} is not used: it failed the self-test (${figures}).`
        return { detail, largestDifference, deviceMs, cpuMs }
      }
      host = await this.machine.start(model, provider, threads)
      const faster = provider === 'cpu' || deviceMs < cpuMs
      const detail = `${title(provider)} passed the self-test (${figures})${faster ? '' : '; the CPU is faster'}.`
      return { host, faster, detail, largestDifference, deviceMs, cpuMs }
    } catch (error) {
      const { code, message } = toFailure(error)
      const why = code === 'internal' ? (error as Error).message : message
      return { detail: `${title(provider)} is not used: ${why}` }
    } finally {
      this.guard.end(provider)
    }
  }
}

/** In a process of its own: a driver that crashes or hangs takes nothing else along. */
async function testIsolated(model: Model, provider: string, threads: number): Promise<CanaryResult> {
  const { folder, manifest } = model
  const request = { kind: 'self-test' as const, model: { folder, manifest }, provider, threads }
  const outcome = await askIsolated(request, { milliseconds: CANARY_MS })
  const unusable = (why: string) =>
    new KaryonError('device-unavailable', why, 'Update the graphics driver, or use the CPU.')
  if ('ended' in outcome)
    throw unusable(
      outcome.late
        ? `it was not through its self-test after ${CANARY_MS / 1000} seconds.`
        : `its driver crashed in the self-test (${outcome.ended}).`,
    )
  if (outcome.reply.kind === 'self-tested') return outcome.reply.canary
  throw unusable(outcome.reply.kind === 'failed' ? outcome.reply.message : 'the self-test gave no answer.')
}

interface Tried {
  /** The device, ready, when it passed. */
  host?: InferenceHost
  faster?: boolean
  detail: string
  largestDifference?: number
  deviceMs?: number
  cpuMs?: number
}

/** A device that gives nothing at all differs by more than a number says. */
function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined
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

/** The CPU as a run names it. */
export function cpuDevice(share = ALONE): DeviceUsed {
  return { provider: 'cpu', name: title('cpu', share), notes: [] }
}

function title(provider: string, { networks, threads }: CpuShare = ALONE): string {
  const name = TITLES[provider] ?? provider
  return provider === 'cpu' ? `${name}, ${many(networks * threads, 'thread')}` : name
}
