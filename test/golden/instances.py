"""Reference values for test/instances and test/measure, from scikit-image, scipy and torch.

Run from anywhere: python3 test/golden/instances.py  (writes instances.json next to itself).
Everything is seeded; the file changes only when this script or the libraries do. Arrays are written as
{dtype, shape, data}, data = base64 of zlib of the little-endian values.
"""

import base64
import json
import pathlib
import zlib

import numpy as np
import scipy
import skimage
import torch
import torch.nn.functional as F
from scipy import ndimage as ndi
from skimage.measure import regionprops
from skimage.segmentation import relabel_sequential, watershed


def pack(array):
    a = np.ascontiguousarray(array)
    if a.dtype == bool:
        a = a.astype(np.uint8)
    a = a.astype(a.dtype.newbyteorder("<"))
    return {
        "dtype": a.dtype.name,
        "shape": list(a.shape),
        "data": base64.b64encode(zlib.compress(a.tobytes(), 9)).decode(),
    }


def noise(rng, shape):
    """Values k / 65536: exact in single precision, few bytes to store."""
    return rng.integers(0, 65536, shape, dtype=np.uint16)


def unit(u16):
    return u16.astype(np.float32) / np.float32(65536)


def blobs(rng, shape, sigma, share):
    f = ndi.gaussian_filter(rng.random(shape), sigma)
    return f > np.quantile(f, 1 - share)


def blur_cases(rng):
    out = []
    for shape, sigma in [((29, 37), 0.7), ((31, 20), 2.0), ((5, 7), 5.0), ((1, 9), 1.3)]:
        u = noise(rng, shape)
        out.append({"input": pack(u), "sigma": sigma, "output": pack(ndi.gaussian_filter(unit(u), sigma))})
    return out


def label_cases(rng):
    out = []
    for shape, share in [((50, 60), 0.55), ((41, 33), 0.4), ((1, 30), 0.6), ((30, 1), 0.6)]:
        mask = rng.random(shape) < share
        four, _ = ndi.label(mask)
        eight, _ = ndi.label(mask, np.ones((3, 3)))
        out.append({"mask": pack(mask), "four": pack(four.astype(np.uint16)), "eight": pack(eight.astype(np.uint16))})
    return out


def watershed_cases(rng):
    out = []
    for kind in ["noise", "plateaus", "smooth"]:
        for connectivity in (1, 2):
            shape = (48, 56)
            if kind == "noise":
                u = rng.permutation(65536)[: shape[0] * shape[1]].reshape(shape).astype(np.uint16)
            elif kind == "plateaus":
                u = (rng.integers(1, 7, shape) * 4096).astype(np.uint16)
            else:
                f = ndi.gaussian_filter(rng.random(shape), 3)
                u = np.argsort(np.argsort(f.ravel())).reshape(shape).astype(np.uint16)
            mask = rng.random(shape) < 0.92
            markers = np.zeros(shape, np.uint16)
            ys, xs = np.mgrid[3 : shape[0] : 9, 3 : shape[1] : 9]
            markers[ys, xs] = np.arange(1, ys.size + 1).reshape(ys.shape)
            if kind == "plateaus":
                # Seeds of different depth: the order of equal seeds is scikit-image's heap's own affair.
                u[ys, xs] = rng.permutation(ys.size).reshape(ys.shape)
            markers *= mask
            ref = watershed(unit(u), markers.astype(int), mask=mask, connectivity=connectivity)
            out.append(
                {
                    "kind": kind,
                    "connectivity": 4 if connectivity == 1 else 8,
                    "elevation": pack(u),
                    "markers": pack(markers),
                    "mask": pack(mask),
                    "output": pack(ref.astype(np.uint16)),
                }
            )
    return out


def filled(labels):
    """scipy's binary_fill_holes per object, except holes (background regions) that border two labels."""
    out = labels.copy()
    regions, n = ndi.label(labels == 0)
    for r in range(1, n + 1):
        hole = regions == r
        around = np.unique(labels[ndi.binary_dilation(hole) & ~hole])
        if len(around) == 1 and ndi.binary_fill_holes(labels == around[0])[hole].all():
            out[hole] = around[0]
    return out


def fill_cases(rng):
    out = []
    for share in (0.5, 0.62, 0.7):
        labels, _ = ndi.label(rng.random((40, 44)) < share)
        # Cut it into stripes of labels so that some holes lie between two.
        labels = (labels * 2 + (np.arange(44)[None, :] // 11) % 2) * (labels > 0)
        labels, _, _ = relabel_sequential(labels)
        out.append({"input": pack(labels.astype(np.uint16)), "output": pack(filled(labels).astype(np.uint16))})
    return out


def shapes(rng):
    labels, _ = ndi.label(blobs(rng, (90, 100), 2.2, 0.45))
    n = labels.max()
    odd = np.zeros((90, 30), int)
    odd[3, 3] = n + 1
    odd[6, 2:9] = n + 2
    odd[10:17, 4] = n + 3
    for k in range(6):
        odd[20 + k, 4 + k] = n + 4
    odd[30:38, 3:5] = n + 5
    odd[36:38, 3:12] = n + 5
    odd[42:50, 3:13] = n + 6
    odd[45:47, 6:9] = 0
    odd[55:57, 3:5] = n + 7
    odd[57:59, 5:7] = n + 8
    odd[60:75, 10:28] = n + 9
    odd[64:70, 10:20] = n + 10
    odd[80, 5] = n + 11
    odd[80, 12] = n + 11
    odd[83, 9] = n + 11
    return np.hstack([labels, odd])


def props_case(rng):
    labels = shapes(rng)
    gray = noise(rng, labels.shape)
    rgb = rng.integers(0, 256, (*labels.shape, 3), dtype=np.uint8)
    real = rng.normal(0, 50, labels.shape).astype(np.float32)
    real[rng.random(labels.shape) < 0.1] = np.nan
    real[rng.random(labels.shape) < 0.03] = np.inf
    real[labels == labels[80, 105]] = np.nan
    rows = []
    for r in regionprops(labels):
        inside = labels == r.label
        stats = []
        for channel in [gray, rgb[..., 0], rgb[..., 1], rgb[..., 2], real]:
            v = channel[inside].astype(np.float64)
            v = v[np.isfinite(v)]
            stats.append([v.mean(), v.sum(), v.min(), v.max()] if len(v) else [None] * 4)
        y0, x0, y1, x1 = r.bbox
        rows.append(
            {
                "label": int(r.label),
                "area": float(r.area),
                "perimeter": float(r.perimeter),
                "diameter": float(r.equivalent_diameter_area),
                "centroid": [float(r.centroid[1]), float(r.centroid[0])],
                "bbox": [int(x0), int(y0), int(x1 - x0), int(y1 - y0)],
                "eccentricity": float(r.eccentricity),
                "solidity": float(r.solidity),
                "intensities": stats,
            }
        )
    return {"labels": pack(labels.astype(np.uint16)), "gray": pack(gray), "rgb": pack(rgb), "real": pack(real), "rows": rows}


def resize_cases(rng):
    out = []
    for shape, size in [
        ((17, 23), (31, 40)), ((17, 23), (9, 12)), ((64, 50), (13, 9)), ((17, 23), (17, 11)), ((5, 4), (1, 1)),
        ((1, 1), (6, 3)), ((40, 30), (40, 60)), ((33, 33), (32, 32)),
    ]:
        u = noise(rng, shape)
        x = torch.from_numpy(unit(u))[None, None]
        for antialias in (False, True):
            y = F.interpolate(x, size=size, mode="bilinear", align_corners=False, antialias=antialias)[0, 0]
            out.append({"input": pack(u), "antialias": antialias, "output": pack(y.numpy())})
    return out


def maps(rng, size, spacing, radius):
    """Probability maps of a crowd of soft discs, 8 bit: body, border and distance."""
    yy, xx = np.mgrid[:size, :size]
    body = np.zeros((size, size))
    border = np.zeros((size, size))
    distance = np.zeros((size, size))
    for cy in range(spacing // 2, size, spacing):
        for cx in range(spacing // 2, size, spacing):
            y, x = cy + rng.normal(0, 2.5), cx + rng.normal(0, 2.5)
            a, b = radius * rng.uniform(0.6, 1.3, 2)
            d = 1 - np.hypot((xx - x) / a, (yy - y) / b)
            border = np.maximum(border, 0.8 * ((d > -0.1) & (distance > 0)))
            body = np.maximum(body, 1 / (1 + np.exp(-12 * d)))
            distance = np.maximum(distance, np.clip(d * rng.uniform(0.5, 1.1), 0, 1))
    body[(rng.random(body.shape) < 0.01)] = 0.1
    distance = np.clip(distance + rng.normal(0, 0.03, distance.shape), 0, 1)
    return np.stack([np.round(255 * m).astype(np.uint8) for m in (body, border, distance)])


def decode(m, min_area):
    """The steps of the starter model's card; labels in raster order of the seeds' first pixels."""
    body, border, distance = m
    d = ndi.gaussian_filter(distance, 0.7)
    mask = body > 0.5
    seeds, n = ndi.label((d * (1 - border) > np.float32(0.55)) & mask)
    parts, k = ndi.label(mask)
    for c in range(1, k + 1):
        part = parts == c
        if not seeds[part].any():
            n += 1
            seeds.flat[np.where(part, d, -1).argmax()] = n
    first = [int(np.flatnonzero(seeds == s)[0]) for s in range(1, n + 1)]
    order = np.argsort(first)
    rename = np.zeros(n + 1, int)
    rename[order + 1] = np.arange(1, n + 1)
    anchors = np.sort(first)
    labels = watershed(-d, rename[seeds], mask=mask)
    keep = np.bincount(labels.ravel(), minlength=n + 1) >= min_area
    keep[0] = False
    labels = (np.cumsum(keep) * keep)[labels]
    return filled(labels), anchors[keep[1:]]


def decode_cases(rng):
    out = []
    for spacing, radius in [(22, 9), (20, 14), (40, 12)]:
        m = maps(rng, 176, spacing, radius)
        labels, anchors = decode(m.astype(np.float32) / np.float32(255), 12)
        out.append({"maps": pack(m), "labels": pack(labels.astype(np.uint16)), "anchors": [int(a) for a in anchors]})
    return out


def main():
    rng = np.random.default_rng(20180)
    golden = {
        "made_with": {"skimage": skimage.__version__, "scipy": scipy.__version__, "torch": torch.__version__.split("+")[0]},
        "blur": blur_cases(rng),
        "label": label_cases(rng),
        "watershed": watershed_cases(rng),
        "fillHoles": fill_cases(rng),
        "props": props_case(rng),
        "resize": resize_cases(rng),
        "decode": decode_cases(rng),
    }
    path = pathlib.Path(__file__).with_name("instances.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
