import { LabelBounds } from '@core/correct/label-bounds'
import { boxOf, present } from '@core/correct/label-box'
import { applyEdit, editWindow, type Labels, revertEdit } from '@core/correct/label-edit'
import { describe, expect, it } from 'vitest'

/** Two nuclei, one of them in two pieces. */
const rows = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 1, 1, 0, 0, 7, 0, 0],
  [0, 0, 1, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 7, 7],
]
const labels = (): Labels => ({ width: 8, height: 4, data: Uint32Array.from(rows.flat()) })
const bounded = (): Labels => ({ ...labels(), bounds: LabelBounds.of({ ...labels(), count: 7 }) })

describe('windows that hold the nuclei', () => {
  it('are the smallest ones at first', () => {
    const { bounds } = bounded()
    expect(bounds?.around([1])).toEqual({ x: 1, y: 1, width: 2, height: 2 })
    expect(bounds?.around([7])).toEqual({ x: 5, y: 1, width: 3, height: 3 })
    expect(bounds?.around([7, 1])).toEqual({ x: 1, y: 1, width: 7, height: 3 })
    expect(bounds?.around([3])).toBeUndefined()
  })

  it('are all of the image that is read for a nucleus', () => {
    const image = bounded()
    // Behind its back: only who reads the whole image sees it.
    image.data[0] = 1
    expect(boxOf(image, [1])).toEqual({ x: 1, y: 1, width: 2, height: 2 })
    expect(boxOf({ ...image, bounds: undefined }, [1])).toEqual({ x: 0, y: 0, width: 3, height: 3 })
    image.data[24] = 9
    expect(present(image, [9, 1])).toEqual([1])
    expect(present({ ...image, bounds: undefined }, [9, 1])).toEqual([1, 9])
  })

  it('follow every edit and the way back', () => {
    const image = bounded()
    const whole = { x: 0, y: 0, width: 8, height: 4 }
    const grow = editWindow(image, whole, (after) => {
      after[0] = 1
      after[24] = 3
    })
    applyEdit(image, grow)
    expect(boxOf(image, [1])).toEqual({ x: 0, y: 0, width: 3, height: 3 })
    expect(boxOf(image, [3])).toEqual({ x: 0, y: 3, width: 1, height: 1 })
    revertEdit(image, grow)
    expect(boxOf(image, [1])).toEqual({ x: 1, y: 1, width: 2, height: 2 })
    expect(() => boxOf(image, [3])).toThrow('There is no nucleus 3 in this image.')
    const remove = editWindow(image, whole, (after) => {
      for (const [i, label] of after.entries()) if (label === 7) after[i] = 0
    })
    applyEdit(image, remove)
    expect(present(image, [1, 7])).toEqual([1])
    revertEdit(image, remove)
    expect(boxOf(image, [7])).toEqual({ x: 5, y: 1, width: 3, height: 3 })
  })

  it('say of a nucleus that was never there that there is none', () => {
    expect(() => boxOf(bounded(), [5])).toThrow('There is no nucleus 5 in this image.')
    expect(present(bounded(), [5])).toEqual([])
  })
})
