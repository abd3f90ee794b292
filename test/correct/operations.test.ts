import { addNucleus } from '@core/correct/add-nucleus'
import { applyEdit, editedLabels, type LabelEdit, type Labels, revertEdit } from '@core/correct/label-edit'
import { mergeNuclei } from '@core/correct/merge-nuclei'
import { paintPieces } from '@core/correct/paint-pieces'
import { redrawNucleus } from '@core/correct/redraw-nucleus'
import { removeNucleus } from '@core/correct/remove-nucleus'
import { resizeNucleus } from '@core/correct/resize-nucleus'
import { splitAtWaist } from '@core/correct/split-at-waist'
import { splitByCut } from '@core/correct/split-by-cut'
import { describe, expect, it } from 'vitest'
import { picture } from '../instances/golden'
import { rows } from './rows'

/** The picture after the edit; taken back, it has to be the old one again. */
function made(labels: Labels, edit: LabelEdit): string[] {
  const before = labels.data.slice()
  applyEdit(labels, edit)
  const shown = rows(labels)
  revertEdit(labels, edit)
  expect(labels.data).toEqual(before)
  return shown
}

const box = (x: number, y: number, width: number, height: number) => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
]

describe('one operation on a label image', () => {
  it('removes a nucleus and leaves its neighbour', () => {
    const labels = picture('1122', '1122', '....')
    const edit = removeNucleus(labels, 1)
    expect(edit.window).toEqual({ x: 0, y: 0, width: 2, height: 2 })
    expect(editedLabels(edit)).toEqual([1])
    expect(made(labels, edit)).toEqual(['..22', '..22', '....'])
    expect(() => removeNucleus(labels, 3)).toThrow('no nucleus 3')
  })

  it('adds one inside a drawn outline, around others unless told', () => {
    const labels = picture('11...', '11...', '.....')
    expect(made(labels, addNucleus(labels, 2, box(1, 0, 3, 2)))).toEqual(['1122.', '1122.', '.....'])
    expect(made(labels, addNucleus(labels, 2, box(1, 0, 3, 2), { over: true }))).toEqual([
      '1222.',
      '1222.',
      '.....',
    ])
    expect(() => addNucleus(labels, 2, box(0, 0, 2, 2))).toThrow('changes no pixel')
    expect(() => addNucleus(labels, 2, box(0.1, 0.1, 0.2, 0.2))).toThrow('no pixel')
    // Beyond the image there is nothing to draw on.
    expect(made(labels, addNucleus(labels, 2, box(3, 1, 9, 9)))).toEqual(['11...', '11.22', '...22'])
  })

  it('draws by pixel centres, even-odd', () => {
    const labels = picture('.....', '.....', '.....', '.....', '.....')
    const triangle = [
      { x: 0, y: 0 },
      { x: 5, y: 0 },
      { x: 0, y: 5 },
    ]
    expect(made(labels, addNucleus(labels, 1, triangle))).toEqual([
      '1111.',
      '111..',
      '11...',
      '1....',
      '.....',
    ])
  })

  it('splits along a drawn line and loses no pixel', () => {
    const labels = picture('.......', '.11111.', '.11111.', '.11111.', '.......')
    const cut = [
      { x: 2.5, y: 0.5 },
      { x: 2.5, y: 4.5 },
    ]
    expect(made(labels, splitByCut(labels, 1, 2, cut))).toEqual([
      '.......',
      '.22111.',
      '.22111.',
      '.22111.',
      '.......',
    ])
    // Drawn only from edge to edge, and with a tremble.
    const trembling = [
      { x: 2.5, y: 1 },
      { x: 2.9, y: 2 },
      { x: 2.1, y: 3 },
      { x: 2.5, y: 4 },
    ]
    expect(made(labels, splitByCut(labels, 1, 2, trembling, { smooth: true }))[2]).toBe('.22111.')
    const beside = [
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 4.5 },
    ]
    expect(() => splitByCut(labels, 1, 2, beside)).toThrow('does not part')
    expect(() => splitByCut(labels, 1, 2, [{ x: 3, y: 3 }])).toThrow('does not part')
  })

  it('splits at the waist: two squares joined by a bridge', () => {
    const labels = picture('111...111', '111...111', '111111111', '111...111', '111...111')
    const shown = made(labels, splitAtWaist(labels, 1, 2))
    expect(shown[0]).toBe('111...222')
    expect(new Set(shown[2]!.split(''))).toEqual(new Set(['1', '2']))
    expect(shown[2]).toMatch(/^1+2+$/)
  })

  it('halves across the length where there is no waist', () => {
    const labels = picture('11111111', '11111111')
    const shown = made(labels, splitAtWaist(labels, 1, 9))
    expect(shown.map((row) => row.match(/9/g)!.length)).toEqual([4, 4])
    expect(() => splitAtWaist(picture('111', '111'), 1, 2)).toThrow('too small')
  })

  it('merges touching nuclei under the smaller number', () => {
    const labels = picture('.1133.', '.1133.', '......')
    expect(made(labels, mergeNuclei(labels, [3, 1]))).toEqual(['.1111.', '.1111.', '......'])
    expect(() => mergeNuclei(labels, [1])).toThrow('Only one')
  })

  it('closes a small gap over free background only', () => {
    const labels = picture('......', '11.22.', '11.22.', '11.22.', '......')
    expect(made(labels, mergeNuclei(labels, [1, 2]))).toEqual([
      '......',
      '11.11.',
      '11111.',
      '11.11.',
      '......',
    ])
    const between = picture('11322', '11322', '11322')
    expect(() => mergeNuclei(between, [1, 2])).toThrow('another one lies between')
    const far = picture(`11${'.'.repeat(30)}22`, `11${'.'.repeat(30)}22`)
    expect(() => mergeNuclei(far, [1, 2])).toThrow('apart')
  })

  it('redraws an outline', () => {
    const labels = picture('11..2', '11..2', '11..2')
    expect(made(labels, redrawNucleus(labels, 1, box(1, 0, 4, 2)))).toEqual(['.1112', '.1112', '....2'])
    expect(made(labels, redrawNucleus(labels, 1, box(3, 0, 2, 3), { over: true }))).toEqual([
      '...11',
      '...11',
      '...11',
    ])
    expect(() => redrawNucleus(labels, 1, box(4, 0, 1, 3))).toThrow('wholly on other')
    expect(() => redrawNucleus(labels, 1, box(0, 0, 2, 3))).toThrow('changes no pixel')
  })

  it('grows and shrinks by a pixel', () => {
    const labels = picture('.....', '..12.', '.....')
    expect(made(labels, resizeNucleus(labels, 1, true))).toEqual(['..1..', '.112.', '..1..'])
    const square = picture('.....', '.111.', '.111.', '.111.', '.....')
    expect(made(square, resizeNucleus(square, 1, false))).toEqual([
      '.....',
      '.....',
      '..1..',
      '.....',
      '.....',
    ])
    expect(() => resizeNucleus(labels, 1, false)).toThrow('changes no pixel')
  })

  it('paints superpixels: a connected part of a colour is a nucleus', () => {
    const labels = picture('....9', '....9')
    const pieces = Uint32Array.from([1, 1, 2, 3, 3, 1, 1, 2, 3, 3])
    const window = { x: 0, y: 0, width: 5, height: 2 }
    expect(made(labels, paintPieces(labels, 10, window, pieces, [[1], [2]]))).toEqual(['aab.9', 'aab.9'])
    expect(made(labels, paintPieces(labels, 10, window, pieces, [[1, 3]]))).toEqual(['aa.b9', 'aa.b9'])
    expect(made(labels, paintPieces(labels, 10, window, pieces, [[3]], { over: true }))).toEqual([
      '...aa',
      '...aa',
    ])
    expect(() => paintPieces(labels, 10, window, pieces, [[], []])).toThrow('changes no pixel')
    expect(() => paintPieces(labels, 10, window, pieces, [[1], [2], [3], [4], [5]])).toThrow('4 colours')
  })
})
