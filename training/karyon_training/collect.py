"""Gathers images and labels from the sources into pack items."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from skimage.transform import resize

from .errors import TrainingError
from .normalise import normalise
from .pack import Entry, Item
from .reading import SUFFIXES, read_array, read_image, read_labels
from .simulate import simulate
from .targets import distance_target, median_diameter, nuclei_table

# Nuclei are never trained on at more than 48 network pixels, so larger ones need not travel at full size.
LARGEST_DIAMETER = 40.0
# A larger field adds more of the same look; its centre is enough and keeps the pack small.
LARGEST_SIDE = 704


def _renumber(labels: np.ndarray) -> np.ndarray:
    """Labels 0…n without gaps."""
    present = np.unique(labels)
    return np.searchsorted(present, labels).astype(np.int32) + (0 if present[0] == 0 else 1)


def make_item(image: np.ndarray, labels: np.ndarray, *, shrink: bool = True, **fields) -> Item:
    """Normalises, measures, shrinks images of very large nuclei, and computes the distance target."""
    areas, _ = nuclei_table(labels)
    diameter = median_diameter(areas)
    plain = normalise(image)
    if shrink and diameter > LARGEST_DIAMETER:
        factor = LARGEST_DIAMETER / diameter
        shape = (max(64, round(labels.shape[0] * factor)), max(64, round(labels.shape[1] * factor)))
        plain = resize(plain, (*shape, *plain.shape[2:]), order=1, anti_aliasing=True).astype(np.float32)
        rows = ((np.arange(shape[0]) + 0.5) * labels.shape[0] / shape[0]).astype(int)
        columns = ((np.arange(shape[1]) + 0.5) * labels.shape[1] / shape[1]).astype(int)
        labels = _renumber(labels[rows][:, columns])
        areas, _ = nuclei_table(labels)
        diameter = median_diameter(areas)
    if shrink and max(labels.shape) > LARGEST_SIDE:
        top, left = (max(0, (side - LARGEST_SIDE) // 2) for side in labels.shape)
        window = np.s_[top : top + LARGEST_SIDE, left : left + LARGEST_SIDE]
        plain, labels = plain[window], _renumber(labels[window])
    gray = plain if plain.ndim == 2 else plain.mean(-1)
    inside = labels > 0
    bright = bool(inside.any() and (~inside).any() and gray[inside].mean() < gray[~inside].mean())
    entry = Entry(
        height=labels.shape[0],
        width=labels.shape[1],
        colour=plain.ndim == 3,
        bright=bright,
        diameter=round(diameter, 2),
        nuclei=int(labels.max(initial=0)),
        **fields,
    )
    return Item(entry, np.rint(plain * 255).astype(np.uint8), labels.astype(np.int32), distance_target(labels))


def from_dsb2018(folder: Path) -> Iterator[Item]:
    """Every row of index.csv but near duplicates of test images; folds and mosaics as the index gives them."""
    index = folder / "index.csv"
    if not index.exists():
        raise TrainingError(f"{index} is not there; {folder} is not the dsb2018 folder.")
    with open(index, newline="") as file:
        for row in csv.DictReader(file):
            if row["near_duplicate"] == "1":
                continue
            yield make_item(
                read_image(folder / "images" / f"{row['id']}.png"),
                read_labels(folder / "labels" / f"{row['id']}.png"),
                name=row["id"],
                source="dsb2018",
                group=row["group"],
                fold=int(row["fold"]),
                mosaic=f"dsb{row['mosaic']}",
            )


def mask_folder(folder: Path) -> Path:
    """`masks` or `labels` in the folder, beside `images`."""
    masks = next((folder / name for name in ("masks", "labels") if (folder / name).is_dir()), None)
    if masks is None or not (folder / "images").is_dir():
        raise TrainingError(f"{folder} needs a folder images and beside it a folder masks with files of the same names.")
    return masks


def image_paths(folder: Path) -> list[Path]:
    """The images in order; the n-th one belongs to fold n mod folds, whether it can be used or not."""
    paths = sorted(p for p in (folder / "images").iterdir() if p.suffix.lower() in SUFFIXES)
    if not paths:
        raise TrainingError(f"{folder / 'images'} holds no image ({', '.join(SUFFIXES)}).")
    return paths


def from_pairs(folder: Path, source: str, group: str, fold_count: int, on_skip) -> Iterator[Item]:
    """`images/` beside `masks/` (or `labels/`): masks are label images of the same stem, or a folder per image
    with one mask per nucleus. With `fold_count` 0 nothing is held out. A pair that cannot be used is skipped
    and `on_skip` is told why, in a sentence with the file's name."""
    masks, paths = mask_folder(folder), image_paths(folder)
    for number, path in enumerate(paths):
        try:
            image, labels = read_image(path), labels_for(path, masks)
            if image.shape[:2] != labels.shape:
                raise TrainingError(
                    f"{path} is {image.shape[1]}×{image.shape[0]} px but its mask is {labels.shape[1]}×{labels.shape[0]} px."
                )
            if labels.max(initial=0) == 0:
                raise TrainingError(f"The mask of {path} is empty: no nucleus is marked.")
            if labels.max() > 65535:
                raise TrainingError(f"The mask of {path} holds {labels.max()} nuclei; 65,535 is the most.")
            if (labels > 0).all():
                raise TrainingError(f"The mask of {path} has no background: every pixel belongs to a nucleus.")
            if min(labels.shape) < 32:
                raise TrainingError(f"{path} is {labels.shape[1]}×{labels.shape[0]} px; at least 32×32 is needed.")
        except TrainingError as error:
            on_skip(str(error))
            continue
        fold = number % fold_count if fold_count else -1
        yield make_item(
            image, labels, name=path.stem, source=source, group=group, fold=fold, mosaic=f"{source}{number}"
        )


def labels_for(image: Path, masks: Path) -> np.ndarray:
    """Labels H×W of an image: a mask file of its name, or a folder of its name with one mask per nucleus."""
    several = masks / image.stem
    if several.is_dir():
        return _merge(several)
    for suffix in SUFFIXES:
        for candidate in (masks / f"{image.stem}{suffix}", masks / f"{image.stem}{suffix.upper()}"):
            if candidate.exists():
                return read_labels(candidate)
    raise TrainingError(f"{image} has no mask: {masks / image.stem} with {', '.join(SUFFIXES)} was looked for.")


def _merge(folder: Path) -> np.ndarray:
    """One mask file per nucleus → a label image; overlaps of more than 5 % of the smaller nucleus are refused."""
    labels: np.ndarray | None = None
    for number, path in enumerate(sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES), 1):
        mask = read_array(path)
        mask = (mask if mask.ndim == 2 else mask[..., :3].max(-1)) > 0
        if labels is None:
            labels = np.zeros(mask.shape, np.int32)
        if mask.shape != labels.shape:
            raise TrainingError(f"{path} is {mask.shape[1]}×{mask.shape[0]} px, the masks before it are not.")
        shared = int((mask & (labels > 0)).sum())
        if shared > 0.05 * max(1, int(mask.sum())):
            raise TrainingError(f"{path} overlaps masks before it by {shared} px; nuclei must not overlap.")
        labels[mask & (labels == 0)] = number
    if labels is None:
        raise TrainingError(f"{folder} holds no mask.")
    return _renumber(labels)


def simulated(count: int, seed: int) -> Iterator[Item]:
    """`count` simulated fields, never held out."""
    for index in range(count):
        image, labels, _ = simulate(seed, index)
        if labels.max(initial=0) == 0:
            continue
        yield make_item(
            image, labels, name=f"simulated-{index}", source="simulated", group="simulated", fold=-1, mosaic=f"sim{index}"
        )
