"""Whole-image contrast normalisation, the same as the engine's."""

from __future__ import annotations

import numpy as np

LOW, HIGH = 0.5, 99.8


def normalise(image: np.ndarray) -> np.ndarray:
    """H×W or H×W×3 of any number type → float32 in [0,1] of the same shape.

    The 0.5 and 99.8 percentiles are taken over all pixels and channels together (colour is kept), the range
    between them becomes 0…1, the rest is clipped. A constant image becomes 0.
    """
    values = image.astype(np.float32)
    low, high = np.percentile(values, [LOW, HIGH])
    if not high > low:
        return np.zeros_like(values)
    return np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)


COLOURLESS = 0.02  # mean difference of the colour channels over the difference of highest and lowest value


def is_fluorescent(image: np.ndarray) -> bool:
    """H×W or H×W×3: no colour, and more than half of the values below the middle of the range that `normalise`
    stretches. The engine's FluorescenceTest."""
    values = image.astype(np.float32)
    low, high = np.percentile(values, [LOW, HIGH])
    coloured = values.ndim == 3 and float((values.max(-1) - values.min(-1)).mean()) > COLOURLESS * float(values.max() - values.min())
    return not coloured and bool((values < (low + high) / 2).mean() > 0.5)


def to_planes(image: np.ndarray) -> np.ndarray:
    """H×W or H×W×3 → 3×H×W; gray is repeated."""
    if image.ndim == 2:
        return np.broadcast_to(image, (3, *image.shape))
    return np.moveaxis(image, -1, 0)
