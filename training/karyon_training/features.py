"""What the ranker sees of a candidate: shape, the maps inside and around it, its neighbours, its split level."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import binary_dilation, binary_erosion
from scipy.spatial import ConvexHull, QhullError, cKDTree

from .candidates import Candidate

# A ranker can only be used with the names it was trained with, in this order: `Forest.from_dict` and the engine check.
NAMES = (
    "areaRelative", "logDiameter", "axisRatio", "solidity", "extent", "compactness", "bodyMean", "bodyStd", "bodyRim",
    "bodyAround", "distanceMean", "distanceMax", "distanceRim", "borderMean", "borderMax", "borderRim", "onEdge",
    "neighbours2", "neighbours4", "neighbourAreaRatio", "levelsFound", "level", "seedMargin",
)  # fmt: skip
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)


def features(found: list[Candidate], maps: np.ndarray) -> np.ndarray:
    """float32 n×len(NAMES), computed in double precision. maps 3×H×W (the mean over zooms, where there are several).

    Lengths are relative to the image's own median, so that the ranker does not depend on magnification; only
    logDiameter (natural logarithm of px) tells absolute size. Everything but that median depends on the
    surroundings only: the engine works large images through in windows and must get the same numbers.
    """
    if not found:
        return np.zeros((0, len(NAMES)), np.float32)
    maps = maps.astype(np.float64)
    areas = np.array([c.area for c in found], np.float64)
    # Neighbours are counted among the nuclei of level 0: candidates of other levels repeat them.
    others = np.flatnonzero([c.level == 0 for c in found])
    median = float(np.median(areas[others] if len(others) else areas))
    diameter = 2 * np.sqrt(median / np.pi)
    centres = np.array([_centre(c) for c in found])
    tree = cKDTree(centres[others]) if len(others) else None
    rows = [
        _shape(c, areas[i], median, maps) + _around(tree, others, areas, centres[i], areas[i], diameter)
        + [c.found, c.level, _margin(c, maps)]
        for i, c in enumerate(found)
    ]  # fmt: skip
    return np.asarray(rows, np.float32)


def _centre(c: Candidate) -> tuple[float, float]:
    y, x = np.nonzero(c.mask)
    return c.top + float(y.mean()), c.left + float(x.mean())


def _shape(c: Candidate, area: float, median: float, maps: np.ndarray) -> list[float]:
    """Everything before neighbours2 in NAMES."""
    y, x = np.nonzero(c.mask)
    covariance = np.cov(np.stack([y, x])) + np.eye(2) / 12 if len(y) > 1 else np.eye(2)
    small, large = np.sqrt(np.linalg.eigvalsh(covariance))
    padded = np.pad(c.mask, 2)
    rim = padded & ~binary_erosion(padded, _CROSS)
    ring = binary_dilation(padded, _CROSS, iterations=2) & ~padded
    height, width = maps.shape[1:]
    window = np.clip(np.arange(c.top - 2, c.top + c.mask.shape[0] + 2), 0, height - 1)
    columns = np.clip(np.arange(c.left - 2, c.left + c.mask.shape[1] + 2), 0, width - 1)
    body, border, distance = maps[:, window[:, None], columns]
    inside = padded
    perimeter = max(1.0, float(rim.sum()))
    on_edge = c.top == 0 or c.left == 0 or c.top + c.mask.shape[0] == height or c.left + c.mask.shape[1] == width
    return [
        area / median, 0.5 * np.log(4 * area / np.pi), small / large, area / _hull_area(y, x), area / c.mask.size,
        4 * np.pi * area / perimeter**2, body[inside].mean(), body[inside].std(), body[rim].mean(), body[ring].mean(),
        distance[inside].mean(), distance[inside].max(), distance[rim].mean(),
        border[inside].mean(), border[inside].max(), border[rim].mean(), float(on_edge),
    ]  # fmt: skip


def _hull_area(y: np.ndarray, x: np.ndarray) -> float:
    """Area of the convex hull of the pixels' corners."""
    rows, first = np.unique(y, return_index=True)
    last = np.append(first[1:], len(y)) - 1
    points = np.concatenate(
        [np.stack([np.concatenate([rows, rows + 1]), np.concatenate([side, side])], 1) for side in (x[first], x[last] + 1)]
    )
    try:
        return float(ConvexHull(points).volume)
    except QhullError:
        return float(len(y))


def _around(tree, others, areas, centre, area: float, diameter: float) -> list[float]:
    """Neighbours within 2 and 4 median diameters, and the area over the median area of the latter."""
    if tree is None:
        return [0.0, 0.0, 1.0]
    near = tree.query_ball_point(centre, 2 * diameter)
    far = tree.query_ball_point(centre, 4 * diameter)
    ratio = area / float(np.median(areas[others[far]])) if far else 1.0
    return [float(len(near)), float(len(far)), ratio]


def _margin(c: Candidate, maps: np.ndarray) -> float:
    """Largest distance·(1−border) inside: how sure its seed is."""
    _, border, distance = maps[:, c.box[0], c.box[1]]
    return float((distance * (1 - border))[c.mask].max())
