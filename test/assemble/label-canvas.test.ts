import { LabelCanvas } from '@core/assemble/label-canvas'
import { describe, expect, it } from 'vitest'

class Rows {
  readonly rows: number[] = []
  appendRows(rows: Uint32Array): void {
    this.rows.push(...rows)
  }
}

describe('LabelCanvas', () => {
  it('joins windows, keeps the first nucleus of a pixel, and hands rows on as they are finished', () => {
    const sink = new Rows()
    const canvas = new LabelCanvas(4, 3, sink)
    canvas.paint(Uint32Array.of(1, 1, 2, 2), { x: 0, y: 0, width: 2, height: 2 }, Uint32Array.of(1, 0))
    canvas.paint(Uint32Array.of(1, 1, 1, 0), { x: 1, y: 0, width: 2, height: 2 }, Uint32Array.of(2))
    canvas.finishAbove(1)
    expect(sink.rows).toEqual([1, 1, 2, 0])
    canvas.paint(Uint32Array.of(1, 0), { x: 0, y: 2, width: 2, height: 1 }, Uint32Array.of(3))
    canvas.finish()
    expect(sink.rows).toEqual([1, 1, 2, 0, 0, 2, 0, 0, 3, 0, 0, 0])
  })

  it('gives all rows of an image without nuclei', () => {
    const sink = new Rows()
    const canvas = new LabelCanvas(2, 2, sink)
    canvas.finishAbove(-5)
    canvas.finish()
    expect(sink.rows).toEqual([0, 0, 0, 0])
  })
})
