import { binarySchemas, requestSchemas } from '@shared/schemas'
import { describe, expect, it } from 'vitest'

const image = { runId: 'r', index: 0 }
const edit = (op: unknown) =>
  binarySchemas['correct.edit'].safeParse({ ...image, op, preview: false }).success

describe('what the window may ask of correcting', () => {
  it('lets every operation through', () => {
    const outline = [0, 0, 4.5, 0, 4, 4]
    for (const op of [
      { kind: 'remove', label: 3 },
      { kind: 'keep', label: 3 },
      { kind: 'add', outline, over: false },
      { kind: 'split', label: 3, cut: outline, smooth: true },
      { kind: 'waist', label: 3 },
      { kind: 'merge', labels: [1, 2] },
      { kind: 'redraw', label: 3, outline, over: true },
      { kind: 'resize', label: 3, grow: true },
      { kind: 'paint', window: { x: 0, y: 0, width: 9, height: 9 }, painted: [[1], []], over: false },
    ])
      expect(edit(op), JSON.stringify(op)).toBe(true)
    expect(requestSchemas['correct.open'].safeParse(image).success).toBe(true)
  })

  it('refuses what none of them takes', () => {
    for (const op of [
      { kind: 'remove', label: 0 },
      { kind: 'remove', label: 1.5 },
      { kind: 'remove', label: 1, path: '/etc' },
      { kind: 'add', outline: [1, 2, 3], over: false },
      { kind: 'add', outline: [1, Number.NaN], over: false },
      { kind: 'add', outline: new Array(50_000).fill(1), over: false },
      { kind: 'merge', labels: [1] },
      { kind: 'paint', window: { x: -1, y: 0, width: 9, height: 9 }, painted: [], over: false },
      {
        kind: 'paint',
        window: { x: 0, y: 0, width: 9, height: 9 },
        painted: [[], [], [], [], []],
        over: false,
      },
      { kind: 'explode', label: 1 },
      null,
    ])
      expect(edit(op), JSON.stringify(op)).toBe(false)
    const step = binarySchemas['correct.step']
    expect(step.safeParse({ ...image, step: 'forget' }).success).toBe(false)
  })
})
