"""Blurs and smooth random fields for batches."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


def smooth_field(like: Tensor, generator: torch.Generator, cells: int) -> Tensor:
    """B×1×S×S field of about `cells` random patches across, mean 0, deviation about 1."""
    batch, _, height, width = like.shape
    coarse = torch.randn((batch, 1, cells + 1, cells + 1), generator=generator, device=like.device)
    return F.interpolate(coarse, (height, width), mode="bilinear", align_corners=True) * 1.4


def blur(x: Tensor, sigmas: np.ndarray) -> Tensor:
    """Gaussian blur with one σ (px) per image; σ 0 leaves an image as it is."""
    chosen = np.flatnonzero(sigmas > 0)
    if not len(chosen):
        return x
    index = torch.from_numpy(chosen).to(x.device)
    part = x[index]
    radius = max(1, int(np.ceil(3 * sigmas[chosen].max())))
    offsets = np.arange(-radius, radius + 1)
    kernels = np.exp(-(offsets**2) / (2 * sigmas[chosen, None] ** 2))
    kernels = (kernels / kernels.sum(1, keepdims=True)).astype(np.float32)
    weight = torch.from_numpy(np.repeat(kernels, part.shape[1], 0)).to(x.device)
    count, channels, height, width = part.shape
    flat = part.reshape(1, count * channels, height, width)
    flat = F.pad(flat, (radius,) * 4, mode="reflect")
    flat = F.conv2d(flat, weight[:, None, :, None], groups=count * channels)
    flat = F.conv2d(flat, weight[:, None, None, :], groups=count * channels)
    return x.index_copy(0, index, flat.view_as(part))
