"""Nuclei from relative positions: the heads offsetY and offsetX, decoded. The engine's decoder does the same steps.

After Jacobkie (2nd of the 2018 Data Science Bowl, see the field notes on its winners): inside a nucleus the relative
position rises evenly from one boundary to the other; between touching nuclei it falls back. Seeds are therefore
where it does not fall in any of four directions (vertical, horizontal and the two diagonals), and they grow downhill.
Its networks predict the four directions apart; ours predict the way from the centre, from which the four follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from .decode import Decoder, decode

OFFSETS = slice(3, 5)  # offsetY and offsetX in network.HEADS


@dataclass
class PositionDecoder:
    """The manifest's constants of the decoder kind relative-position."""

    body_threshold: float = 0.55
    seed_threshold: float = 0.0  # of the closeness to the centre: 1 there, 0 half a diameter away
    slope_threshold: float = -0.03  # diameters per px
    position_sigma: float = 1.5  # px
    min_area: int = 12


def position_maps(maps: np.ndarray, decoder: PositionDecoder) -> np.ndarray:
    """maps 5×H×W (network.HEADS, 0…1) → body, folds and closeness 3×H×W float32, for `decode` and `candidates`.

    closeness = 1 − 2 · |offset|, with the offset from the nucleus's centre in its diameters, smoothed: 1 in the
    centre, 0 at the boundary, and below. Folds are 1 where the position falls by more than the threshold along one of
    the four directions (central differences), else 0: there two nuclei meet. They stand in for the border map.
    """
    single = np.float32
    oy, ox = (gaussian_filter(single(2) * m.astype(single) - single(1), decoder.position_sigma) for m in maps[OFFSETS])
    close = single(1) - single(2) * np.sqrt(oy * oy + ox * ox)
    y, x = (np.pad(o, 1, "edge") for o in (oy, ox))
    down, right = y[2:, 1:-1] - y[:-2, 1:-1], x[1:-1, 2:] - x[1:-1, :-2]
    # Along a diagonal: the sum (or difference) of the two, over √2, per √2 px.
    both, apart = y + x, y - x
    falling = (both[2:, 2:] - both[:-2, :-2]) / single(2), (apart[2:, :-2] - apart[:-2, 2:]) / single(2)
    slope = np.minimum.reduce([down, right, *falling]) / single(2)
    folds = (slope <= single(decoder.slope_threshold)).astype(single)
    return np.stack([maps[0].astype(single), folds, close])


def decode_positions(maps: np.ndarray, decoder: PositionDecoder) -> np.ndarray:
    """maps 5×H×W → labels int32 H×W, 1…n: `decode` of the position maps, which are smooth already."""
    plain = Decoder(decoder.body_threshold, decoder.seed_threshold, 0.0, decoder.min_area)
    return decode(position_maps(maps, decoder), plain)
