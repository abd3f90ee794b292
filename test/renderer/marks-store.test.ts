import type { RunReview, WellMark } from '@shared/review'
import { afterEach, describe, expect, it, vi } from 'vitest'

type Marks = Record<string, WellMark>

/** A window without a page, over services that keep a review a run and answer `review.get` when told to. */
async function open(kept: Record<string, RunReview>) {
  vi.stubGlobal('window', { location: { hash: '' } })
  vi.resetModules()
  const asked: { runId: string; changes: Marks }[] = []
  const held: (() => void)[] = []
  const services = { hold: false, fail: false, unreadable: false }
  const { useApp } = await import('../../src/renderer/state/app-store')
  const marks = await import('../../src/renderer/places/plate/marks-store')
  const request = async (name: string, args: { runId: string; plate: string; changes: Marks }) => {
    if (name === 'review.get') {
      const found = structuredClone(kept[args.runId]!)
      if (services.unreadable) throw new Error('The folder of the run cannot be read.')
      if (services.hold) await new Promise<void>((done) => held.push(done))
      return found
    }
    asked.push({ runId: args.runId, changes: args.changes })
    if (services.fail) throw new Error('The disk is full.')
    const wells = { ...kept[args.runId]!.contents[args.plate] }
    for (const [well, mark] of Object.entries(args.changes)) {
      if (mark === 'sample') delete wells[well]
      else wells[well] = mark
    }
    kept[args.runId] = { contents: { ...kept[args.runId]!.contents, [args.plate]: wells } }
    return structuredClone(kept[args.runId])
  }
  useApp.setState({ api: { request } as never })
  return {
    ...marks,
    asked,
    services,
    answer: () => held.splice(0).forEach((done) => void done()),
    undo: () => useApp.getState().toast?.action?.run(),
    shown: () => marks.useMarks.getState().review.contents,
  }
}

const settled = () => new Promise((done) => setTimeout(done, 5))

describe('marks of wells', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('of another run are not touched by Undo', async () => {
    const kept: Record<string, RunReview> = {
      a: { contents: { P: { B02: 'negative', C02: 'positive' } } },
      b: { contents: {} },
    }
    const { loadMarks, markWells, undo, shown, asked } = await open(kept)
    loadMarks('b')
    await settled()
    await markWells('P', ['D02'], 'out')
    expect(kept.b).toEqual({ contents: { P: { D02: 'out' } } })
    loadMarks('a')
    await settled()
    undo()
    await settled()
    expect(shown()).toEqual({ P: { B02: 'negative', C02: 'positive' } })
    expect(kept.b).toEqual({ contents: { P: {} } })
    await markWells('P', ['E02'], 'out')
    expect(kept.a).toEqual({ contents: { P: { B02: 'negative', C02: 'positive', E02: 'out' } } })
    expect(asked.map(({ runId }) => runId)).toEqual(['b', 'b', 'a'])
  })

  it('that could not be read are asked for again when a well is marked, or the plate is opened', async () => {
    const kept: Record<string, RunReview> = { a: { contents: { P: { B02: 'negative' } } } }
    const { loadMarks, markWells, shown, services, asked } = await open(kept)
    services.unreadable = true
    loadMarks('a')
    await settled()
    await markWells('P', ['C02'], 'out')
    expect(asked).toEqual([])
    expect(shown()).toEqual({})
    services.unreadable = false
    await markWells('P', ['C02'], 'out')
    expect(kept.a!.contents.P).toEqual({ B02: 'negative', C02: 'out' })
    expect(shown()).toEqual(kept.a!.contents)

    services.unreadable = true
    loadMarks('b')
    await settled()
    services.unreadable = false
    kept.b = { contents: { P: { D02: 'positive' } } }
    loadMarks('b')
    await settled()
    expect(shown()).toEqual(kept.b.contents)
  })

  it('made before those there are known are added to them, and Undo brings back what was there', async () => {
    const kept: Record<string, RunReview> = { a: { contents: { P: { B02: 'negative', C02: 'positive' } } } }
    const { loadMarks, markWells, undo, shown, services, answer, asked } = await open(kept)
    services.hold = true
    loadMarks('a')
    const marked = markWells('P', ['B02', 'D02'], 'out')
    await settled()
    expect(asked).toEqual([])
    answer()
    await marked
    expect(kept.a!.contents.P).toEqual({ B02: 'out', C02: 'positive', D02: 'out' })
    expect(shown()).toEqual(kept.a!.contents)
    undo()
    await settled()
    expect(kept.a!.contents.P).toEqual({ B02: 'negative', C02: 'positive' })
    expect(shown()).toEqual(kept.a!.contents)
  })

  it('that were asked for in a run left before they could be are not made in the next', async () => {
    const kept: Record<string, RunReview> = { a: { contents: {} }, b: { contents: {} } }
    const { loadMarks, markWells, services, answer, asked } = await open(kept)
    services.hold = true
    loadMarks('a')
    const marked = markWells('P', ['B02'], 'out')
    loadMarks('b')
    answer()
    await marked
    expect(asked).toEqual([])
  })

  it('are as they were when they cannot be kept', async () => {
    const kept: Record<string, RunReview> = { a: { contents: { P: { B02: 'negative' } } } }
    const { loadMarks, markWells, shown, services } = await open(kept)
    loadMarks('a')
    await settled()
    services.fail = true
    await markWells('P', ['B02', 'D02'], 'out')
    expect(shown()).toEqual({ P: { B02: 'negative' } })
  })
})
