"""Reference values for src/core/classical, made with scipy and scikit-image.

Run: python3 test/golden/classical.py > test/golden/classical.json
"""
import json

import numpy as np
from scipy import ndimage as ndi
from skimage import filters

rng = np.random.default_rng(11)


def blobs(h, w, n):
    yy, xx = np.mgrid[0:h, 0:w]
    image = np.zeros((h, w))
    for _ in range(n):
        cx, cy, r = rng.integers(0, w), rng.integers(0, h), rng.integers(2, 7)
        image = np.maximum(image, (xx - cx) ** 2 + (yy - cy) ** 2 <= r * r)
    return image.astype(int)


masks = []
for h, w, n in ((23, 31, 6), (40, 17, 9), (9, 9, 0), (6, 11, 30)):
    mask = blobs(h, w, n)
    if mask.all():
        mask[0, 0] = 0
    masks.append({"h": h, "w": w, "mask": "".join(map(str, mask.ravel())), "distance": np.round(ndi.distance_transform_edt(mask), 5).ravel().tolist()})

thresholds = []
for centre, spread, share in ((0.1, 0.02, 0.1), (0.3, 0.05, 0.3), (0.05, 0.03, 0.02), (0.5, 0.1, 0.5)):
    n = 4000
    bright = int(n * share)
    values = np.concatenate([rng.normal(centre, spread, n - bright), rng.normal(centre + 0.35, spread * 2, bright)]).clip(0, 0.999)
    bins = np.bincount((values * 512).astype(int), minlength=512)
    centres = (np.arange(512) + 0.5) / 512
    binned = np.repeat(centres, bins)
    otsu = filters.threshold_otsu(hist=(bins, centres))
    # Li's method as published, on the values themselves (scikit-image first subtracts the smallest one).
    t = binned.mean()
    for _ in range(200):
        dark, light = binned[binned <= t].mean(), binned[binned > t].mean()
        t, last = (dark - light) / (np.log(dark) - np.log(light)), t
        if abs(t - last) < 1e-9:
            break
    thresholds.append({"bins": bins.tolist(), "otsu": float(otsu), "li": float(t)})

print(json.dumps({"masks": masks, "thresholds": thresholds}, separators=(",", ":")))
