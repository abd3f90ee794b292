import type { CorrectOp } from '@shared/correct'
import { afterEach, describe, expect, it, vi } from 'vitest'

/** The tools without a page; services that note each preview and change. */
async function open() {
  vi.stubGlobal('window', { location: { hash: '' } })
  vi.resetModules()
  const asked: [CorrectOp, boolean][] = []
  const slow = { previewMs: 0 }
  const binary = async (_: string, { op, preview }: { op: CorrectOp; preview: boolean }) => {
    asked.push([op, preview])
    if (preview && slow.previewMs > 0) await new Promise((done) => setTimeout(done, slow.previewMs))
    const buffers = [new ArrayBuffer(0), new Uint32Array(1).buffer, new ArrayBuffer(0)]
    return { meta: { state: {}, changed: [], nuclei: [] }, buffers }
  }
  const { useApp } = await import('../../src/renderer/state/app-store')
  const { preview } = await import('../../src/renderer/places/correct/correct-calls')
  const { useCorrect } = await import('../../src/renderer/places/correct/correct-store')
  const { toolsFor } = await import('../../src/renderer/places/correct/use-tools')
  const at = { runId: 'r', index: 0 }
  useApp.setState({ api: { binary } as never })
  useCorrect.setState({ at })
  const base = { view: at, nuclei: [] } as never
  return { asked, slow, preview, useCorrect, tools: toolsFor(at, base, base, () => undefined) }
}

const settled = () => new Promise((done) => setTimeout(done, 5))
const cut = [0, 0, 9, 9]
const split = { kind: 'split', label: 3, cut, smooth: true } as const

describe('how a shown change is made', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is shown anew when "Smooth the new edge" changes, and accepted so', async () => {
    const { asked, slow, preview, useCorrect, tools } = await open()
    await preview(split, cut)
    tools.how({ smooth: false })
    expect(useCorrect.getState().smooth).toBe(false)
    await settled()
    expect(asked[1]).toEqual([{ ...split, smooth: false }, true])
    expect(useCorrect.getState().pending).toMatchObject({ op: { smooth: false }, drawn: cut })
    slow.previewMs = 2
    tools.how({ smooth: true })
    tools.accept()
    expect(asked.at(-1)).toEqual([split, false])
    await settled()
    expect(useCorrect.getState().pending).toBeUndefined()
  })

  it('is shown anew when "Over others" changes, and left alone where it says nothing of it', async () => {
    const { asked, preview, tools } = await open()
    await preview({ kind: 'add', outline: cut, over: false }, cut)
    tools.how({ smooth: false })
    expect(asked).toHaveLength(1)
    tools.how({ over: true })
    await settled()
    expect(asked[1]).toEqual([{ kind: 'add', outline: cut, over: true }, true])
    await preview({ kind: 'waist', label: 3 })
    tools.how({ smooth: true, over: false })
    expect(asked).toHaveLength(3)
  })
})
