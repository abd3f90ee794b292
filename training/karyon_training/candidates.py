"""Candidate nuclei: the same maps decoded at several split levels, without repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import find_objects

from .decode import Decoder, decode

# Seed thresholds from lumping to splitting, and body thresholds from loose to tight outlines. A ranker's levels
# belong to it: they are written into the manifest beside it.
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

    @property
    def first(self) -> tuple[int, int]:
        """Row and column of the first pixel, row by row."""
        return self.top, self.left + int(np.argmax(self.mask[0]))


def candidates(
    maps: np.ndarray | Sequence[np.ndarray], decoder: Decoder, levels: Sequence[tuple[float, float]] = LEVELS
) -> list[Candidate]:
    """All different nuclei that the levels (seed threshold, body threshold) find, in order of levels and then of labels.

    maps 3×H×W, or several of one image computed at different zooms, the found scale first: their candidates are
    pooled, and level l of zoom z has the number z · len(levels) + l. One that an earlier one agrees with (IoU above
    SAME; the earliest of several) is not listed again but counted in that one's `found`.
    """
    zooms = [maps] if isinstance(maps, np.ndarray) else list(maps)
    out: list[Candidate] = []
    # For each level so far, the candidate (its number from 1) at every pixel; one that stands for a twin is not drawn.
    drawn: list[np.ndarray] = []
    for zoom, own in enumerate(zooms):
        for number, (seed, body) in enumerate(levels):
            labels = decode(own, replace(decoder, seed_threshold=seed, body_threshold=body))
            here = np.zeros(labels.shape, np.int32)
            for index, box in enumerate(find_objects(labels), 1):
                if box is None:
                    continue
                new = Candidate(box[0].start, box[1].start, labels[box] == index, zoom * len(levels) + number)
                touched = np.unique(np.concatenate([image[box][new.mask] for image in drawn] or [np.zeros(0, np.int32)]))
                twin = next((out[n - 1] for n in touched if n > 0 and _iou(out[n - 1], new) > SAME), None)
                if twin is not None:
                    twin.found += 1
                    continue
                out.append(new)
                here[box][new.mask] = len(out)
            drawn.append(here)
    return out


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


def select(
    found: list[Candidate], predicted: np.ndarray, shape: tuple[int, int], least: float | np.ndarray, order: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Greedy choice without overlap, best first: (labels H×W, confidence of each label).

    A candidate is taken when its predicted IoU exceeds `least` (one number, or one for each) and at most a tenth of it is taken already; what
    overlaps stays with the better one: the one of the larger `order` (the predicted IoU itself when left out). Of
    equals the one that begins first, row by row, is the better, then the one of the lower level: nothing that
    depends on how much of the image is looked at.
    """
    labels = np.zeros(shape, np.int32)
    confidence: list[float] = []
    rank = predicted if order is None else order
    cut = np.broadcast_to(least, len(found))
    for index in sorted(range(len(found)), key=lambda i: (-rank[i], found[i].first, found[i].level)):
        if predicted[index] <= cut[index]:
            continue
        candidate = found[index]
        view = labels[candidate.box]
        free = candidate.mask & (view == 0)
        if 10 * free.sum() < 9 * candidate.area:
            continue
        confidence.append(float(predicted[index]))
        view[free] = len(confidence)
    return labels, np.asarray(confidence)
