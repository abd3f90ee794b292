"""Reference values for src/core/evaluate/readers, made with the tools whose formats are read.

Run: python3 test/golden/evaluate-readers.py > test/golden/evaluate-readers.json
Needs numpy, pycocotools (COCO masks) and roifile (ImageJ ROIs).
Label images are given as [value, length, value, length ...] row by row.
"""
import base64
import json

import numpy as np
import roifile
from pycocotools import mask as coco

rng = np.random.default_rng(5)


def runs(labels):
    flat = np.asarray(labels).ravel()
    edges = np.flatnonzero(np.diff(flat)) + 1
    starts = np.concatenate([[0], edges])
    lengths = np.diff(np.concatenate([starts, [flat.size]]))
    return [int(v) for pair in zip(flat[starts], lengths) for v in pair]


def blob(cx, cy, r, n):
    angle = np.sort(rng.uniform(0, 2 * np.pi, n))
    radius = r * rng.uniform(0.5, 1.2, n)
    return np.stack([cx + radius * np.cos(angle), cy + radius * np.sin(angle)], 1)


def first_wins(masks, shape):
    out = np.zeros(shape, int)
    for i, m in enumerate(masks, 1):
        out[(out == 0) & (m > 0)] = i
    return out


def inside(points, h, w):
    """Even-odd test at pixel centres."""
    yy, xx = np.mgrid[0:h, 0:w] + 0.5
    odd = np.zeros((h, w), bool)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, 0)):
        if y0 == y1:
            continue
        crosses = (y0 <= yy) != (y1 <= yy)
        odd ^= crosses & (xx > x0 + (yy - y0) * (x1 - x0) / (y1 - y0))
    return odd


def coco_cases():
    h, w = 61, 83
    polygons = []
    for i in range(24):
        parts = [blob(rng.uniform(-4, w + 4), rng.uniform(-4, h + 4), rng.uniform(2, 14), rng.integers(3, 12))]
        if i % 6 == 0:
            parts.append(blob(rng.uniform(8, w - 8), rng.uniform(8, h - 8), 5, 7))
        polygons.append([[round(float(v), 2) for v in p.ravel()] for p in parts])
    polygons.append([[3, 4, 9, 4, 9, 12, 3, 12]])
    polygons.append([[20.5, 10.5, 30.5, 10.5, 30.5, 20.5]])
    masks = [coco.decode(coco.merge(coco.frPyObjects(p, h, w))) for p in polygons]
    rle = []
    for i in range(12):
        m = (rng.random((h, w)) < 0.03 * i).astype(np.uint8) if i < 4 else inside(blob(w * rng.random(), h * rng.random(), 12, 9), h, w).astype(np.uint8)
        packed = coco.encode(np.asfortranarray(m))
        flat = m.ravel(order="F")
        counts, last, n = [], 0, 0
        for v in flat:
            if v != last:
                counts.append(n)
                last, n = v, 0
            n += 1
        counts.append(n)
        rle.append({"text": packed["counts"].decode(), "counts": counts, "mask": runs(m)})
    return {"h": h, "w": w, "polygons": polygons, "masks": [runs(m) for m in masks], "all": runs(first_wins(masks, (h, w))), "rle": rle}


def kaggle_case():
    h, w = 40, 30
    masks = [inside(blob(x, y, 7, 9), h, w) for x, y in ((8, 8), (20, 9), (9, 25), (22, 30), (13, 12))]
    rows = []
    for m in masks:
        flat = np.concatenate([[0], m.ravel(order="F").astype(int), [0]])
        at = np.flatnonzero(np.diff(flat)) + 1
        rows.append(" ".join(f"{a} {b - a}" for a, b in zip(at[::2], at[1::2])))
    return {"h": h, "w": w, "rows": rows, "labels": runs(first_wins(masks, (h, w)))}


def roi_cases():
    h, w = 60, 70
    out = []

    def add(name, roi, mask):
        out.append({"name": name, "bytes": base64.b64encode(roi.tobytes()).decode(), "mask": runs(mask.astype(int))})

    def shape(kind, points):
        roi = roifile.ImagejRoi.frompoints(points)
        roi.roitype = kind
        return roi

    for kind in (roifile.ROI_TYPE.POLYGON, roifile.ROI_TYPE.FREEHAND, roifile.ROI_TYPE.TRACED):
        points = np.round(blob(35, 30, 20, 13)).astype(np.int32)
        add(kind.name, shape(kind, points), inside(points, h, w))
    points = blob(30, 28, 18, 11).astype(np.float32)
    add("SUBPIXEL", shape(roifile.ROI_TYPE.FREEHAND, points), inside(points.astype(float), h, w))
    box = np.zeros((h, w), bool)
    box[7:19, 11:40] = True
    roi = roifile.ImagejRoi(roitype=roifile.ROI_TYPE.RECT, left=11, top=7, right=40, bottom=19, n_coordinates=0)
    add("RECT", roi, box)
    yy, xx = np.mgrid[0:h, 0:w] + 0.5
    for left, top, right, bottom in ((5, 6, 30, 27), (12, 3, 20, 50), (40, 40, 47, 47)):
        a, b = (right - left) / 2, (bottom - top) / 2
        m = ((xx - left - a) / a) ** 2 + ((yy - top - b) / b) ** 2 <= 1 + 1e-12
        roi = roifile.ImagejRoi(roitype=roifile.ROI_TYPE.OVAL, left=left, top=top, right=right, bottom=bottom, n_coordinates=0)
        add(f"OVAL {left}", roi, m)
    line = roifile.ImagejRoi.frompoints(np.array([[1, 1], [20, 20]]))
    line.roitype = roifile.ROI_TYPE.POLYLINE
    return {"h": h, "w": w, "shapes": out, "line": base64.b64encode(line.tobytes()).decode()}


def geojson_case():
    h, w = 50, 64
    outer = np.array([[4, 5], [30, 5], [30, 33], [4, 33]])
    hole = np.array([[10, 10], [20, 10], [20, 22], [10, 22]])
    parts = [blob(44, 12, 9, 10).round(3), blob(48, 38, 8, 9).round(3)]
    closed = lambda p: [[float(x), float(y)] for x, y in list(p) + [p[0]]]
    first = inside(outer, h, w) ^ inside(hole, h, w)
    second = inside(parts[0], h, w) | inside(parts[1], h, w)
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [closed(outer), closed(hole)]}, "properties": {"objectType": "detection"}},
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[closed(p)] for p in parts]}, "properties": {"objectType": "detection"}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [closed(np.array([[0, 0], [w, 0], [w, h], [0, h]]))]}, "properties": {"objectType": "annotation"}},
    ]
    return {"h": h, "w": w, "json": {"type": "FeatureCollection", "features": features}, "labels": runs(first_wins([first, second], (h, w)))}


print(json.dumps({"coco": coco_cases(), "kaggle": kaggle_case(), "roi": roi_cases(), "geojson": geojson_case()}, separators=(",", ":")))
