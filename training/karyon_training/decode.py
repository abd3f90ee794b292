"""The reference decoder: maps → label image. The engine's decoder must do the same steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_fill_holes, find_objects, gaussian_filter, label, maximum_position
from skimage.segmentation import watershed


@dataclass
class Decoder:
    """The manifest's constants."""

    body_threshold: float = 0.5
    seed_threshold: float = 0.55
    distance_sigma: float = 0.7
    min_area: int = 12


def decode(maps: np.ndarray, decoder: Decoder) -> np.ndarray:
    """maps 3×H×W (body, touching border, distance; 0…1) → labels int32 H×W, 1…n.

    Smooth the distance; mask = body > threshold; seeds = 4-connected components of distance·(1−border) >
    threshold inside the mask; a mask component without a seed gets its maximum; watershed on −distance inside the
    mask; small objects dropped; holes filled.
    """
    body, border, distance = maps
    smooth = gaussian_filter(distance.astype(np.float32), decoder.distance_sigma)
    mask = body > decoder.body_threshold
    seeds, count = label((smooth * (1 - border) > decoder.seed_threshold) & mask)
    parts, parts_count = label(mask)
    if parts_count == 0:
        return np.zeros(mask.shape, np.int32)
    seeded = np.zeros(parts_count + 1, bool)
    seeded[parts[seeds > 0]] = True
    for part in np.flatnonzero(~seeded[1:]) + 1:
        count += 1
        seeds[maximum_position(smooth, parts, part)] = count
    labels = watershed(-smooth, seeds, mask=mask)
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    labels[(areas < decoder.min_area)[labels]] = 0
    for index, box in enumerate(find_objects(labels), 1):
        if box is None:
            continue
        own = labels[box] == index
        holes = binary_fill_holes(own) & ~own & (labels[box] == 0)
        labels[box][holes] = index
    numbers = np.zeros(len(areas), np.int32)
    keep = areas >= decoder.min_area
    keep[0] = False
    numbers[keep] = np.arange(1, keep.sum() + 1)
    return numbers[labels]


def mean_body(labels: np.ndarray, body: np.ndarray) -> np.ndarray:
    """Mean body probability of each object, entry label − 1; body H×W."""
    count = int(labels.max(initial=0))
    sums = np.bincount(labels.ravel(), body.ravel(), count + 1)
    return sums[1:] / np.maximum(1, np.bincount(labels.ravel(), minlength=count + 1)[1:])


def median_diameter_of(labels: np.ndarray, body: np.ndarray | None = None, power: float = 0.0) -> float:
    """Median equivalent diameter in px; 0 without objects.

    With a `power` above 0 each object counts with its mean body probability (`body` H×W) to this power; the median is
    then the smallest diameter at which half of the weight is reached.
    """
    areas = np.bincount(labels.ravel())[1:]
    present = areas > 0
    if not present.any():
        return 0.0
    if power == 0:
        return float(2 * np.sqrt(np.median(areas[present]) / np.pi))
    order = np.argsort(areas[present], kind="stable")
    reached = np.cumsum(mean_body(labels, body)[present][order] ** power)
    return float(2 * np.sqrt(areas[present][order][np.searchsorted(reached, reached[-1] / 2)] / np.pi))
