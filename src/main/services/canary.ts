import type { Network, NetworkInput } from '@core/infer/network'

const SIDE = 256
/** Largest difference from the CPU that still gives the same nuclei; half-precision devices stay well below. */
const TOLERANCE = 0.02

/** A known input: soft discs of several sizes on an uneven ground, two of them touching. */
export function canaryInput(): NetworkInput {
  const plane = SIDE * SIDE
  const data = new Float32Array(3 * plane)
  const discs = [
    [60, 60, 11],
    [81, 60, 11],
    [150, 70, 14],
    [200, 180, 9],
    [90, 180, 18],
    [30, 220, 7],
  ]
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      let value = 0.05 + 0.05 * (x / SIDE)
      for (const [cx, cy, r] of discs) {
        value += 0.8 / (1 + Math.exp((Math.hypot(x - cx, y - cy) - r) * 1.5))
      }
      data[y * SIDE + x] = Math.min(1, value)
    }
  }
  data.copyWithin(plane, 0, plane)
  data.copyWithin(2 * plane, 0, plane)
  return { data, width: SIDE, height: SIDE }
}

export interface CanaryResult {
  passed: boolean
  largestDifference: number
  /** Milliseconds of the second run on each; of several networks the mean. */
  deviceMs: number
  cpuMs: number
}

/**
 * Runs the known input on a device and on the CPU, through each of the model's networks, and compares. A GPU can be
 * silently wrong (all zeros under memory pressure), so no device is used that has not passed with all of them.
 */
export async function runCanary(device: Network, cpu: Network): Promise<CanaryResult> {
  const general = await compare(device, cpu)
  if (!device.specialist || !cpu.specialist) return general
  const special = await compare(device.specialist, cpu.specialist)
  return {
    passed: general.passed && special.passed,
    largestDifference: Math.max(general.largestDifference, special.largestDifference),
    deviceMs: (general.deviceMs + special.deviceMs) / 2,
    cpuMs: (general.cpuMs + special.cpuMs) / 2,
  }
}

async function compare(device: Network, cpu: Network): Promise<CanaryResult> {
  const [deviceOutput, deviceMs] = await secondRun(device)
  const [cpuOutput, cpuMs] = await secondRun(cpu)
  let largestDifference = deviceOutput.data.length === cpuOutput.data.length ? 0 : Number.POSITIVE_INFINITY
  let signal = 0
  for (let i = 0; i < cpuOutput.data.length && Number.isFinite(largestDifference); i++) {
    const difference = Math.abs(deviceOutput.data[i] - cpuOutput.data[i])
    if (!(difference <= largestDifference))
      largestDifference = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
    signal = Math.max(signal, cpuOutput.data[i])
  }
  return { passed: signal > 0.5 && largestDifference <= TOLERANCE, largestDifference, deviceMs, cpuMs }
}

async function secondRun(network: Network) {
  await network.run(canaryInput())
  const start = performance.now()
  const output = await network.run(canaryInput())
  return [output, performance.now() - start] as const
}
