"""Which image, where, at what scale: balanced by look group and by mosaic."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from .atlas import Atlas
from .errors import TrainingError

# Share of crops per look group. Tissue has few images but is where the starter failed; large fluorescent nuclei
# are easy. Nuclei drawn wide are 23 images of which a network learns nothing at their natural share. A group that is
# not in the data gives its share to the others.
WIDE_SHARE = 0.10
SHARES = {
    "small fluorescent": 0.32,
    "small fluorescent, drawn wide": WIDE_SHARE,
    "large fluorescent": 0.12,
    "purple tissue": 0.28,
    "pink & purple tissue": 0.06,
    "grayscale tissue": 0.05,
    "simulated": 0.11,
}
TARGET = 22.0  # network px per nucleus diameter, the manifest's targetDiameterPx
SPREAD = 0.33  # standard deviation of the logarithm of a crop's scale
SMALLEST, LARGEST = 10.0, 52.0


def image_probabilities(atlas: Atlas, wide: float = WIDE_SHARE, looks: Mapping[str, float] | None = None) -> np.ndarray:
    """Probability of each image: its group's share, within it 1/sqrt(images of its mosaic).

    `wide`: the share of nuclei drawn wide, taken from (or given to) the others of their group. `looks`: shares of
    looks (the names of SHARES, or groups) in place of all these; a look that it does not name is never drawn
    (nuclei drawn wide are then with their group, if that is named). Raises TrainingError where no image has one of them.
    """
    shares = looks or (SHARES | {"small fluorescent": SHARES["small fluorescent"] + WIDE_SHARE - wide, "small fluorescent, drawn wide": wide})
    mosaics = Counter(entry.mosaic for entry in atlas.items)
    own = np.array([1 / math.sqrt(mosaics[entry.mosaic]) for entry in atlas.items])
    looks_there = np.array([look if look in shares else entry.group for look, entry in zip(atlas.looks, atlas.items, strict=True)])
    missing = set(looks or ()) - set(looks_there)
    if missing:
        raise TrainingError(f"No image has the look {' or '.join(sorted(missing))}; there are {', '.join(np.unique(looks_there))}.")
    out = np.zeros(len(own))
    for look in np.unique(looks_there):
        members = looks_there == look
        out[members] = shares.get(look, 0 if looks else 0.4) * own[members] / own[members].sum()
    return out / out.sum()


def draw(
    atlas: Atlas, probabilities: np.ndarray, rng: np.random.Generator, batch: int, target: float = TARGET, spread: float = SPREAD
) -> tuple[Tensor, Tensor, Tensor]:
    """`batch` crops as Atlas.crop wants them: which, centre (y, x), matrix (image px per crop px).

    `target`: crop px per nucleus diameter, around which the scale is drawn with `spread`.
    """
    which = rng.choice(len(probabilities), batch, p=probabilities)
    centres, matrices = np.zeros((batch, 2), np.float32), np.zeros((batch, 2, 2), np.float32)
    for slot, index in enumerate(which):
        entry, nuclei = atlas.items[index], atlas.centres[index]
        if len(nuclei) and rng.random() < 0.75:
            centres[slot] = nuclei[rng.integers(len(nuclei))] + rng.normal(0, 40, 2)
        else:
            centres[slot] = rng.uniform(0, 1, 2) * (entry.height, entry.width)
        centres[slot] = np.clip(centres[slot], 0, (entry.height - 1, entry.width - 1))
        diameter = entry.diameter or target
        if rng.random() < 0.15:  # as it is: the first pass, before the scale is known
            wanted = diameter * math.exp(rng.normal(0, 0.1))
        else:
            wanted = target * math.exp(rng.normal(0.05, spread))
        scale = min(max(wanted, SMALLEST), max(LARGEST, 2 * target)) / diameter  # crop px per image px
        quarter = rng.integers(4) * math.pi / 2
        angle = quarter + (rng.uniform(-math.pi / 4, math.pi / 4) if rng.random() < 0.4 else 0)
        stretch = math.exp(rng.normal(0, 0.08)) if rng.random() < 0.5 else 1.0
        cos, sin = math.cos(angle), math.sin(angle)
        turn = np.array([[cos, -sin], [sin, cos]]) @ np.diag([stretch, 1 / stretch])
        if rng.random() < 0.5:
            turn[:, 1] *= -1
        matrices[slot] = turn / scale
    return torch.from_numpy(which.astype(np.int64)), torch.from_numpy(centres), torch.from_numpy(matrices)
