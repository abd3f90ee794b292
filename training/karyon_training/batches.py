"""A training batch from its number alone: on one kind of device the same seed and number give the same batch, also
after a restart."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from .atlas import Atlas
from .augment import augment, negatives
from .sampler import draw, image_probabilities
from .touching import touching_border


class Batches:
    def __init__(self, atlas: Atlas, seed: int, batch: int, side: int):
        self.atlas, self.seed, self.batch, self.side = atlas, seed, batch, side
        self.probabilities = image_probabilities(atlas)
        self.bright = np.array([entry.bright for entry in atlas.items])

    @torch.no_grad()
    def __getitem__(self, step: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """image B×3×S×S, labels B×S×S, border, distance and weight B×1×S×S."""
        rng = np.random.default_rng([self.seed, step])
        generator = torch.Generator(self.atlas.device).manual_seed(int(rng.integers(2**62)))
        which, centre, matrix = draw(self.atlas, self.probabilities, rng, self.batch)
        image, labels, distance, weight = self.atlas.crop(which, centre, matrix, self.side)
        image = augment(image, self.bright[which.numpy()], rng, generator)
        image, empty = negatives(image, rng, generator)
        keep = (~empty).view(-1, 1, 1)
        labels, distance = labels * keep, distance * keep[:, None]
        weight = torch.where(empty.view(-1, 1, 1, 1), torch.ones_like(weight), weight)
        return image, labels, touching_border(labels), distance, weight
