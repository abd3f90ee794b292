"""Generated images and masks for the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from karyon_training.simulate import simulate


def write_folder(folder: Path, count: int, side: int = 96) -> None:
    """`count` simulated fields as images/NN.png (8 bit) and masks/NN.png (16-bit labels)."""
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    written, index = 0, 0
    while written < count:
        image, labels, _ = simulate(11, index, side)
        index += 1
        if not labels.any():
            continue
        eight = np.rint(np.clip(image / image.max(), 0, 1) * 255).astype(np.uint8)
        Image.fromarray(eight).save(folder / "images" / f"{written:02d}.png")
        Image.fromarray(labels.astype(np.uint16)).save(folder / "masks" / f"{written:02d}.png")
        written += 1


def discs(side: int, centres: list[tuple[int, int]], radius: float) -> np.ndarray:
    yy, xx = np.mgrid[:side, :side]
    labels = np.zeros((side, side), np.int32)
    for number, (y, x) in enumerate(centres, 1):
        labels[(yy - y) ** 2 + (xx - x) ** 2 < radius**2] = number
    return labels
