import type { ErrorKind } from '@core/evaluate/error-list'
import type { ComparisonView, EvaluatedImage } from '@shared/evaluate'

/** One field as Compare shows it; `swapped` puts the second segmenter in A's place. */
export interface FieldPair {
  image: number
  name: string
  place: string
  a: number
  b: number
  /** B − A. */
  difference: number
  /** F1 between them at IoU > .7: the same whichever is called A. */
  f1: number
  agree: number
  shape: number
  onlyA: number
  onlyB: number
  mergedInB: number
  splitInB: number
}

function placeName(image: EvaluatedImage): string {
  return image.well ? `${image.well} · ${image.site ?? '1'}` : image.name
}

export function fieldPair(image: EvaluatedImage, at: number, swapped: boolean): FieldPair {
  const scores = image.scores[0]!
  const kinds: Record<ErrorKind, number> = scores.errors
  const a = swapped ? scores.predictions : image.targets
  const b = swapped ? image.targets : scores.predictions
  return {
    image: at,
    name: image.name,
    place: placeName(image),
    a,
    b,
    difference: b - a,
    f1: scores.f1[4]!,
    agree: scores.matched[4]!,
    shape: kinds['poor outline'],
    onlyA: swapped ? kinds.extra : kinds.missed,
    onlyB: swapped ? kinds.missed : kinds.extra,
    mergedInB: swapped ? kinds.split : kinds.merged,
    splitInB: swapped ? kinds.merged : kinds.split,
  }
}

export type FieldOrder = 'counts' | 'agreement'

/** Where they differ most comes first. */
export function orderFields(pairs: readonly FieldPair[], order: FieldOrder): FieldPair[] {
  return pairs.toSorted((x, y) =>
    order === 'counts'
      ? Math.abs(y.difference) - Math.abs(x.difference) || x.f1 - y.f1 || x.image - y.image
      : x.f1 - y.f1 || Math.abs(y.difference) - Math.abs(x.difference) || x.image - y.image,
  )
}

export interface WellPair {
  well: string
  fields: number
  a: number
  b: number
}

/** Counts of each well, the largest difference first; empty where no image has a well. */
export function wellPairs(comparison: ComparisonView, pairs: readonly FieldPair[]): WellPair[] {
  const plates = new Set(comparison.images.flatMap(({ plate, well }) => (well ? [plate] : [])))
  const wells = new Map<string, WellPair>()
  for (const pair of pairs) {
    const { well, plate } = comparison.images[pair.image]!
    if (!well) continue
    const name = plates.size > 1 ? `${plate} ${well}` : well
    const sum = wells.get(name) ?? { well: name, fields: 0, a: 0, b: 0 }
    wells.set(name, { well: name, fields: sum.fields + 1, a: sum.a + pair.a, b: sum.b + pair.b })
  }
  return [...wells.values()].sort((x, y) => Math.abs(y.b - y.a) - Math.abs(x.b - x.a))
}

/** "−25", "+8", "0": with a true minus sign. */
export function signedInt(value: number): string {
  const size = Math.abs(Math.round(value)).toLocaleString('en-GB')
  return value > 0 ? `+${size}` : value < 0 ? `−${size}` : '0'
}

/** Fields whose counts are more than a tenth apart, by the larger count. */
export function farApart(pairs: readonly FieldPair[]): number {
  return pairs.filter(({ a, b }) => Math.abs(a - b) > 0.1 * Math.max(a, b)).length
}
