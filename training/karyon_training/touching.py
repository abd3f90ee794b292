"""The border target: where two nuclei touch."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

WINDOW = 5


def touching_border(labels: Tensor, window: int = WINDOW) -> Tensor:
    """B×S×S labels → B×1×S×S float: 1 where a `window`² neighbourhood holds two nuclei, else 0."""
    values = labels[:, None].float()
    pad = window // 2

    def highest_around(x: Tensor) -> Tensor:
        return F.max_pool2d(F.max_pool2d(x, (window, 1), 1, (pad, 0)), (1, window), 1, (0, pad))

    highest = highest_around(values)
    # The smallest label that is not background: background is lifted above every label first.
    lifted = values.masked_fill(values == 0, 1e6)
    lowest = -highest_around(-lifted)
    return ((highest > 0) & (lowest < 1e6) & (highest != lowest)).float()
