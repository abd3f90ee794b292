"""The training loss on logits B×3×S×S."""

from __future__ import annotations

from collections.abc import Collection

import torch
import torch.nn.functional as F
from torch import Tensor

from .batches import Batch


def edge_weight(body: Tensor) -> Tensor:
    """1 … 2.5: pixels within 2 px of the edge of a nucleus count for more, because they decide the outline."""
    grown = F.max_pool2d(body, 5, 1, 2)
    shrunk = 1 - F.max_pool2d(1 - body, 5, 1, 2)
    return 1 + 1.5 * (grown - shrunk)


def dice(probability: Tensor, target: Tensor) -> Tensor:
    """1 − soft Dice, per image."""
    overlap = (probability * target).sum((1, 2, 3))
    return 1 - (2 * overlap + 8) / (probability.sum((1, 2, 3)) + target.sum((1, 2, 3)) + 8)


# What an ablation may leave out of the loss.
PARTS = ("size-weight", "edge-weight", "dice")


def loss(logits: Tensor, batch: Batch, without: Collection[str] = ()) -> tuple[Tensor, dict[str, Tensor]]:
    """Weighted cross-entropy of body and border, half a Dice of body and a quarter of border, twice the smooth L1 of
    the distance and, when the network has five heads, of the offsets. `without` names PARTS to leave out.
    """
    body = (batch.labels > 0)[:, None].float()
    pixel = torch.ones_like(body) if "size-weight" in without else batch.weight
    if "edge-weight" not in without:
        pixel = pixel * edge_weight(body)
    pixel = pixel / pixel.mean()
    three = torch.full((1,), 3.0, device=logits.device)
    border_loss = F.binary_cross_entropy_with_logits(logits[:, 1:2], batch.border, reduction="none", pos_weight=three)
    parts = {
        "body": (F.binary_cross_entropy_with_logits(logits[:, :1], body, reduction="none") * pixel).mean(),
        "border": (border_loss * pixel).mean(),
        "distance": 2 * (_smooth(logits[:, 2:3].sigmoid(), batch.distance) * pixel * (0.5 + 1.5 * body)).mean(),
    }
    if "dice" not in without:
        touching = batch.border.flatten(1).any(1)
        border_dice = (dice(logits[:, 1:2].sigmoid(), batch.border) * touching).mean()
        parts["dice"] = 0.5 * dice(logits[:, :1].sigmoid(), body).mean() + 0.25 * border_dice
    if logits.shape[1] >= 5:
        # Stored in 0…1 like every map, so that one activation serves all heads.
        parts["offset"] = 2 * (_smooth(logits[:, 3:5].sigmoid(), (batch.offset + 1) / 2) * pixel * body).mean()
    return sum(parts.values()), parts


def _smooth(value: Tensor, target: Tensor) -> Tensor:
    return F.smooth_l1_loss(value, target, reduction="none", beta=0.2)
