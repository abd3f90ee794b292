"""Reference values for test/rank, from the ranker of training/karyon_training.

Run from anywhere: python3 test/golden/rank.py  (writes rank.json next to itself).
Generated maps of touching, speckled and cut blobs; their candidates, features, predictions of a small forest
trained on them, and the nuclei chosen. Arrays are written as {dtype, shape, data}, data = base64 of zlib of the
little-endian values; maps are k / 255 as uint8.
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

from karyon_training.candidates import LEVELS, candidates, select  # noqa: E402
from karyon_training.decode import Decoder  # noqa: E402
from karyon_training.features import NAMES, features  # noqa: E402
from karyon_training.trees import Forest, fit  # noqa: E402


def pack(array):
    a = np.ascontiguousarray(array)
    a = a.astype(a.dtype.newbyteorder("<"))
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": base64.b64encode(zlib.compress(a.tobytes(), 9)).decode()}


def drawing(rng, height, width, count, radius, noise):
    """(maps uint8 3×H×W, truth int32 H×W) of soft ellipses that touch and reach beyond the edges."""
    y, x = np.mgrid[:height, :width]
    body, distance, border = (np.zeros((height, width)) for _ in range(3))
    truth = np.zeros((height, width), np.int32)
    for number in range(1, count + 1):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        a, b = radius * rng.uniform(0.7, 1.3, 2)
        d = 1 - np.hypot((x - cx) / a, (y - cy) / b)
        both = (d > -0.15) & (distance > 0)
        border[both] = np.maximum(border[both], rng.uniform(0.1, 0.9))
        body = np.maximum(body, 1 / (1 + np.exp(-8 * d)))
        distance = np.maximum(distance, np.clip(d * rng.uniform(0.5, 1.1), 0, 1))
        truth[d > 0] = number
    for yy, xx in rng.integers(0, (height, width), (count // 2, 2)):
        body[yy, xx] = rng.uniform(0, 1)  # specks and holes
    maps = np.stack([body, border, distance])
    # Smoothed a little, so that the noise makes no plateaus of equal values.
    maps = gaussian_filter(maps + rng.normal(0, noise, maps.shape), (0, 0.5, 0.5))
    return np.round(np.clip(maps, 0, 1) * 255).astype(np.uint8), truth


def in_raster_order(labels):
    """Labels numbered by their first pixel, and for each new number the old one."""
    old, first = np.unique(labels, return_index=True)
    order = [n for _, n in sorted((f, n) for n, f in zip(old, first) if n > 0)]
    numbers = np.zeros(labels.max(initial=0) + 1, np.int32)
    numbers[order] = np.arange(1, len(order) + 1)
    return numbers[labels], order


def best_iou(candidate, truth):
    own = np.bincount(truth[candidate.box][candidate.mask])
    if len(own) < 2:
        return 0.0
    label = int(np.argmax(own[1:])) + 1
    return own[label] / (candidate.area + (truth == label).sum() - own[label])


def main():
    rng = np.random.default_rng(7)
    drawings = [
        [drawing(rng, 96, 96, 12, 11, 0.02)],
        [drawing(rng, 80, 112, 40, 7, 0.06)],
        [drawing(rng, 64, 48, 3, 22, 0.1)],
        [drawing(rng, 40, 40, 0, 5, 0.01)],
    ]
    # A second zoom of the first image: the same nuclei, seen a little differently.
    maps, truth = drawings[0][0]
    other = np.clip(gaussian_filter(maps.astype(float), (0, 1, 1)) * 1.05, 0, 255).astype(np.uint8)
    drawings.append([(maps, truth), (other, truth)])

    decoder, cases, tables, ious = Decoder(), [], [], []
    for zooms in drawings:
        real = [m.astype(np.float32) / np.float32(255) for m, _ in zooms]
        found = candidates(real, decoder)
        tables.append(features(found, np.mean(real, 0)))
        ious.append(np.array([best_iou(c, zooms[0][1]) for c in found]))
        cases.append((zooms, found))
    forest = fit(np.concatenate(tables), np.concatenate(ious), trees=20, depth=3, rate=0.3, least=4)
    precise = fit(np.concatenate(tables), (np.concatenate(ious) > 0.8).astype(float), trees=20, depth=3, rate=0.3, least=4)
    trees = forest.as_dict(NAMES) | {"precise": {"weight": 0.5, **precise.as_dict(NAMES)}}
    forest, precise = (Forest.from_dict(json.loads(json.dumps(t, allow_nan=False)), NAMES) for t in (trees, trees["precise"]))

    out = []
    for (zooms, found), table in zip(cases, tables):
        predicted = forest.predict(table)
        order = predicted + 0.5 * precise.predict(table)
        labels, confidence = select(found, predicted, zooms[0][0].shape[1:], 0.4, order)
        plainly = select(found, predicted, zooms[0][0].shape[1:], 0.4)[0]
        print("pixels that the order changes:", int((in_raster_order(labels)[0] != in_raster_order(plainly)[0]).sum()))
        labels, order = in_raster_order(labels)
        width = labels.shape[1]
        indices = [np.add(*np.nonzero(c.mask) * np.array([[width], [1]])) + c.top * width + c.left for c in found]
        out.append(
            {
                "zooms": [pack(m) for m, _ in zooms],
                # level, found, area, first flat pixel, sum of all flat pixels
                "candidates": [[c.level, c.found, c.area, int(i[0]), int(i.sum())] for c, i in zip(found, indices)],
                "features": pack(table),
                "predicted": [float(p) for p in predicted],
                "labels": pack(labels.astype(np.uint8)),
                "confidence": [float(np.clip(confidence[n - 1], 0, 1)) for n in order],
            }
        )
    facts = {"levels": LEVELS, "least": 0.4, "trees": trees, "cases": out}
    (HERE / "rank.json").write_text(json.dumps(facts, separators=(",", ":"), allow_nan=False) + "\n")
    for case in out:
        print(len(case["candidates"]), "candidates,", len(case["confidence"]), "chosen of", sum(c[0] == 0 for c in case["candidates"]), "plain")


main()
