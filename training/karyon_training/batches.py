"""A training batch from its number alone: on one kind of device the same seed and number give the same batch, also
after a restart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from .atlas import Atlas
from .augment import BLUR, augment, negatives
from .sampler import SPREAD, TARGET, WIDE_SHARE, draw, image_probabilities
from .touching import touching_border


class Batch(NamedTuple):
    """What a step needs: image B×3×S×S, labels B×S×S, border, distance and weight B×1×S×S, offset B×2×S×S."""

    image: Tensor
    labels: Tensor
    border: Tensor
    distance: Tensor
    weight: Tensor
    offset: Tensor


class Batches:
    def __init__(self, atlas: Atlas, seed: int, batch: int, side: int, without: Collection[str] = (), target: float = TARGET, blurred: tuple[float, float] = BLUR, clean: float = 0.0, spread: float = SPREAD, wide: float = WIDE_SHARE, looks: Mapping[str, float] | None = None):
        self.atlas, self.seed, self.batch, self.side, self.without, self.target, self.blurred = atlas, seed, batch, side, without, target, blurred
        self.clean, self.spread = clean, spread
        self.probabilities = image_probabilities(atlas, wide, looks)
        self.bright = np.array([entry.bright for entry in atlas.items])

    @torch.no_grad()
    def __getitem__(self, step: int) -> Batch:
        rng = np.random.default_rng([self.seed, step])
        generator = torch.Generator(self.atlas.device).manual_seed(int(rng.integers(2**62)))
        which, centre, matrix = draw(self.atlas, self.probabilities, rng, self.batch, self.target, self.spread)
        crop = self.atlas.crop(which, centre, matrix, self.side)
        image = augment(crop.image, self.bright[which.numpy()], rng, generator, self.without, self.blurred, self.clean)
        image, empty = negatives(image, rng, generator)
        full = (~empty).view(-1, 1, 1, 1)
        labels = crop.labels * full[:, 0]
        weight = torch.where(full, crop.weight, torch.ones_like(crop.weight))
        return Batch(image, labels, touching_border(labels), crop.distance * full, weight, crop.offset * full)
