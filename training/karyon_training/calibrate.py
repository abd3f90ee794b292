"""Raw confidence → predicted IoU, and how good a confidence is."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr


def isotonic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least-squares non-decreasing fit of y over ascending x, at each x (pool adjacent violators)."""
    order = np.argsort(x, kind="stable")
    means, weights = [], []
    for value in y[order]:
        means.append(float(value))
        weights.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            joined = weights[-2] + weights[-1]
            means[-2] = (means[-2] * weights[-2] + means[-1] * weights[-1]) / joined
            weights[-2] = joined
            del means[-1], weights[-1]
    out = np.empty(len(y))
    out[order] = np.repeat(means, weights)
    return out


def points(raw: np.ndarray, iou: np.ndarray, knots: int = 9) -> list[list[float]]:
    """The manifest's piecewise-linear calibration: [raw, IoU] at quantiles of the raw values, never falling."""
    fitted = isotonic(raw, iou)
    order = np.argsort(raw, kind="stable")
    parts = np.array_split(order, knots)
    xs = [float(raw[p].mean()) for p in parts]
    ys = np.maximum.accumulate([float(fitted[p].mean()) for p in parts])
    out: list[list[float]] = [[0.0, round(float(ys[0]) * 0.5, 4)]]
    for x, y in zip(xs, ys, strict=True):
        if round(x, 4) > out[-1][0]:
            out.append([round(x, 4), round(float(y), 4)])
    if out[-1][0] < 1:
        out.append([1.0, out[-1][1]])
    return out


def apply(raw: np.ndarray, curve: list[list[float]]) -> np.ndarray:
    xs, ys = zip(*curve, strict=True)
    return np.interp(raw, xs, ys)


def quality(predicted: np.ndarray, iou: np.ndarray, bins: int = 10) -> dict[str, float]:
    """Spearman correlation with the true IoU, and the expected calibration error over ten equally filled bins."""
    parts = np.array_split(np.argsort(predicted, kind="stable"), bins)
    error = sum(len(p) * abs(predicted[p].mean() - iou[p].mean()) for p in parts if len(p)) / max(1, len(predicted))
    return {"spearman": float(spearmanr(predicted, iou).statistic), "calibration error": float(error)}
