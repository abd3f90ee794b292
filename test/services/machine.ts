import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadModel, type Model } from '@core/infer/model-folder'
import type { Network, NetworkInput, NetworkOutput } from '@core/infer/network'
import { runCanary } from '@services/canary'
import type { Machine } from '@services/devices'
import type { InferenceHost } from '@services/inference'

export function aModel(): Promise<Model> {
  const presets = JSON.parse(readFileSync('resources/models/presets.json', 'utf8')) as { fast: string }
  return loadModel(resolve('resources/models', presets.fast))
}

/** How a device of the pretended machine computes: what it makes of the right answer, and how long it says it takes. */
export interface PretendedDevice {
  answer?: (right: Float32Array) => Float32Array
  milliseconds?: number
  /** Refuses to load the model. */
  refuses?: string
}

/** A machine whose devices are made up; every start and stop is noted. */
export function pretend(
  os: NodeJS.Platform,
  devices: Record<string, PretendedDevice>,
): { machine: Machine; started: string[]; stopped: string[] } {
  const started: string[] = []
  const stopped: string[] = []
  const start = async (model: Model, provider: string): Promise<InferenceHost> => {
    started.push(provider)
    const device = devices[provider] ?? {}
    const host = {
      model,
      provider,
      threads: 1,
      ended: false,
      network: () => network(model, device),
      stop: async () => {
        stopped.push(provider)
      },
    }
    return host as unknown as InferenceHost
  }
  const selfTest = async (model: Model, provider: string) => {
    const device = devices[provider] ?? {}
    if (device.refuses) throw new Error(device.refuses)
    const canary = await runCanary(network(model, device), network(model, devices.cpu ?? {}))
    // Times are as told: a busy machine changes no result.
    return { ...canary, deviceMs: device.milliseconds ?? 1, cpuMs: devices.cpu?.milliseconds ?? 10 }
  }
  return {
    machine: { os, providers: () => [...Object.keys(devices), 'cpu'], hasGpu: () => true, start, selfTest },
    started,
    stopped,
  }
}

/** Body, border and distance from the input by a fixed rule: enough for a self-test to compare. */
function network(model: Model, { answer }: PretendedDevice): Network {
  return {
    manifest: model.manifest,
    async run({ data, width, height }: NetworkInput): Promise<NetworkOutput> {
      const right = data.map((value) => Math.min(1, value))
      return { data: answer ? answer(right) : right, channels: 3, width, height }
    },
  }
}
