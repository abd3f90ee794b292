import { KaryonError } from '../errors'
import type { LabelImage } from '../image/label-image'

/**
 * Which objects of two label images overlap, and by how many pixels: the IoU matrix without its zeros.
 * Pair i is target `targetOf[i]` with prediction `predictionOf[i]`, sharing `intersection[i]` > 0 pixels;
 * pairs are sorted by target, then prediction. Labels without a pixel do not count as objects.
 */
export interface OverlapTable {
  /** Objects with at least one pixel. */
  readonly targets: number
  readonly predictions: number
  /** Pixels of each label; index 0 is the background. */
  readonly targetArea: Float64Array
  readonly predictionArea: Float64Array
  readonly targetOf: Uint32Array
  readonly predictionOf: Uint32Array
  readonly intersection: Float64Array
}

/**
 * Counts the overlaps of two label images of one size in one pass over the pixels. Runs of equal pixels are
 * counted before the pair table is touched, so the cost is that of reading the pixels.
 *
 * @throws KaryonError `label-mismatch` when the sizes differ or a label is larger than its image's `count`
 */
export function overlapTable(target: LabelImage, prediction: LabelImage): OverlapTable {
  requireSameSize(target, prediction)
  const t = target.data
  const p = prediction.data
  const targetArea = new Float64Array(target.count + 1)
  const predictionArea = new Float64Array(prediction.count + 1)
  const pairs = new PairCounter(prediction.count + 1, target.count + prediction.count)
  const n = t.length
  let start = 0
  while (start < n) {
    const a = t[start]
    const b = p[start]
    let end = start + 1
    while (end < n && t[end] === a && p[end] === b) end++
    const run = end - start
    if (a > target.count || b > prediction.count)
      throw labelTooLarge(a > target.count ? 'target' : 'prediction')
    targetArea[a] += run
    predictionArea[b] += run
    if (a > 0 && b > 0) pairs.add(a, b, run)
    start = end
  }
  return {
    targets: countObjects(targetArea),
    predictions: countObjects(predictionArea),
    targetArea,
    predictionArea,
    ...pairs.sorted(),
  }
}

function requireSameSize(target: LabelImage, prediction: LabelImage): void {
  if (target.width === prediction.width && target.height === prediction.height) return
  throw new KaryonError(
    'label-mismatch',
    `The target is ${target.width} × ${target.height} pixels and the prediction ${prediction.width} × ${prediction.height}.`,
    'Compare label images made from the same image at the same size.',
  )
}

function labelTooLarge(side: string): KaryonError {
  return new KaryonError(
    'label-mismatch',
    `The ${side} label image holds a label above its own count.`,
    'Number the labels from 1 without gaps before comparing.',
  )
}

function countObjects(area: Float64Array): number {
  let objects = 0
  for (let i = 1; i < area.length; i++) if (area[i] > 0) objects++
  return objects
}

/** Open-addressing table from (target, prediction) to shared pixels. */
class PairCounter {
  private keys: Float64Array
  private counts: Float64Array
  private used = 0
  private lastKey = 0
  private lastSlot = 0

  constructor(
    private readonly base: number,
    expected: number,
  ) {
    let size = 1024
    while (size < expected * 4) size *= 2
    this.keys = new Float64Array(size)
    this.counts = new Float64Array(size)
  }

  add(target: number, prediction: number, pixels: number): void {
    // Keys are at least 1, as both labels are, so 0 marks a free slot.
    const key = target * this.base + prediction
    if (key !== this.lastKey) {
      this.lastSlot = this.slotOf(key)
      this.lastKey = key
    }
    this.counts[this.lastSlot] += pixels
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1
    let slot = (Math.imul(key % 4294967291, 0x9e3779b1) >>> 7) & mask
    while (this.keys[slot] !== key) {
      if (this.keys[slot] === 0) {
        if (++this.used * 2 > this.keys.length) {
          this.grow()
          return this.slotOf(key)
        }
        this.keys[slot] = key
        return slot
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private grow(): void {
    const { keys, counts } = this
    this.keys = new Float64Array(keys.length * 2)
    this.counts = new Float64Array(keys.length * 2)
    this.used = 0
    for (let i = 0; i < keys.length; i++) if (keys[i] !== 0) this.counts[this.slotOf(keys[i])] = counts[i]
  }

  sorted(): Pick<OverlapTable, 'targetOf' | 'predictionOf' | 'intersection'> {
    const keys = this.keys.filter((key) => key !== 0).sort()
    const targetOf = new Uint32Array(keys.length)
    const predictionOf = new Uint32Array(keys.length)
    const intersection = new Float64Array(keys.length)
    for (let i = 0; i < keys.length; i++) {
      targetOf[i] = Math.floor(keys[i] / this.base)
      predictionOf[i] = keys[i] % this.base
      intersection[i] = this.counts[this.slotOf(keys[i])]
    }
    return { targetOf, predictionOf, intersection }
  }
}

/** Pixels in either object of pair `i`. */
export function unionOf(table: OverlapTable, i: number): number {
  return (
    table.targetArea[table.targetOf[i]] + table.predictionArea[table.predictionOf[i]] - table.intersection[i]
  )
}
