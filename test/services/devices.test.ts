import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Model } from '@core/infer/model-folder'
import { Devices } from '@services/devices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aModel, type PretendedDevice, pretend } from './machine'

const folder = mkdtempSync(join(tmpdir(), 'karyon-devices-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let model: Model
beforeAll(async () => {
  model = await aModel()
})

const fast: PretendedDevice = {}
const zeros: PretendedDevice = { answer: (right) => new Float32Array(right.length) }
const nan: PretendedDevice = { answer: (right) => new Float32Array(right.length).fill(Number.NaN) }
const off: PretendedDevice = {
  answer: (right) => right.map((value, i) => (i === 4321 ? value + 0.1 : value)),
}
const half: PretendedDevice = { answer: (right) => right.map((value) => Math.round(value * 1024) / 1024) }
const short: PretendedDevice = { answer: (right) => right.subarray(0, right.length / 2) }

describe('the order of devices', () => {
  const orders: [NodeJS.Platform, string[]][] = [
    ['win32', ['dml', 'webgpu', 'cpu']],
    ['darwin', ['coreml', 'webgpu', 'cpu']],
    ['linux', ['cuda', 'webgpu', 'cpu']],
  ]
  for (const [os, order] of orders) {
    it(`is ${order.join(', ')} on ${os}`, () => {
      const { machine } = pretend(os, { webgpu: fast, dml: fast, coreml: fast, cuda: fast })
      expect(new Devices(undefined, machine).candidates()).toEqual(order)
    })
  }

  it('leaves out what the runtime lacks, and all GPUs where there is none', () => {
    const { machine } = pretend('linux', { webgpu: fast })
    expect(new Devices(undefined, machine).candidates()).toEqual(['webgpu', 'cpu'])
    expect(new Devices(undefined, { ...machine, hasGpu: () => false }).candidates()).toEqual(['cpu'])
  })
})

describe('a computer on which the runtime cannot be loaded', () => {
  it('says so in the words of its loader, and has no device but the CPU', () => {
    const { machine } = pretend('linux', { webgpu: fast })
    const providers = () => {
      throw new Error('libonnxruntime.so.1: cannot open shared object file\nRequire stack: …')
    }
    const devices = new Devices(undefined, { ...machine, providers })
    expect(devices.runtimeProblem()).toBe('libonnxruntime.so.1: cannot open shared object file')
    expect(devices.candidates()).toEqual(['cpu'])
    expect(new Devices(undefined, machine).runtimeProblem()).toBeUndefined()
  })
})

describe('a device is used only after its self-test', () => {
  it('takes the first that passes and is faster than the CPU', async () => {
    const { machine, stopped } = pretend('linux', { cuda: half, webgpu: fast })
    const { host, used, tried } = await new Devices(undefined, machine).open(model, 'auto')
    expect([host.provider, used.provider]).toEqual(['cuda', 'cuda'])
    expect(tried).toEqual([expect.objectContaining({ device: 'cuda', accepted: true })])
    expect(stopped).toEqual([])
  })

  const wrong: Record<string, PretendedDevice> = { zeros, nan, off, short, refuses: { refuses: 'no driver' } }
  for (const [what, device] of Object.entries(wrong)) {
    it(`goes on to the next when one gives ${what}`, async () => {
      const { machine, started } = pretend('linux', { cuda: device, webgpu: fast })
      const { used, tried } = await new Devices(undefined, machine).open(model, 'auto')
      expect(used.provider).toBe('webgpu')
      expect(tried.map(({ accepted }) => accepted)).toEqual([false, true])
      expect(tried[0]!.reason).toMatch(/GPU \(CUDA\) is not used: (it failed the self-test|.*no driver)/)
      expect(started).toEqual(['webgpu'])
    })
  }

  it('takes the CPU when no other device passes, and says why', async () => {
    const { machine } = pretend('linux', { cuda: zeros, webgpu: nan })
    const { used } = await new Devices(undefined, machine).open(model, 'auto')
    expect(used.provider).toBe('cpu')
    expect(used.notes).toHaveLength(2)
  })

  it('takes a slow device only when asked for', async () => {
    const slow = { webgpu: { milliseconds: 30 } }
    const auto = await new Devices(undefined, pretend('linux', slow).machine).open(model, 'auto')
    expect([auto.used.provider, auto.used.notes[0]]).toEqual([
      'cpu',
      expect.stringContaining('the CPU is faster'),
    ])
    const asked = await new Devices(undefined, pretend('linux', slow).machine).open(model, 'webgpu')
    expect(asked.used.provider).toBe('webgpu')
  })

  it('refuses a device asked for by name that fails, and one that is not there', async () => {
    const devices = new Devices(undefined, pretend('linux', { webgpu: zeros }).machine)
    for (const choice of ['webgpu', 'gpu'] as const) {
      await expect(devices.open(model, choice)).rejects.toMatchObject({
        code: 'device-unavailable',
        message: expect.stringContaining('failed the self-test'),
      })
    }
    const none = new Devices(undefined, { ...pretend('linux', {}).machine, hasGpu: () => false })
    await expect(none.open(model, 'gpu')).rejects.toMatchObject({ code: 'device-unavailable' })
  })

  it('does not even try another for --device cpu', async () => {
    const { machine, started } = pretend('linux', { cuda: fast })
    await new Devices(undefined, machine).open(model, 'cpu')
    expect(started).toEqual(['cpu'])
  })

  it('lists every device of the platform with its result', async () => {
    const { machine } = pretend('linux', { webgpu: zeros })
    const list = await new Devices(undefined, machine).test(model)
    expect(list.map(({ provider, state }) => `${provider} ${state}`)).toEqual([
      'cuda not-here',
      'webgpu failed',
      'cpu ready',
    ])
  })
})

describe('a driver that takes the process down', () => {
  const guard = join(folder, 'webgpu-in-test')
  const open = (provided = fast) =>
    new Devices(folder, pretend('linux', { webgpu: provided }).machine).open(model, 'auto')
  // No process has this number: Linux counts to 4,194,304.
  const gone = 99_999_999

  it('is forgiven once', async () => {
    writeFileSync(guard, JSON.stringify({ pid: gone, crashes: 0 }))
    expect((await open()).used.provider).toBe('webgpu')
    expect(existsSync(guard)).toBe(false)
  })

  it('is not tried after the second time, until a person deletes the note', async () => {
    writeFileSync(guard, JSON.stringify({ pid: gone, crashes: 1 }))
    for (let start = 0; start < 3; start++) {
      const { used } = await open()
      expect([used.provider, used.notes[0]]).toEqual(['cpu', expect.stringContaining(`delete ${guard}`)])
      expect(JSON.parse(readFileSync(guard, 'utf8'))).toEqual({ pid: 0, crashes: expect.any(Number) })
    }
    rmSync(guard)
    expect((await open()).used.provider).toBe('webgpu')
  })

  it('is not suspected because another Karyon is testing it', async () => {
    writeFileSync(guard, JSON.stringify({ pid: process.ppid, crashes: 1 }))
    expect((await open()).used.provider).toBe('webgpu')
  })
})
