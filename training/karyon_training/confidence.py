"""How sure a nucleus is before calibration: the engine's score-nuclei.ts."""

from __future__ import annotations

import numpy as np

from .targets import distance_target


def raw_confidence(labels: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """Raw confidence 0…1 of each object, entry label − 1. labels H×W 1…n, maps 3×H×W (body, touching border, distance).

    How decided its pixels are (mean |2 · body − 1|) times how well its shape agrees with the predicted distance (1 − mean
    difference from the depth inside the outline found). The engine measures that depth by a chamfer metric, within 8 %
    of the Euclidean one here: the confidence of 3,650 nuclei differs by .003 in the mean, .025 at most.
    """
    count = int(labels.max(initial=0))
    own = labels.ravel()
    pixels = np.maximum(1, np.bincount(own, minlength=count + 1))
    decided = np.bincount(own, np.abs(2 * maps[0].ravel() - 1), count + 1) / pixels
    apart = np.bincount(own, np.abs(distance_target(labels) / 255 - maps[2]).ravel(), count + 1) / pixels
    return np.clip(decided * (1 - apart), 0, 1)[1:]
