import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LoadedImage } from '../../src/renderer/places/image/use-image'

const base = {
  view: { runId: 'r', index: 0 },
  whole: true,
  nuclei: [],
  leastSure: [],
  outlines: undefined,
  rows: new Int32Array(),
  buffers: undefined,
} as unknown as LoadedImage
const at = { runId: 'r', index: 0 }

/** A window without a page, over services that note what is asked of them; the image is open and `nucleus` picked. */
async function open() {
  vi.stubGlobal('window', { location: { hash: '' } })
  vi.resetModules()
  const asked: string[] = []
  const binary = async (name: string, args: { op?: { kind: string; label: number }; step?: string }) => {
    asked.push(name === 'correct.edit' ? `${args.op!.kind} ${args.op!.label}` : args.step!)
    const state = { count: 0, modelCount: 0, entries: [] }
    const buffers = [new ArrayBuffer(0), new Uint32Array(1).buffer, new ArrayBuffer(0)]
    return { meta: { state, changed: [], nuclei: [] }, buffers }
  }
  const app = await import('../../src/renderer/state/app-store')
  const calls = await import('../../src/renderer/places/correct/correct-calls')
  const { useCorrect } = await import('../../src/renderer/places/correct/correct-store')
  app.useApp.setState({ api: { binary, request: async () => ({ entries: [] }) } as never })
  useCorrect.setState({ base })
  return {
    ...calls,
    asked,
    useCorrect,
    correct: (kind: 'keep' | 'remove', label: number) => calls.correctAtOnce(at, base, kind, label),
    offer: () => app.useApp.getState().toast,
    take: app.takeOffer,
  }
}

const settled = () => new Promise((done) => setTimeout(done, 5))

describe('the offer to take a correction back', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('takes back that one, once, and goes with it', async () => {
    const { correct, offer, take, asked } = await open()
    await correct('remove', 16)
    const shown = offer()!
    expect([shown.text, shown.action?.label]).toEqual(['Removed 16', 'Undo'])
    take(shown)
    expect(offer()).toBeUndefined()
    take(shown)
    await settled()
    expect(asked).toEqual(['remove 16', 'undo'])
  })

  it('is withdrawn by the next change, of whatever kind, and cannot be taken any more', async () => {
    const { correct, offer, take, asked, stepChange, change } = await open()
    await correct('remove', 16)
    const first = offer()!
    await correct('keep', 17)
    expect(offer()?.text).toBe('Kept 17')
    take(first)
    await stepChange(at, base, 'redo')
    expect(offer()).toBeUndefined()
    await correct('remove', 18)
    await change(at, base, { kind: 'waist', label: 3 })
    expect(offer()).toBeUndefined()
    expect(asked).not.toContain('undo')
  })

  it('is withdrawn by entering the mode and by leaving the image', async () => {
    const { correct, offer, beginCorrecting, leaveImage, useCorrect } = await open()
    await correct('remove', 16)
    await beginCorrecting(at)
    expect(offer()).toBeUndefined()
    useCorrect.setState({ at: undefined })
    await correct('remove', 17)
    leaveImage()
    expect(offer()).toBeUndefined()
  })

  it('is not made for a correction whose image was left meanwhile', async () => {
    const { correct, offer, leaveImage } = await open()
    const made = correct('remove', 16)
    leaveImage()
    await made
    expect(offer()).toMatchObject({ text: 'Removed 16', action: undefined })
  })
})
