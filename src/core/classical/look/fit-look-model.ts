import { LOOK_GROUPS, type LookGroup } from './look-group'
import type { LookModel } from './look-model'

export interface LookExample {
  readonly features: readonly number[]
  readonly group: LookGroup
}

const ROUNDS = 1500
const STEP = 0.5
const MOMENTUM = 0.9
/** Weight decay: keeps weights finite where groups separate completely. */
const DECAY = 1e-3

/**
 * Fits the look classifier: multinomial logistic regression with weight decay, by gradient descent with
 * momentum from zero, so that the same examples always give the same model.
 */
export function fitLookModel(examples: readonly LookExample[]): LookModel {
  const inputs = examples[0].features.length
  const mean = Array.from({ length: inputs }, (_, i) =>
    average(examples.map((example) => example.features[i])),
  )
  const scale = mean.map(
    (centre, i) => Math.sqrt(average(examples.map((example) => (example.features[i] - centre) ** 2))) || 1,
  )
  const x = examples.map((example) =>
    Float64Array.of(1, ...example.features.map((value, i) => (value - mean[i]) / scale[i])),
  )
  const y = examples.map((example) => LOOK_GROUPS.indexOf(example.group))
  const weights = LOOK_GROUPS.map(() => new Float64Array(inputs + 1))
  const speed = LOOK_GROUPS.map(() => new Float64Array(inputs + 1))
  const p = new Float64Array(weights.length)
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = weights.map((row) => row.map((weight, i) => (i === 0 ? 0 : DECAY * weight)))
    for (let e = 0; e < x.length; e++) {
      probabilities(weights, x[e], p)
      for (let k = 0; k < p.length; k++) {
        const error = (p[k] - (y[e] === k ? 1 : 0)) / x.length
        for (let i = 0; i <= inputs; i++) gradient[k][i] += error * x[e][i]
      }
    }
    for (let k = 0; k < weights.length; k++) {
      for (let i = 0; i <= inputs; i++) {
        speed[k][i] = MOMENTUM * speed[k][i] - STEP * gradient[k][i]
        weights[k][i] += speed[k][i]
      }
    }
  }
  return { mean, scale, weights: weights.map((row) => [...row]) }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Softmax of the groups' scores for one example, into `p`. */
function probabilities(weights: readonly Float64Array[], x: Float64Array, p: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < weights.length; k++) {
    let score = 0
    for (let i = 0; i < x.length; i++) score += weights[k][i] * x[i]
    p[k] = score
    if (score > highest) highest = score
  }
  let total = 0
  for (let k = 0; k < p.length; k++) total += p[k] = Math.exp(p[k] - highest)
  for (let k = 0; k < p.length; k++) p[k] /= total
}
