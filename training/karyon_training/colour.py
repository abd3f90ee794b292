"""Augmentation of look: stain, modality, polarity, colour. Batches B×3×S×S in 0…1; `rng` draws per image."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from .smooth import smooth_field


def column(values, like: Tensor) -> Tensor:
    """Per-image numbers, B or B×3, ready to multiply a B×3×S×S batch."""
    tensor = torch.as_tensor(np.asarray(values, np.float32), device=like.device)
    return tensor.view(len(tensor), -1, 1, 1)


def choose(rng: np.random.Generator, where: np.ndarray, share: float, like: Tensor) -> Tensor:
    """Boolean B×1×1×1: `share` of the images of `where`."""
    return column(where & (rng.random(len(where)) < share), like) > 0.5


def stain_jitter(x: Tensor, rng: np.random.Generator, where: np.ndarray) -> Tensor:
    """Mixes and scales the channels of the optical density: other dyes, other amounts."""
    count = len(x)
    mix = np.eye(3) + rng.normal(0, 0.18, (count, 3, 3))
    mix = mix * np.exp(rng.normal(0, 0.3, (count, 1, 1)))
    density = -torch.log(x.clamp(0, 1) * 0.97 + 0.03)
    moved = torch.einsum("bij,bjyx->biyx", torch.as_tensor(mix.astype(np.float32), device=x.device), density)
    return torch.where(choose(rng, where, 0.6, x), torch.exp(-moved.clamp(min=0)), x)


def to_stained(x: Tensor, rng: np.random.Generator, generator: torch.Generator, where: np.ndarray) -> Tensor:
    """Fluorescence → transmitted light: the signal becomes a dose of dye over a counterstain."""
    count = len(x)
    dye = np.abs(rng.normal([0.65, 0.7, 0.35], 0.2, (count, 3))) * rng.uniform(0.6, 2.0, (count, 1))
    ground = np.abs(rng.normal([0.15, 0.8, 0.2], 0.2, (count, 3))) * rng.uniform(0, 0.6, (count, 1))
    tissue = (0.5 + 0.3 * smooth_field(x, generator, 8) + 0.2 * smooth_field(x, generator, 64)).clamp(0, 1.5)
    density = x.mean(1, keepdim=True) * column(dye, x) + tissue * column(ground, x)
    return torch.where(choose(rng, where, 0.18, x), torch.exp(-density) * column(rng.uniform(0.8, 1, count), x), x)


def to_fluorescent(x: Tensor, rng: np.random.Generator, where: np.ndarray) -> Tensor:
    """Transmitted light → fluorescence: one mixture of the optical densities becomes the signal."""
    mix = np.abs(rng.normal([0.8, 0.4, 0.2], 0.2, (len(x), 3)))
    density = -torch.log(x.clamp(0, 1) * 0.97 + 0.03)
    signal = (density * column(mix, x)).sum(1, keepdim=True)
    signal = signal / signal.amax((2, 3), keepdim=True).clamp(min=0.1)
    return torch.where(choose(rng, where, 0.12, x), signal.expand(-1, 3, -1, -1), x)


def borrow_statistics(x: Tensor, rng: np.random.Generator, where: np.ndarray) -> Tensor:
    """Gives an image the channel means and deviations of another one of the batch that `where` also names."""
    members = np.flatnonzero(where)
    if len(members) < 2:
        return x
    donors = np.arange(len(x))
    donors[members] = np.roll(members, int(rng.integers(1, len(members))))
    mean, deviation = x.mean((2, 3), keepdim=True), x.std((2, 3), keepdim=True) + 0.02
    index = torch.from_numpy(donors).to(x.device)
    moved = (x - mean) / deviation * deviation[index] + mean[index]
    share = column(rng.uniform(0.4, 1, len(x)), x)
    return torch.where(choose(rng, where, 0.25, x), torch.lerp(x, moved, share).clamp(0, 1), x)


def recolour(x: Tensor, rng: np.random.Generator, stained: np.ndarray) -> Tensor:
    """Gray, shuffled, tinted and inverted versions."""
    count, everything = len(x), np.ones(len(x), bool)
    x = torch.where(choose(rng, stained, 0.15, x), x.mean(1, keepdim=True).expand_as(x), x)
    order = np.stack([rng.permutation(3) for _ in range(count)])
    index = torch.from_numpy(order).to(x.device)[:, :, None, None].expand_as(x)
    x = torch.where(choose(rng, everything, 0.15, x), torch.gather(x, 1, index), x)
    tint = rng.uniform(0.15, 1, (count, 3))
    x = torch.where(choose(rng, ~stained, 0.15, x), x * column(tint / tint.max(1, keepdims=True), x), x)
    return torch.where(choose(rng, everything, 0.15, x), 1 - x, x)
