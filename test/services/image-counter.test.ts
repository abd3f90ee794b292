import type { Failure } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import type { CountRequest } from '@services/counter'
import { Devices } from '@services/devices'
import { ImageCounter } from '@services/image-counter'
import type { ImagePool } from '@services/image-pool'
import type { InferenceHost } from '@services/inference'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ImageResult } from '../../src/main/hosts/image-task'
import { aModel, pretend } from './machine'

let model: Model
beforeAll(async () => {
  model = await aModel()
})

const request = { kind: 'count', set: { files: [{ path: 'a.tif' }] } } as unknown as CountRequest
const counted = (count: number, tiles = 1): ImageResult =>
  ({
    kind: 'counted',
    count,
    flags: [],
    notes: [],
    tiles: Array.from({ length: tiles }, () => ({ width: 256, height: 256 })),
  }) as unknown as ImageResult
const failed = (code: Failure['code']): ImageResult => ({
  kind: 'failed',
  failure: { code, message: 'it failed', remedy: 'try' },
  seconds: 0,
})

/** A counter on a pretended GPU that answers `gpu` one by one; the CPU always finds `cpu`. */
function counterWith(gpu: ImageResult[], cpu: ImageResult) {
  const { machine, stopped } = pretend('linux', {})
  const warnings: string[] = []
  const asked: string[] = []
  // The pretended pool tells the hosts apart by the port it is given.
  const withPort = (host: InferenceHost) => Object.assign(host, { connect: () => host.provider as never })
  const devices = new Devices(undefined, {
    ...machine,
    start: async (...args) => withPort(await machine.start(...args)),
  })
  const pool = {
    run: async (_task: unknown, port: unknown) => {
      asked.push(String(port))
      return port === 'cpu' ? cpu : (gpu.shift() ?? counted(5))
    },
  } as unknown as ImagePool
  const host = withPort({
    provider: 'webgpu',
    ended: false,
    stop: async () => stopped.push('webgpu'),
  } as unknown as InferenceHost)
  const counter = new ImageCounter(model, devices, pool, host, 'GPU', (warning) => warnings.push(warning))
  const count = () => counter.count(request, new AbortController().signal, false)
  return { count, asked, warnings, stopped, host }
}

describe('a device that is not the CPU', () => {
  it('is believed when it finds nuclei', async () => {
    const { count, asked } = counterWith([counted(7)], counted(9))
    expect(await count()).toMatchObject({ provider: 'webgpu', result: { count: 7, flags: [] } })
    expect(asked).toEqual(['webgpu'])
  })

  it('is checked on the CPU when it finds nothing', async () => {
    const { count, warnings } = counterWith([counted(0)], counted(0))
    expect(await count()).toMatchObject({ provider: 'cpu', result: { count: 0, flags: ['zero-checked'] } })
    expect(warnings).toEqual([])
  })

  it('needs no check where there was no contrast to look at', async () => {
    const { count, asked } = counterWith([counted(0, 0)], counted(0, 0))
    expect(await count()).toMatchObject({ provider: 'webgpu', result: { flags: [] } })
    expect(asked).toEqual(['webgpu'])
  })

  it('is left when it was silently wrong', async () => {
    const { count, asked, warnings, stopped } = counterWith([counted(0)], counted(12))
    const { result } = await count()
    expect(result).toMatchObject({ count: 12, flags: ['device-fallback'] })
    expect(warnings).toEqual([
      expect.stringContaining('found nothing in an image where the CPU found 12 nuclei'),
    ])
    expect(await count()).toMatchObject({ provider: 'cpu', result: { count: 12, flags: [] } })
    expect(asked).toEqual(['webgpu', 'cpu', 'cpu'])
    expect(stopped).toEqual(['webgpu'])
  })

  it('hands images that do not fit its memory to the CPU, and says so', async () => {
    const { count, warnings } = counterWith([failed('out-of-memory'), counted(3)], counted(4))
    const { result, provider } = await count()
    expect([provider, result]).toEqual([
      'cpu',
      expect.objectContaining({ count: 4, flags: ['device-fallback'] }),
    ])
    expect(result).toMatchObject({ notes: ['GPU could not do this image; it was counted on the CPU.'] })
    expect(await count()).toMatchObject({ provider: 'webgpu', result: { count: 3 } })
    expect(warnings).toEqual([])
  })

  it('is left after three failures in a row', async () => {
    const { count, asked, warnings } = counterWith(Array(3).fill(failed('inference-failed')), counted(4))
    for (let image = 0; image < 4; image++) expect((await count()).result).toMatchObject({ count: 4 })
    expect(warnings).toEqual([expect.stringContaining('3 images in a row')])
    expect(asked.at(-1)).toBe('cpu')
    expect(asked.filter((port) => port === 'webgpu')).toHaveLength(3)
  })

  it('is replaced by the CPU when its thread has ended', async () => {
    const { count, warnings, host } = counterWith([failed('inference-failed')], counted(4))
    Object.assign(host, { ended: true })
    expect(await count()).toMatchObject({ provider: 'cpu', result: { count: 4 } })
    expect(warnings).toEqual([expect.stringContaining('stopped working')])
  })

  it('does not hide what is wrong with a file', async () => {
    const { count, asked } = counterWith([failed('file-truncated')], counted(4))
    expect((await count()).result).toMatchObject({ failure: { code: 'file-truncated' } })
    expect(asked).toEqual(['webgpu'])
  })
})
