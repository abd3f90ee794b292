"""Reference values for test/instances/positions.test.ts, from training/karyon_training/positions.py.

Run from anywhere: python3 test/golden/positions.py  (writes positions.json next to itself).
Generated maps of touching and cut ellipses with noise: the position maps, the nuclei decoded, and the candidates of
distance and positions pooled. Maps are k / 255 as uint8; arrays are packed as in rank.py.
"""

import base64
import json
import pathlib
import sys
import zlib

import numpy as np
from scipy.ndimage import gaussian_filter

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))

from karyon_training.candidates import candidates  # noqa: E402
from karyon_training.decode import Decoder  # noqa: E402
from karyon_training.positions import PositionDecoder, decode_positions, position_maps  # noqa: E402

LEVELS = ((0.55, 0.5), (0.35, 0.5), (0.75, 0.5))


def pack(array):
    a = np.ascontiguousarray(array)
    a = a.astype(a.dtype.newbyteorder("<"))
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": base64.b64encode(zlib.compress(a.tobytes(), 9)).decode()}


def drawing(rng, height, width, count, radius, noise):
    """uint8 5×H×W: soft ellipses, each pixel with the position in the one it is deepest in."""
    y, x = np.mgrid[:height, :width]
    body, distance, border, oy, ox = np.zeros((5, height, width))
    deepest = np.full((height, width), -9.0)
    for _ in range(count):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        a, b = radius * rng.uniform(0.7, 1.3, 2)
        d = 1 - np.hypot((x - cx) / a, (y - cy) / b)
        border[(d > -0.1) & (deepest > 0)] = 0.6
        body = np.maximum(body, 1 / (1 + np.exp(-8 * d)))
        distance = np.maximum(distance, np.clip(d, 0, 1))
        mine = d > deepest
        size = 2 * np.sqrt(a * b)
        oy, ox = np.where(mine, (y - cy) / size, oy), np.where(mine, (x - cx) / size, ox)
        deepest = np.maximum(deepest, d)
    maps = np.stack([body, border, distance, (np.clip(oy, -1, 1) + 1) / 2, (np.clip(ox, -1, 1) + 1) / 2])
    maps = gaussian_filter(maps + rng.normal(0, noise, maps.shape), (0, 0.6, 0.6))
    return np.round(np.clip(maps, 0, 1) * 255).astype(np.uint8)


def in_raster_order(labels):
    """Labels numbered by their first pixel."""
    old, first = np.unique(labels, return_index=True)
    order = [n for _, n in sorted((f, n) for n, f in zip(old, first) if n > 0)]
    numbers = np.zeros(labels.max(initial=0) + 1, np.int32)
    numbers[order] = np.arange(1, len(order) + 1)
    return numbers[labels]


def main():
    rng = np.random.default_rng(11)
    out = []
    for height, width, count, radius, noise, sigma, slope in (
        (72, 80, 14, 9, 0.02, 1.5, -0.03),
        (64, 50, 30, 6, 0.05, 0.7, -0.02),
        (60, 60, 3, 22, 0.08, 2.0, 0.005),
        (9, 5, 1, 3, 0.02, 1.5, -0.03),
        (30, 30, 0, 5, 0.01, 1.5, -0.03),
    ):
        decoder = PositionDecoder(slope_threshold=slope, position_sigma=sigma)
        u8 = drawing(rng, height, width, count, radius, noise)
        maps = u8.astype(np.float32) / np.float32(255)
        derived = position_maps(maps, decoder)
        labels = decode_positions(maps, decoder)
        found = candidates([maps[:3], derived], Decoder(), LEVELS)
        indices = [np.add(*np.nonzero(c.mask) * np.array([[width], [1]])) + c.top * width + c.left for c in found]
        out.append(
            {
                "constants": {"positionSigmaPx": sigma, "slopeThreshold": slope},
                "maps": pack(u8),
                "folds": pack(derived[1].astype(np.uint8)),
                "closeness": pack(derived[2]),
                "labels": pack(in_raster_order(labels).astype(np.uint8)),
                # level, found, area, first flat pixel, sum of all flat pixels
                "candidates": [[c.level, c.found, c.area, int(i[0]), int(i.sum())] for c, i in zip(found, indices)],
            }
        )
        print(labels.max(initial=0), "nuclei,", len(found), "candidates,", int(derived[1].sum()), "fold pixels")
    facts = {"levels": LEVELS, "bodyThreshold": 0.55, "seedThreshold": 0, "minAreaPx": 12, "cases": out}
    (HERE / "positions.json").write_text(json.dumps(facts, separators=(",", ":"), allow_nan=False) + "\n")


main()
