"""Reference for src/core/evaluate/error-map.ts: the figure of Caicedo et al. (2019), made with scikit-image.

Boundaries: skimage.segmentation.find_boundaries(mode="thick"), thickened by dilation with a 2 x 2 square.
Run: python3 test/golden/evaluate-error-map.py > test/golden/evaluate-error-map.json
Each map is given as runs [class, length ...] row by row: 0 neither, 1 both (white), 2 target only (blue), 3 prediction only (red).
"""
import json

import numpy as np
from skimage.morphology import dilation
from skimage.segmentation import find_boundaries

rng = np.random.default_rng(3)


def paint(width, height, shapes):
    image = np.zeros((height, width), np.int64)
    yy, xx = np.mgrid[0:height, 0:width]
    for label, (_, a, b, c, d) in enumerate(shapes, 1):
        image[((xx - a) * d) ** 2 + ((yy - b) * c) ** 2 <= (c * d) ** 2] = label
    return image


def edges(labels):
    return dilation(find_boundaries(labels, mode="thick").astype(np.uint8), np.ones((2, 2), np.uint8)) > 0


def runs(values):
    flat = values.ravel()
    starts = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    return [int(v) for pair in zip(flat[starts], np.diff(np.concatenate([starts, [flat.size]]))) for v in pair]


cases = []
for width, height, n in ((41, 33, 9), (20, 50, 6), (8, 8, 1), (5, 4, 0)):
    t = [["e", *(int(v) for v in rng.integers(0, (width, height, 9, 9)) + (0, 0, 1, 1))] for _ in range(n)]
    p = [["e", s[1] + int(rng.integers(-2, 3)), s[2] + int(rng.integers(-2, 3)), s[3], s[4]] for s in t[: max(0, n - 1)]]
    a, b = edges(paint(width, height, t)), edges(paint(width, height, p))
    cases.append({"w": width, "h": height, "t": t, "p": p, "map": runs(np.where(a & b, 1, np.where(a, 2, np.where(b, 3, 0))))})
print(json.dumps(cases, separators=(",", ":")))
