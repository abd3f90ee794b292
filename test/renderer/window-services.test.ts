import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { displayOutlines } from '@core/instances/display-outlines'
import type { AppEvent } from '@shared/contract'
import { DEFAULT_PREFS } from '@shared/defaults'
import { FrameReader, packFrames } from '@shared/frame'
import type { ServicesPort } from '@shared/services-port'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerBinary, answerRequest } from '../../src/main/window/dispatcher'
import { EventBatch } from '../../src/main/window/event-batch'
import { PathHandles } from '../../src/main/window/handles'
import { halve } from '../../src/main/window/pixels/halve'
import { histogramOf } from '../../src/main/window/pixels/histogram'
import { Pyramid } from '../../src/main/window/pixels/pyramid'
import { PrefsStore } from '../../src/main/window/prefs-store'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'karyon-window-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const port = (answer: (name: string, args: unknown) => unknown): ServicesPort => ({
  request: async (name, args) => answer(name, args) as never,
  binary: async (name, args) => answer(name, args) as never,
  subscribe: () => () => undefined,
  open: async () => [],
  busy: () => false,
  close: async () => undefined,
})

describe('the border', () => {
  it('lets through what the contract knows and nothing else', async () => {
    const seen: unknown[] = []
    const services = port((name, args) => seen.push([name, args]))
    expect(await answerRequest(services, 'runs.pause', { runId: 'r' })).toMatchObject({ ok: true })
    for (const [name, args] of [
      ['runs.pause', {}],
      ['runs.pause', { runId: 7 }],
      ['runs.pause', { runId: 'r', extra: 1 }],
      ['runs.create', { handles: [], settings: {} }],
      ['runs.create', { handles: ['x'], settings: { model: 'm', path: '/etc' } }],
      ['no.such', {}],
      ['__proto__', {}],
      ['constructor', {}],
      [42, {}],
    ] as const) {
      expect(await answerRequest(services, name, args)).toMatchObject({
        ok: false,
        failure: { code: 'usage' },
      })
    }
    expect(await answerBinary(services, 'image.tile', { runId: 'r', index: -1 })).toMatchObject({ ok: false })
    expect(seen).toEqual([['runs.pause', { runId: 'r' }]])
  })

  it('carries a failure across with its code and remedy', async () => {
    const services = port(() => {
      throw new KaryonError('disk-full', 'Full.', 'Make room.')
    })
    expect(await answerRequest(services, 'runs.list', {})).toEqual({
      ok: false,
      failure: { code: 'disk-full', message: 'Full.', remedy: 'Make room.', file: undefined },
    })
  })

  const answer = [
    Uint16Array.from([1, 2, 65535]).buffer,
    new ArrayBuffer(0),
    Float32Array.from({ length: 100 }, (_, i) => i / 8).buffer,
  ]

  it('packs buffers into one frame where they are small, and back', () => {
    const frames = [...packFrames(3, { a: 'ä' }, answer)]
    expect(frames).toHaveLength(1)
    const { id, meta, buffers, more } = new FrameReader().read(frames[0]!.buffer)
    expect([id, meta, more]).toEqual([3, { a: 'ä' }, false])
    expect(buffers).toEqual(answer)
    const cut = frames[0]!.buffer.slice(0, -8)
    expect(() => new FrameReader().read(cut)).toThrow(/cut off/)
    expect([...packFrames(1, null, [])]).toHaveLength(1)
  })

  it('cuts large buffers into frames of bounded size, of several answers in turns', () => {
    const most = 64
    const others = [Uint8Array.from({ length: 150 }, (_, i) => i).buffer]
    const first = [...packFrames(1, 'first', answer, most)]
    const second = [...packFrames(2, 'second', others, most)]
    expect(first.length).toBeGreaterThan(5)
    expect(second).toHaveLength(3)
    const reader = new FrameReader()
    const read: Record<number, ArrayBuffer[]> = {}
    for (let i = 0; i < first.length; i++) {
      for (const frame of [first[i], second[i]]) {
        if (!frame) continue
        // Its pieces, and a head of some hundred bytes.
        expect(frame.byteLength).toBeLessThan(most + 400)
        const { id, buffers, more } = reader.read(frame.buffer)
        if (!more) read[id] = buffers
      }
    }
    expect(read).toEqual({ 1: answer, 2: others })
  })
})

describe('handles', () => {
  it('name only what was opened', async () => {
    const handles = new PathHandles()
    const [handle, ...others] = await handles.open([dir, join(dir, 'missing')])
    expect(others).toEqual([])
    expect(handles.get(handle!.id)).toMatchObject({ path: dir, kind: 'folder' })
    expect((await handles.open([dir]))[0]!.id).toBe(handle!.id)
    expect(() => handles.get(dir)).toThrow(/not opened/)
  })
})

describe('settings', () => {
  it('are kept, and a damaged file is set aside and told', async () => {
    const file = join(dir, 'settings.json')
    const store = await PrefsStore.load(file)
    expect(store.get()).toEqual(DEFAULT_PREFS)
    await store.set({ theme: 'light' })
    expect((await PrefsStore.load(file)).get().theme).toBe('light')
    for (const bad of ['{"theme":', '[]', '{"theme":"pink"}']) {
      await writeFile(file, bad)
      const fresh = await PrefsStore.load(file)
      expect(fresh.get()).toEqual(DEFAULT_PREFS)
      expect(fresh.notice?.message).toContain('could not be read')
      const aside = (await readdir(dir)).find((name) => name.includes('damaged'))!
      expect(await readFile(join(dir, aside), 'utf8')).toBe(bad)
      await rm(join(dir, aside))
    }
  })
})

describe('settings changed faster than they are written', () => {
  it('are all kept, with no failure and nothing left beside the file', async () => {
    const file = join(dir, 'settings.json')
    const store = await PrefsStore.load(file)
    const sets = Array.from({ length: 70 }, (_, i) => store.set({ checkBelow: (i + 1) / 100 }))
    const answers = await Promise.all(sets)
    expect(answers.at(-1)!.checkBelow).toBe(0.7)
    expect((await PrefsStore.load(file)).get().checkBelow).toBe(0.7)
    expect(await readdir(dir)).toEqual(['settings.json'])
  })

  it('are written again after one that could not be', async () => {
    const blocked = join(dir, 'file')
    await writeFile(blocked, '')
    const file = join(blocked, 'settings.json')
    const store = await PrefsStore.load(join(dir, 'other.json'))
    Object.assign(store, { file })
    await expect(store.set({ checkBelow: 0.1 })).rejects.toMatchObject({ code: 'output-unwritable' })
    await rm(blocked)
    await store.set({ units: 'px' })
    expect((await PrefsStore.load(file)).get()).toMatchObject({ checkBelow: 0.1, units: 'px' })
  })
})

describe('events', () => {
  it('come in batches with only the newest state of each image', async () => {
    const batch = new EventBatch(5)
    const got: AppEvent[][] = []
    batch.subscribe((events) => got.push(events))
    for (let i = 0; i < 1000; i++) {
      batch.push({ type: 'scan', runId: 'r', filesSeen: i })
    }
    batch.push({ type: 'notice', notice: { id: 'n', tone: 'info', message: 'm' } })
    await new Promise((done) => setTimeout(done, 20))
    expect(got).toEqual([
      [
        { type: 'scan', runId: 'r', filesSeen: 999 },
        { type: 'notice', notice: { id: 'n', tone: 'info', message: 'm' } },
      ],
    ])
    batch.close()
  })
})

describe('pixels', () => {
  const plane = (width: number, height: number, data: Uint16Array) => ({
    width,
    height,
    samples: 1 as const,
    type: 'uint16' as const,
    data,
  })

  it('halves by the mean, odd edges included', () => {
    const half = halve(plane(3, 3, Uint16Array.from([0, 2, 10, 4, 6, 20, 100, 200, 7])))
    expect([half.width, half.height]).toEqual([2, 2])
    expect([...half.data]).toEqual([3, 15, 150, 7])
  })

  it('finds automatic black and white near the ends of what is there', () => {
    const data = Uint16Array.from({ length: 10_000 }, (_, i) => 500 + (i % 1000))
    const { from, to, bins, black, white } = histogramOf(plane(100, 100, data))
    expect([from, to]).toEqual([500, 1499])
    expect(bins.reduce((a, b) => a + b)).toBe(10_000)
    expect(black).toBeGreaterThanOrEqual(500)
    expect(black).toBeLessThan(505)
    expect(white).toBeGreaterThan(1490)
    const flat = histogramOf(plane(2, 1, Uint16Array.from([7, 7])))
    expect(flat.white).toBeGreaterThan(flat.black)
  })

  it('reads a 16,384² plane in windows, never whole', async () => {
    const windows: number[] = []
    const size = { width: 16_384, height: 16_384, samples: 1 as const, dtype: 'uint16' as const }
    const pyramid = new Pyramid(size, async (window) => {
      if (!window) throw new Error('read whole')
      windows.push(window.width * window.height)
      const data = new Uint16Array(window.width * window.height)
      for (let i = 0; i < data.length; i++) data[i] = (window.x + (i % window.width)) >> 4
      return { width: window.width, height: window.height, samples: 1, data }
    })
    const tile = await pyramid.tile(0, 31, 2)
    expect([tile.width, tile.height, tile.data[0]]).toEqual([512, 512, 992])
    expect(Math.max(...windows)).toBe(512 * 512)
    const overview = await pyramid.reduced(512)
    expect([overview.width, overview.height]).toEqual([512, 512])
    expect(overview.data[511]).toBeGreaterThan(1020)
    expect(Math.max(...windows)).toBeLessThanOrEqual(16_384 * 512)
    const edge = await pyramid.tile(5, 0, 0)
    expect(edge.width).toBe(512)
    await expect(pyramid.tile(0, 32, 0)).rejects.toMatchObject({ code: 'plane-missing' })
  })

  it('outlines every label once, within half a pixel of its boundary', () => {
    const width = 40
    const data = new Uint32Array(width * width)
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++) {
        if ((x - 19.5) ** 2 + (y - 19.5) ** 2 < 144) data[y * width + x] = x < 20 ? 1 : 2
      }
    }
    data[39 * width + 39] = 3
    const { labels, offsets, points } = displayOutlines({ width, height: width, data, count: 3 })
    expect([...labels].sort()).toEqual([1, 2, 3])
    expect(offsets.at(-1)! * 2).toBe(points.length)
    const first = offsets[[...labels].indexOf(1)]!
    const last = offsets[[...labels].indexOf(1) + 1]!
    for (let p = first; p < last; p++) {
      const r = Math.hypot(points[2 * p]! - 20, points[2 * p + 1]! - 20)
      const onCut = Math.abs(points[2 * p]! - 20) < 0.75
      expect(onCut || Math.abs(r - 12) < 1.2).toBe(true)
    }
  })
})
