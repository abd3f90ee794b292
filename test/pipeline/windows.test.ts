import { NetworkMaps } from '@core/assemble/network-maps'
import { countNuclei } from '@core/pipeline'
import { gridField } from '@core/simulate/grid-field'
import { defaultOptics } from '@core/simulate/simulate-field'
import { simulateWindow } from '@core/simulate/simulate-window'
import { describe, expect, it, vi } from 'vitest'
import { FakeNetwork, manifest } from '../assemble/fake-network'
import { fakeField, LabelRows } from './fake-field'

const WIDTH = 700
const HEIGHT = 520

function field() {
  const model = gridField({ width: WIDTH, height: HEIGHT, seed: 2, cellPx: 48, diameterPx: 24, fill: 0.8 })
  const { image } = simulateWindow(
    model,
    { x: 0, y: 0, width: WIDTH, height: HEIGHT },
    { ...defaultOptics, noise: 0 },
  )
  return fakeField(WIDTH, HEIGHT, image)
}

/** Nuclei without their numbers, which follow the order of the windows. */
async function count(windowSide: number | undefined, tileSize: number) {
  const network = new FakeNetwork(manifest({ size: 1024, halo: 16 }), 2)
  const labels = new LabelRows()
  const { nuclei } = await countNuclei(field(), network, { channel: 0, windowSide, tileSize, labels })
  const { data } = labels
  const place = new Map(nuclei.map((n) => [n.label, `${n.centroidX.toFixed(3)},${n.centroidY.toFixed(3)}`]))
  return {
    nuclei: nuclei
      .map(({ label: _, ...rest }) => rest)
      .sort((a, b) => a.centroidY - b.centroidY || a.centroidX - b.centroidX),
    painted: data.map((label) => place.get(label) ?? ''),
    numbers: nuclei.map((n) => n.label),
    data,
  }
}

describe('saturation', () => {
  it('is seen in any colour', async () => {
    const side = 128
    for (const colours of [
      [255, 0, 0],
      [200, 255, 0],
      [200, 0, 255],
      [200, 0, 200],
    ]) {
      // Discs of 24 px, 32 px apart.
      const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)]
        return Math.hypot((x % 32) - 16, (y % 32) - 16) < 12 ? colours[i % 3]! : 0
      })
      const network = new FakeNetwork(manifest({ size: 1024, halo: 16 }), 2)
      const { nuclei, saturated } = await countNuclei(fakeField(side, side, data, 3), network, { channel: 0 })
      expect(nuclei).toHaveLength(16)
      expect(saturated, String(colours)).toBe(colours.includes(255))
    }
  })
})

describe('windows of a large image', () => {
  it('give the same nuclei, measurements and label pixels as the whole, for any window and tile size', async () => {
    const whole = await count(undefined, 1024)
    expect(whole.nuclei.length).toBeGreaterThan(60)
    for (const [windowSide, tileSize] of [
      [200, 1024],
      [200, 128],
      [333, 256],
    ]) {
      const parts = await count(windowSide, tileSize)
      expect(parts.nuclei).toEqual(whole.nuclei)
      expect(parts.painted).toEqual(whole.painted)
      expect(parts.numbers).toEqual(parts.numbers.map((_, i) => i + 1))
    }
  })

  it('begin the next one before they are decoded: the network does not wait for it', async () => {
    const begin = vi.spyOn(NetworkMaps.prototype, 'begin')
    const maps = vi.spyOn(NetworkMaps.prototype, 'maps')
    await count(260, 128)
    // Three windows side by side, two rows of them; all but the first are begun, in order, once each.
    const begun = begin.mock.calls.map(([window]) => window)
    const asked = maps.mock.calls.map(([window]) => window).slice(-6)
    expect(begun).toEqual(asked.slice(1))
    for (let n = 1; n < 6; n++)
      expect(begin.mock.invocationCallOrder[n - 1]).toBeLessThan(maps.mock.invocationCallOrder.slice(-6)[n]!)
    vi.restoreAllMocks()
  })

  it('give a label image that agrees with the measured areas', async () => {
    const { nuclei, data, numbers } = await count(200, 256)
    const areas = new Map<number, number>()
    for (const label of data) if (label > 0) areas.set(label, (areas.get(label) ?? 0) + 1)
    expect(data.length).toBe(WIDTH * HEIGHT)
    expect([...areas.keys()].sort((a, b) => a - b)).toEqual([...numbers].sort((a, b) => a - b))
    expect([...areas.values()].sort()).toEqual(nuclei.map((n) => n.areaPx).sort())
  })
})
