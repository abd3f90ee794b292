"""What the network is asked for, from a label image."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import center_of_mass, distance_transform_edt, find_objects


def distance_target(labels: np.ndarray) -> np.ndarray:
    """H×W labels → uint8 0…255: distance to the nucleus's own boundary over its maximum in that nucleus.

    Each nucleus is measured alone, so a boundary with a neighbour counts as one with background. The image's
    edge does not count as a boundary: a nucleus cut by it keeps rising towards the edge.
    """
    out = np.zeros(labels.shape, np.uint8)
    height, width = labels.shape
    for index, box in enumerate(find_objects(labels), 1):
        if box is None:
            continue
        inside = labels[box] == index
        pads = [
            (int(box[0].start > 0), int(box[0].stop < height)),
            (int(box[1].start > 0), int(box[1].stop < width)),
        ]
        padded = np.pad(inside, pads)
        if padded.all():
            distance = np.ones(padded.shape)
        else:
            distance = distance_transform_edt(padded)
        own = distance[
            pads[0][0] : padded.shape[0] - pads[0][1],
            pads[1][0] : padded.shape[1] - pads[1][1],
        ]
        scaled = np.rint(own / own[inside].max() * 255).astype(np.uint8)
        view = out[box]
        view[inside] = scaled[inside]
    return out


def nuclei_table(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels 1…n → (areas in px: float32 n+1 with [0] = 0, centres y,x: float32 n×2)."""
    count = int(labels.max(initial=0))
    areas = np.bincount(labels.ravel(), minlength=count + 1).astype(np.float32)
    areas[0] = 0
    if count == 0:
        return areas, np.zeros((0, 2), np.float32)
    centres = np.asarray(center_of_mass(labels > 0, labels, np.arange(1, count + 1)), np.float32)
    return areas, centres


def median_diameter(areas: np.ndarray) -> float:
    """Median equivalent diameter in px of areas[1:]; 0 without nuclei."""
    sizes = areas[1:][areas[1:] > 0]
    return float(2 * np.sqrt(np.median(sizes) / np.pi)) if sizes.size else 0.0
