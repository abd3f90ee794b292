"""Gradient-boosted regression trees, small and in numpy, so that the ranker needs no further package.

Source: J. Friedman, "Greedy function approximation: a gradient boosting machine" (2001), with the histograms of
LightGBM: features are cut into at most 32 bins at their quantiles and every split is at a bin's edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import TrainingError

BINS = 32
# Stands for infinity in JSON, which has none: everything goes left at a node that was not split.
NEVER = 1e30


@dataclass
class Forest:
    """Complete binary trees of one depth, nodes in breadth-first order. At an inner node go right when
    x[feature] > threshold; the leaves' values are added to `base`."""

    base: float
    depth: int
    features: np.ndarray  # trees × (2^depth − 1)
    thresholds: np.ndarray
    leaves: np.ndarray  # trees × 2^depth

    def predict(self, x: np.ndarray) -> np.ndarray:
        out = np.full(len(x), self.base)
        rows = np.arange(len(x))
        for feature, threshold, leaf in zip(self.features, self.thresholds, self.leaves, strict=True):
            node = np.zeros(len(x), np.int64)
            for _ in range(self.depth):
                node = 2 * node + 1 + (x[rows, feature[node]] > threshold[node])
            out += leaf[node - (2**self.depth - 1)]
        return out

    def as_dict(self, names: tuple[str, ...]) -> dict:
        """Plain numbers for JSON."""
        return {
            "kind": "boosted-trees",
            "predicts": "IoU",
            "featureNames": list(names),
            "base": round(self.base, 6),
            "depth": self.depth,
            "features": self.features.tolist(),
            "thresholds": [[float(f"{min(v, NEVER):.6g}") for v in row] for row in self.thresholds],
            "leaves": [[round(float(v), 6) for v in row] for row in self.leaves],
        }

    @staticmethod
    def from_dict(data: dict, names: tuple[str, ...]) -> Forest:
        """What `as_dict` wrote. Raises TrainingError when it was trained on other features than `names`."""
        if data.get("kind") != "boosted-trees" or list(data.get("featureNames", ())) != list(names):
            raise TrainingError("This ranker was trained with other features than these; train it again with `rank`.")
        depth = int(data["depth"])
        features, thresholds = np.asarray(data["features"], np.int64), np.asarray(data["thresholds"], np.float64)
        leaves = np.asarray(data["leaves"], np.float64)
        inner = 2**depth - 1
        if features.shape[1:] != (inner,) or thresholds.shape != features.shape or leaves.shape != (len(features), inner + 1):
            raise TrainingError(f"This ranker's trees are not complete trees of depth {depth}.")
        if features.min(initial=0) < 0 or features.max(initial=0) >= len(names):
            raise TrainingError("This ranker asks for a feature that has no name.")
        return Forest(float(data["base"]), depth, features, thresholds, leaves)


def mean(forests: list[Forest]) -> Forest:
    """The mean of what forests of one depth predict, as one forest of all their trees."""
    base = float(np.mean([forest.base for forest in forests]))
    features, thresholds, leaves = (np.concatenate([getattr(forest, name) for forest in forests]) for name in ("features", "thresholds", "leaves"))
    return Forest(base, forests[0].depth, features, thresholds, leaves / len(forests))


def fit(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None, *,
    trees: int = 150, depth: int = 4, rate: float = 0.06, least: float = 20, share: float = 0.7, seed: int = 1,
) -> Forest:  # fmt: skip
    """Least-squares boosting of n×k features. `least`: weight a leaf must hold; `share`: rows each tree sees."""
    rng = np.random.default_rng(seed)
    weight = np.ones(len(x)) if weight is None else np.asarray(weight, np.float64)
    edges = [np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])) for column in x.T]
    binned = np.stack([np.searchsorted(e, column, side="left") for e, column in zip(edges, x.T)], 1)
    base = float(np.average(y, weights=weight))
    predicted = np.full(len(x), base)
    inner, width = 2**depth - 1, 2**depth
    all_features = np.zeros((trees, inner), np.int64)
    all_thresholds = np.full((trees, inner), np.inf)
    all_leaves = np.zeros((trees, width))
    offsets = np.arange(x.shape[1]) * BINS
    for tree in range(trees):
        residual = y - predicted
        rows = np.flatnonzero(rng.random(len(x)) < share)
        node = np.zeros(len(x), np.int64)
        for level in range(depth):
            first = 2**level - 1
            for here in range(first, 2 * first + 1):
                own = rows[node[rows] == here]
                found = _split(binned[own] + offsets, residual[own], weight[own], edges, least)
                if found is not None:
                    all_features[tree, here], all_thresholds[tree, here] = found
            node = 2 * node + 1 + (x[np.arange(len(x)), all_features[tree, node]] > all_thresholds[tree, node])
        leaf = node - inner
        mass = np.bincount(leaf[rows], weight[rows], width)
        total = np.bincount(leaf[rows], weight[rows] * residual[rows], width)
        all_leaves[tree] = rate * total / (mass + 5)
        predicted += all_leaves[tree][leaf]
    return Forest(base, depth, all_features, all_thresholds, all_leaves)


def _split(cells: np.ndarray, residual: np.ndarray, weight: np.ndarray, edges: list[np.ndarray], least: float):
    """The best (feature, threshold) of a node, or None. cells: rows × features, bin + feature·BINS."""
    if weight.sum() < 2 * least:
        return None
    count = cells.shape[1]
    flat = cells.ravel()
    mass = np.bincount(flat, np.repeat(weight, count), count * BINS).reshape(count, BINS).cumsum(1)
    total = np.bincount(flat, np.repeat(weight * residual, count), count * BINS).reshape(count, BINS).cumsum(1)
    all_mass, all_total = mass[:, -1:], total[:, -1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = total**2 / mass + (all_total - total) ** 2 / (all_mass - mass) - all_total**2 / all_mass
    gain[(mass < least) | (all_mass - mass < least) | ~np.isfinite(gain)] = -1
    feature, cut = np.unravel_index(np.argmax(gain), gain.shape)
    if gain[feature, cut] <= 1e-9 or cut >= len(edges[feature]):
        return None
    return int(feature), float(edges[feature][cut])
