"""The training loss on logits B×3×S×S."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def edge_weight(body: Tensor) -> Tensor:
    """1 … 2.5: pixels within 2 px of the edge of a nucleus count for more, because they decide the outline."""
    grown = F.max_pool2d(body, 5, 1, 2)
    shrunk = 1 - F.max_pool2d(1 - body, 5, 1, 2)
    return 1 + 1.5 * (grown - shrunk)


def dice(probability: Tensor, target: Tensor) -> Tensor:
    """1 − soft Dice, per image."""
    overlap = (probability * target).sum((1, 2, 3))
    return 1 - (2 * overlap + 8) / (probability.sum((1, 2, 3)) + target.sum((1, 2, 3)) + 8)


def loss(logits: Tensor, labels: Tensor, border: Tensor, distance: Tensor, weight: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Weighted cross-entropy of body and border, half a Dice of each, twice the smooth L1 of the distance.

    labels B×S×S; border, distance and weight (size weight of each pixel's nucleus) B×1×S×S.
    """
    body = (labels > 0)[:, None].float()
    pixel = weight * edge_weight(body)
    pixel = pixel / pixel.mean()
    parts = {
        "body": (F.binary_cross_entropy_with_logits(logits[:, :1], body, reduction="none") * pixel).mean(),
        "border": (
            F.binary_cross_entropy_with_logits(
                logits[:, 1:2], border, reduction="none", pos_weight=torch.full((1,), 3.0, device=logits.device)
            )
            * pixel
        ).mean(),
        "dice": 0.5 * dice(logits[:, :1].sigmoid(), body).mean()
        + 0.25 * dice(logits[:, 1:2].sigmoid(), border)[border.flatten(1).any(1)].sum() / len(border),
        "distance": 2
        * (F.smooth_l1_loss(logits[:, 2:3].sigmoid(), distance, reduction="none", beta=0.2) * pixel * (0.5 + 1.5 * body)).mean(),
    }
    return sum(parts.values()), parts
