"""Which fields of a test set also lie, at another bit depth, in the training set."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .reading import read_image

SAME = 0.98  # correlation of thumbnails; different fields of one experiment stay below .2


def thumbnail(image: np.ndarray) -> np.ndarray:
    """64×64 block means of a gray image, mean 0 and norm 1, as a vector."""
    gray = (image if image.ndim == 2 else image.mean(-1)).astype(np.float64)
    rows = np.add.reduceat(gray, np.linspace(0, gray.shape[0], 64, endpoint=False).astype(int), 0)
    cells = np.add.reduceat(rows, np.linspace(0, gray.shape[1], 64, endpoint=False).astype(int), 1).ravel()
    cells -= cells.mean()
    return cells / max(float(np.linalg.norm(cells)), 1e-9)


def twins(images: Sequence[Path], dsb2018: Path) -> list[dict[str, str] | None]:
    """For each image the row in index.csv of the dsb2018 image that shows the same field, or None."""
    tests = [read_image(path) for path in images]
    sizes = {test.shape[:2] for test in tests}
    with open(dsb2018 / "index.csv", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (int(r["height"]), int(r["width"])) in sizes]
    if not rows:
        return [None] * len(tests)
    known = np.stack([thumbnail(read_image(dsb2018 / "images" / f"{r['id']}.png")) for r in rows])
    out: list[dict[str, str] | None] = []
    for test in tests:
        likeness = known @ thumbnail(test)
        best = int(np.argmax(likeness))
        out.append(rows[best] if likeness[best] > SAME else None)
    return out


def fold_of_twin(images: Sequence[Path], dsb2018: Path) -> list[int | None]:
    """The fold of each image's twin, or None."""
    return [int(row["fold"]) if row else None for row in twins(images, dsb2018)]
