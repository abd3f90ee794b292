"""What JPEG does to pixels, as tensor work: 8×8 cosine transform, quantisation, and back. No chroma subsampling."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

# The luminance table of the JPEG standard's annex K.
_TABLE = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    np.float32,
)


def _cosines() -> np.ndarray:
    n = np.arange(8)
    basis = np.cos((2 * n[None] + 1) * n[:, None] * math.pi / 16) / 2
    basis[0] /= math.sqrt(2)
    return basis.astype(np.float32)


def jpeg(x: Tensor, qualities: np.ndarray) -> Tensor:
    """B×3×S×S in 0…1, S a multiple of 8, one quality (1…99) per image; quality 0 leaves an image as it is."""
    chosen = np.flatnonzero(qualities > 0)
    if not len(chosen):
        return x
    index = torch.from_numpy(chosen).to(x.device)
    part = x[index] * 255 - 128
    quality = qualities[chosen].astype(np.float32)
    scale = np.where(quality < 50, 50 / quality, 2 - quality / 50)
    table = torch.from_numpy(np.maximum(_TABLE[None] * scale[:, None, None], 1).astype(np.float32)).to(x.device)
    basis = torch.from_numpy(_cosines()).to(x.device)
    count, channels, height, width = part.shape
    blocks = part.view(count, channels, height // 8, 8, width // 8, 8).permute(0, 1, 2, 4, 3, 5)
    steps = table[:, None, None, None]
    coded = torch.round((basis @ blocks @ basis.T) / steps) * steps
    back = (basis.T @ coded @ basis).permute(0, 1, 2, 4, 3, 5).reshape(part.shape)
    return x.index_copy(0, index, ((back + 128) / 255).clamp(0, 1))
