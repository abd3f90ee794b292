"""Simulated microscopy: clumped, textured, blurred nuclei under uneven light, fluorescent or stained."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter


def _field(rng: np.random.Generator, side: int, sigma: float) -> np.ndarray:
    """Smooth random field with mean 0 and standard deviation 1."""
    values = gaussian_filter(rng.standard_normal((side, side)), sigma, mode="wrap")
    return ((values - values.mean()) / (values.std() + 1e-9)).astype(np.float32)


def simulate_labels(rng: np.random.Generator, side: int, diameter: float) -> np.ndarray:
    """Label image of wobbly ellipses; about half of them grow beside another one, so that they touch."""
    labels = np.zeros((side, side), np.int32)
    yy, xx = np.mgrid[:side, :side].astype(np.float32)
    density = rng.uniform(0.08, 0.5)
    wanted = max(1, int(density * side * side / (np.pi / 4 * diameter**2)))
    spread, clumping = rng.uniform(0.1, 0.35), rng.uniform(0, 0.8)
    centres: list[tuple[float, float, float]] = []
    for _ in range(wanted):
        radius = diameter / 2 * np.exp(rng.normal(0, spread))
        if centres and rng.random() < clumping:
            cy, cx, other = centres[rng.integers(len(centres))]
            angle, reach = rng.uniform(0, 2 * np.pi), (radius + other) * rng.uniform(0.75, 1.0)
            cy, cx = cy + reach * np.sin(angle), cx + reach * np.cos(angle)
        else:
            cy, cx = rng.uniform(0, side, 2)
        if not (0 <= cy < side and 0 <= cx < side):
            continue
        reach = int(radius * 2) + 2
        top, left = max(0, int(cy) - reach), max(0, int(cx) - reach)
        window = np.s_[top : int(cy) + reach, left : int(cx) + reach]
        dy, dx = yy[window] - cy, xx[window] - cx
        tilt, stretch = rng.uniform(0, np.pi), np.exp(rng.normal(0, 0.18))
        u = (dx * np.cos(tilt) + dy * np.sin(tilt)) / stretch
        v = (-dx * np.sin(tilt) + dy * np.cos(tilt)) * stretch
        phi = np.arctan2(v, u)
        edge = radius * (1 + sum(rng.normal(0, 0.06) * np.cos(k * phi + rng.uniform(0, 6.3)) for k in (2, 3, 4)))
        inside = np.hypot(u, v) < edge
        taken = labels[window] > 0
        if (inside & taken).sum() > 0.3 * max(1, inside.sum()):
            continue
        labels[window][inside & ~taken] = len(centres) + 1
        centres.append((cy, cx, radius))
    return _tidy(labels, diameter)


def _tidy(labels: np.ndarray, diameter: float) -> np.ndarray:
    """Drops slivers and numbers the rest 1…n."""
    areas = np.bincount(labels.ravel())
    keep = areas >= max(8, 0.12 * diameter**2)
    keep[0] = False
    numbers = np.zeros(len(areas), np.int32)
    numbers[keep] = np.arange(1, keep.sum() + 1)
    return numbers[labels]


def simulate_image(rng: np.random.Generator, labels: np.ndarray, diameter: float, stained: bool) -> np.ndarray:
    """Labels → float32 in about 0…1: H×W fluorescence, or H×W×3 transmitted light with two stains."""
    side = labels.shape[0]
    count = labels.max(initial=0)
    levels = np.exp(rng.normal(0, rng.uniform(0.1, 0.5), count + 1)).astype(np.float32)
    levels[0] = 0
    chromatin = np.clip(1 + rng.uniform(0.05, 0.35) * _field(rng, side, diameter * rng.uniform(0.05, 0.15)), 0.2, 2)
    density = levels[labels] * chromatin
    sharp = gaussian_filter(density, rng.uniform(0.5, 1.4))
    haze = gaussian_filter(density, diameter * rng.uniform(0.5, 1.5)) * rng.uniform(0, 0.35)
    debris = np.zeros_like(sharp)
    for _ in range(rng.integers(0, 12)):
        y, x = rng.integers(0, side, 2)
        debris[y, x] = rng.uniform(2, 20)
    debris = gaussian_filter(debris, rng.uniform(0.6, 1.6))
    if not stained:
        light = 1 + rng.uniform(0, 0.35) * _field(rng, side, side / 3)
        image = (sharp + haze + debris) * np.clip(light, 0.3, 2) + rng.uniform(0, 0.15)
        photons = 10 ** rng.uniform(1.2, 3.2)
        return (rng.poisson(np.clip(image, 0, None) * photons) / photons).astype(np.float32)
    nuclear = np.array([0.65, 0.70, 0.29]) + rng.normal(0, 0.08, 3)
    ground = np.array([0.07, 0.99, 0.11]) + np.abs(rng.normal(0, 0.12, 3))
    tissue = np.clip(0.5 + 0.35 * _field(rng, side, diameter * 0.8) + 0.25 * _field(rng, side, diameter * 0.15), 0, None)
    tissue *= _field(rng, side, diameter * 3) > rng.uniform(-2, 0.5)
    dose = (sharp + 0.5 * haze + 0.3 * debris) * rng.uniform(0.5, 1.3)
    optical = dose[..., None] * nuclear + (gaussian_filter(tissue, 0.7) * rng.uniform(0.1, 0.7))[..., None] * ground
    image = np.exp(-optical) * rng.uniform(0.8, 1.0) + rng.normal(0, rng.uniform(0.005, 0.03), optical.shape)
    return image.astype(np.float32)


def simulate(seed: int, index: int, side: int = 256) -> tuple[np.ndarray, np.ndarray, bool]:
    """The index-th simulated field of a seed: (image, labels, stained). The same numbers give the same field."""
    rng = np.random.default_rng([seed, index])
    diameter = float(np.exp(rng.uniform(np.log(11), np.log(34))))
    stained = bool(rng.random() < 0.5)
    labels = simulate_labels(rng, side, diameter)
    return simulate_image(rng, labels, diameter, stained), labels, stained
