import type { Api, ImageView } from '@shared/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OutlineStyle } from '../../src/renderer/viewer/draw-outlines'
import { StageEngine } from '../../src/renderer/viewer/engine'
import type { FromWorker, ToWorker } from '../../src/renderer/viewer/messages'

const view = {
  width: 64,
  height: 64,
  samples: 1,
  levels: 1,
  tileSize: 64,
  channels: [],
} as unknown as ImageView
const style = { overlay: 'outlines', shade: [], group: new Uint8Array() } as unknown as OutlineStyle
const tone = { channel: 0, black: 0, white: 1, gamma: 1, color: [1, 1, 1] } as never

/** A page of no more than the engine needs, and a worker that keeps what it is told. */
describe('outlines on their way to the drawing worker', () => {
  let told: ToWorker[]
  const types = () => told.map(({ type }) => type).filter((type) => type === 'outlines' || type === 'scene')
  const opened = () => {
    const nothing = () => undefined
    const context = { drawImage: nothing, transferFromImageBitmap: nothing, clearRect: nothing }
    const element = () => ({ style: {}, before: nothing, remove: nothing, getContext: () => context })
    vi.stubGlobal('document', { createElement: element })
    const engine = new StageEngine(
      element() as never,
      { binary: () => new Promise(() => {}) } as unknown as Api,
    )
    engine.resize({ width: 400, height: 400 }, 1)
    engine.open(view)
    engine.setTones([tone])
    told = []
    return engine
  }

  beforeEach(() => {
    told = []
    vi.stubGlobal('requestAnimationFrame', () => 1)
    vi.stubGlobal('cancelAnimationFrame', () => undefined)
    vi.stubGlobal(
      'Worker',
      class {
        onmessage: ((event: { data: FromWorker }) => void) | undefined
        postMessage(message: ToWorker) {
          told.push(message)
          if (message.type !== 'scene') return
          const bitmap = { close: () => undefined, width: 1, height: 1 } as ImageBitmap
          const { ask, view, ratio } = message.scene
          this.onmessage?.({ data: { type: 'scene', image: message.image, ask, view, ratio, bitmap } })
        }
        terminate() {}
      },
    )
  })
  afterEach(() => vi.unstubAllGlobals())

  it('arrive before a drawing in a style that was made for them', async () => {
    const engine = opened()
    const sent = engine.setOutlines([new ArrayBuffer(3 << 20)])
    engine.setStyle(style)
    expect(types()).toEqual([])
    await sent
    expect(types()).toEqual(['outlines', 'scene'])
  })

  it('are drawn without a channel, but not before it is known that none is wanted', async () => {
    const engine = opened()
    engine.setTones(undefined)
    await engine.setOutlines([new ArrayBuffer(16)])
    expect(types()).toEqual(['outlines'])
    engine.setTones([])
    expect(types()).toEqual(['outlines', 'scene'])
    engine.open(view)
    expect(told.at(-1)).toMatchObject({ type: 'scene', image: 2, scene: { tones: [] } })
  })

  it('are left out when others came meanwhile, or another image', async () => {
    const engine = opened()
    const [first, second] = [new ArrayBuffer(3 << 20), new ArrayBuffer(16)]
    await Promise.all([engine.setOutlines([first]), engine.setOutlines([second])])
    expect(told.flatMap((m) => (m.type === 'outlines' ? m.buffers[0]!.byteLength : []))).toEqual([16])
    const late = engine.setOutlines([first])
    engine.open(view)
    await late
    expect(told.filter(({ type }) => type === 'outlines')).toHaveLength(1)
  })

  it('arrive when an image is opened again with the very same ones', async () => {
    const engine = opened()
    const same = [new ArrayBuffer(3 << 20)]
    const early = engine.setOutlines(same)
    engine.open(view)
    await Promise.all([early, engine.setOutlines(same)])
    expect(told.flatMap((m) => (m.type === 'outlines' ? m.image : []))).toEqual([2])
  })

  it('that find no memory are told, and the image is drawn on', async () => {
    const engine = opened()
    const errors: unknown[] = []
    engine.onError = (error) => errors.push(error)
    await engine.setOutlines([{ byteLength: 2 ** 53 } as ArrayBuffer])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toBeInstanceOf(RangeError)
    told = []
    engine.setStyle(style)
    expect(types()).toEqual(['scene'])
  })
})
