"""Candidate nuclei: the same maps decoded at several split levels, without repetitions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import find_objects

from .decode import Decoder, decode

# Seed thresholds from lumping to splitting, and body thresholds from loose to tight outlines. The first pair is
# the plain decoder's, so that a ranker can never have less to choose from than it.
LEVELS = ((0.55, 0.5), (0.35, 0.5), (0.75, 0.5), (0.55, 0.35), (0.55, 0.65))
SAME = 0.95  # IoU above which two candidates are one


@dataclass
class Candidate:
    """A mask in its bounding box; `level` numbers the split level that found it first."""

    top: int
    left: int
    mask: np.ndarray
    level: int
    found: int = 1  # how many levels found it

    @property
    def box(self) -> tuple[slice, slice]:
        return np.s_[self.top : self.top + self.mask.shape[0], self.left : self.left + self.mask.shape[1]]

    @property
    def area(self) -> int:
        return int(self.mask.sum())


def candidates(maps: np.ndarray, decoder: Decoder) -> list[Candidate]:
    """All different nuclei that the levels find in maps 3×H×W, in order of levels and then of labels."""
    out: list[Candidate] = []
    first: dict[int, list[int]] = {}  # candidates by the flat index of their box's centre, coarsely
    for level, (seed, body) in enumerate(LEVELS):
        labels = decode(maps, replace(decoder, seed_threshold=seed, body_threshold=body))
        for index, box in enumerate(find_objects(labels), 1):
            if box is None:
                continue
            new = Candidate(box[0].start, box[1].start, labels[box] == index, level)
            twin = next((c for c in _near(first, out, new) if _iou(c, new) > SAME), None)
            if twin is not None:
                twin.found += 1
                continue
            first.setdefault(_cell(new), []).append(len(out))
            out.append(new)
    return out


def _cell(c: Candidate) -> int:
    return ((c.top + c.mask.shape[0] // 2) // 16) * 100_000 + (c.left + c.mask.shape[1] // 2) // 16


def _near(first: dict[int, list[int]], out: list[Candidate], new: Candidate):
    cell = _cell(new)
    for dy in (-100_000, 0, 100_000):
        for dx in (-1, 0, 1):
            for index in first.get(cell + dy + dx, ()):
                yield out[index]


def overlap(a: Candidate, b: Candidate) -> int:
    """Pixels in both."""
    top, left = max(a.top, b.top), max(a.left, b.left)
    bottom = min(a.top + a.mask.shape[0], b.top + b.mask.shape[0])
    right = min(a.left + a.mask.shape[1], b.left + b.mask.shape[1])
    if bottom <= top or right <= left:
        return 0
    return int(
        (
            a.mask[top - a.top : bottom - a.top, left - a.left : right - a.left]
            & b.mask[top - b.top : bottom - b.top, left - b.left : right - b.left]
        ).sum()
    )


def _iou(a: Candidate, b: Candidate) -> float:
    if min(a.area, b.area) < SAME * max(a.area, b.area):
        return 0.0
    shared = overlap(a, b)
    return shared / (a.area + b.area - shared)


def select(found: list[Candidate], predicted: np.ndarray, shape: tuple[int, int], least: float) -> tuple[np.ndarray, np.ndarray]:
    """Greedy choice by predicted IoU, best first: (labels H×W, confidence of each label).

    A candidate is taken when its prediction exceeds `least` and at most a tenth of it is taken already; what
    overlaps stays with the better one.
    """
    labels = np.zeros(shape, np.int32)
    confidence: list[float] = []
    for index in np.argsort(-predicted, kind="stable"):
        if predicted[index] <= least:
            break
        candidate = found[index]
        view = labels[candidate.box]
        free = candidate.mask & (view == 0)
        if free.sum() < 0.9 * candidate.area:
            continue
        confidence.append(float(predicted[index]))
        view[free] = len(confidence)
    return labels, np.asarray(confidence)
