import type { ImageErrors } from '@shared/review'
import type { FakeField } from './fake-field'

/** Every fifth nucleus is missed and every seventh extra: an error map that tests can count on. */
const kindOf = (i: number) => (i % 5 === 4 ? 'missed' : i % 7 === 6 ? 'extra' : undefined)

export function fakeErrors({ side, nuclei }: FakeField, index: number): ImageErrors {
  const errors = nuclei.flatMap(({ x, y, rx, ry }, i) => {
    const kind = kindOf(i)
    if (!kind) return []
    const box = {
      x: Math.floor(x - rx),
      y: Math.floor(y - ry),
      width: Math.ceil(2 * rx),
      height: Math.ceil(2 * ry),
    }
    return [{ kind, targets: 1, predictions: 1, box, iou: 0, severity: 1 - i / nuclei.length }] as const
  })
  const of = (kind: string) => errors.filter((error) => error.kind === kind).length
  return {
    id: `fake ${index}`,
    width: side,
    height: side,
    targets: nuclei.length - of('extra'),
    predictions: nuclei.length - of('missed'),
    agreed: nuclei.length - errors.length,
    kinds: { missed: of('missed'), extra: of('extra'), split: 0, merged: 0, 'poor outline': 0 },
    errors: [...errors],
  }
}

const COLOURS = { missed: [0, 128, 255], extra: [255, 0, 0], agreed: [252, 252, 252] } as const

/** RGBA of a window: rings in the colour of their kind on a clear ground. */
export function fakeLines({ nuclei }: FakeField, x0: number, y0: number, width: number, height: number) {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let i = 3; i < data.length; i += 4) data[i] = 36
  for (const [i, { x, y, rx, ry }] of nuclei.entries()) {
    const colour = COLOURS[kindOf(i) ?? 'agreed']
    for (let step = 0; step < 720; step++) {
      const angle = (step / 720) * 2 * Math.PI
      const u = Math.round(x + rx * Math.cos(angle)) - x0
      const v = Math.round(y + ry * Math.sin(angle)) - y0
      if (u < 0 || v < 0 || u >= width || v >= height) continue
      data.set([...colour, 255], (v * width + u) * 4)
    }
  }
  return data
}
