import type { BoostedTrees } from './ranker-file'

/** Boosted trees laid out for walking: complete binary trees of one depth, nodes in breadth-first order. */
export interface Forest {
  readonly base: number
  readonly depth: number
  readonly trees: number
  /** trees × (2^depth − 1): the feature asked at each inner node, and its threshold. */
  readonly features: Uint8Array
  readonly thresholds: Float64Array
  /** trees × 2^depth. */
  readonly leaves: Float64Array
}

export function layOut({ base, depth, features, thresholds, leaves }: BoostedTrees): Forest {
  return {
    base,
    depth,
    trees: features.length,
    features: Uint8Array.from(features.flat()),
    thresholds: Float64Array.from(thresholds.flat()),
    leaves: Float64Array.from(leaves.flat()),
  }
}

/**
 * The forest's value of each row of `x` (rows of `columns` features): base plus one leaf of each tree, right where
 * a feature is above the threshold (NaN is not). Source: Friedman, "Greedy function approximation: a gradient
 * boosting machine", Ann. Statist. 29 (2001); training/karyon_training/trees.py. Sums in the same order, so equal.
 */
export function predictForest(forest: Forest, x: Float32Array, columns: number): Float64Array {
  const { base, depth, trees, features, thresholds, leaves } = forest
  const inner = (1 << depth) - 1
  const out = new Float64Array(x.length / columns)
  for (let row = 0; row < out.length; row++) {
    const at = row * columns
    let value = base
    for (let tree = 0; tree < trees; tree++) {
      const nodes = tree * inner
      let node = 0
      for (let step = 0; step < depth; step++) {
        node = 2 * node + (x[at + features[nodes + node]] > thresholds[nodes + node] ? 2 : 1)
      }
      value += leaves[tree * (inner + 1) + node - inner]
    }
    out[row] = value
  }
  return out
}
