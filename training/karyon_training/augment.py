"""The whole augmentation of a batch, from crop to what the network sees."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import torch
from torch import Tensor

from .colour import borrow_statistics, choose, column, recolour, stain_jitter, to_fluorescent, to_stained
from .jpeg import jpeg
from .smooth import blur, smooth_field


# What an ablation may leave out of the augmentation. Contrast itself always stays; without "image-contrast" every crop
# is stretched by its own percentiles.
PARTS = ("stain", "style", "modality", "colour", "light", "optics", "jpeg", "image-contrast")
BLUR = (0.3, 3.2)  # share of crops out of focus, largest σ in network px


def augment(
    x: Tensor, bright: np.ndarray, rng: np.random.Generator, generator: torch.Generator, without: Collection[str] = (), blurred: tuple[float, float] = BLUR,
    clean: float = 0.0,
) -> Tensor:
    """B×3×S×S in 0…1 → the same, changed. `bright`: B booleans, nuclei darker than their background.

    `generator` lives on the batch's device; `without` names PARTS to leave out; `blurred`: see BLUR; the share `clean`
    of the crops keeps its image's own look, but for contrast.
    """
    untouched = x
    if "stain" not in without:
        x = stain_jitter(x, rng, bright)
    if "style" not in without:
        x = borrow_statistics(x, rng, bright)
    if "modality" not in without:
        x = to_fluorescent(x, rng, bright)
        x = to_stained(x, rng, generator, ~bright)
    if "colour" not in without:
        x = recolour(x, rng, bright)
    if "light" not in without:
        x = light(x, rng, generator)
    if "optics" not in without:
        x = optics(x, rng, generator, blurred)
    if "jpeg" not in without:
        x = jpeg(x, np.where(rng.random(len(x)) < 0.12, rng.integers(25, 90, len(x)), 0))
    if clean:
        x = torch.where(choose(rng, np.ones(len(x), bool), clean, x), untouched, x)
    return contrast(x, rng, 0 if "image-contrast" in without else 0.6)


def light(x: Tensor, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
    """Gamma, uneven illumination, haze."""
    count, everything = len(x), np.ones(len(x), bool)
    gamma = np.clip(np.exp(rng.normal(0, 0.6, count)), 0.3, 3.3)
    x = torch.where(choose(rng, everything, 0.55, x), x.clamp(min=1e-4) ** column(gamma, x), x)
    field = smooth_field(x, generator, 1 if rng.random() < 0.6 else 2)
    uneven = x * (1 + field * column(rng.uniform(0.05, 0.3, count), x)).clamp(0.15, 2)
    x = torch.where(choose(rng, everything, 0.25, x), uneven, x)
    hazy = x + (smooth_field(x, generator, 2) * column(rng.uniform(0, 0.15, count), x)).clamp(min=0)
    return torch.where(choose(rng, everything, 0.12, x), hazy, x)


def optics(x: Tensor, rng: np.random.Generator, generator: torch.Generator, blurred: tuple[float, float] = BLUR) -> Tensor:
    """Blur, then the noise of photons and of electronics, gray or per channel."""
    count, everything = len(x), np.ones(len(x), bool)
    x = blur(x, np.where(rng.random(count) < blurred[0], rng.uniform(0.4, blurred[1], count), 0))
    noise = torch.randn(x.shape, generator=generator, device=x.device)
    noise = torch.where(choose(rng, everything, 0.6, x), noise[:, :1], noise)
    noise = blur(noise, np.where(rng.random(count) < 0.3, rng.uniform(0.4, 1.0, count), 0))
    shot = x.clamp(0, 1).sqrt() * column(rng.uniform(0, 0.12, count), x)
    plain = column(np.abs(rng.normal(0, 0.05, count)), x)
    return torch.where(choose(rng, everything, 0.35, x), x + noise * (shot + plain), x)


def contrast(x: Tensor, rng: np.random.Generator, kept: float) -> Tensor:
    """Back into 0…1 the way whole-image normalisation would.

    The share `kept` stays in the range of its whole image, as inference shows it: how dim a nucleus is beside the
    image's brightest tells how wide annotators drew it. The others are stretched by the crop's own percentiles.
    """
    count = len(x)
    as_it_is = rng.random(count) < kept
    flat = x.flatten(1)
    sample = flat[:, torch.from_numpy(rng.integers(0, flat.shape[1], 4096)).to(x.device)]
    ordered = sample.sort(1).values
    low, high = ordered[:, 20].view(-1, 1, 1, 1), ordered[:, 4087].view(-1, 1, 1, 1)
    # A crop without contrast would have its noise blown up; sometimes that is right, as for an empty field.
    floor = column(np.where(rng.random(count) < 0.2, 0.05, 0.5), x)
    x = torch.where(choose(rng, as_it_is, 1, x), x, (x - low) / (high - low).clamp(min=floor))
    less = np.where(as_it_is, 0.5, 1)
    shift, gain = column(less * rng.normal(0, 0.04, count), x), column(np.exp(less * rng.normal(0.03, 0.12, count)), x)
    return (x * gain + shift).clamp(0, 1)


def negatives(x: Tensor, rng: np.random.Generator, generator: torch.Generator, share: float = 0.04) -> tuple[Tensor, Tensor]:
    """Replaces some images by empty fields: noise of any grain, gradients, constants. Returns (x, which: B booleans)."""
    chosen = rng.random(len(x)) < share
    which = torch.from_numpy(chosen).to(x.device)
    if not chosen.any():
        return x, which
    grain = torch.randn((len(x), 3, *x.shape[2:]), generator=generator, device=x.device)
    grain = torch.where(choose(rng, chosen, 0.7, x), grain[:, :1].expand_as(grain), grain)
    grain = blur(grain, np.where(chosen & (rng.random(len(x)) < 0.5), rng.uniform(0.4, 2.0, len(x)), 0))
    level, noise = column(rng.uniform(0, 1, len(x)), x), column(rng.choice([0, 0.02, 0.1, 0.25], len(x)), x)
    field = smooth_field(x, generator, 1) * column(rng.choice([0, 0.1, 0.4], len(x)), x)
    empty = (level + field + grain * noise).clamp(0, 1)
    return torch.where(which.view(-1, 1, 1, 1), empty, x), which
