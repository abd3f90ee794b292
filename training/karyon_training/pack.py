"""The packed data set: one file with every image, its labels and its distance target.

Layout (numpy .npz whose members are LZMA-compressed bytes): `images` holds uint8 planes one after another (one
plane for gray, three for colour), `labels` uint16, both delta-coded along rows because that compresses best; `meta`
is JSON, one entry per image in the same order. The distance targets are computed on reading: seconds, and a tenth
of the file.
"""

from __future__ import annotations

import json
import lzma
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from .errors import TrainingError, writing
from .targets import distance_target


@dataclass
class Entry:
    """One image of the pack. `fold` −1 = never used for validation; `bright` = nuclei darker than background."""

    name: str
    source: str
    group: str
    fold: int
    mosaic: str
    height: int
    width: int
    colour: bool
    bright: bool
    diameter: float
    nuclei: int


@dataclass
class Item:
    """An entry with its arrays: image uint8 H×W or H×W×3 (normalised), labels int32 H×W, distance uint8 H×W."""

    entry: Entry
    image: np.ndarray
    labels: np.ndarray
    distance: np.ndarray


def _delta(plane: np.ndarray) -> bytes:
    coded = plane.copy()
    coded[:, 1:] = plane[:, 1:] - plane[:, :-1]
    return coded.tobytes()


def _undelta(raw: np.ndarray) -> np.ndarray:
    return np.cumsum(raw, axis=1, dtype=raw.dtype)


def _squeeze(parts: list[bytes]) -> np.ndarray:
    return np.frombuffer(lzma.compress(b"".join(parts), preset=4), np.uint8)


def write_pack(path: Path, items: list[Item]) -> int:
    """Writes the pack atomically; returns its size in bytes."""
    images, labels = [], []
    for item in items:
        planes = [item.image] if item.image.ndim == 2 else [item.image[..., c] for c in range(3)]
        images += [_delta(np.ascontiguousarray(plane)) for plane in planes]
        labels.append(_delta(item.labels.astype(np.uint16)))
    meta = json.dumps([asdict(item.entry) for item in items]).encode()
    temporary = path.with_suffix(".part")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb") as file:
            np.savez(
                file,
                images=_squeeze(images),
                labels=_squeeze(labels),
                meta=np.frombuffer(meta, np.uint8),
            )
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    return path.stat().st_size


def read_pack(path: Path) -> list[Item]:
    """Reads what `write_pack` wrote."""
    if not path.exists():
        raise TrainingError(f"{path} is not there. Make it first with the prepare command.")
    try:
        with np.load(path) as file:
            raw = {k: np.frombuffer(lzma.decompress(file[k].tobytes()), np.uint8) for k in ("images", "labels")}
            meta = [Entry(**entry) for entry in json.loads(file["meta"].tobytes())]
    except (OSError, ValueError, KeyError, TypeError, lzma.LZMAError, EOFError) as error:
        raise TrainingError(f"{path} is damaged ({error}). Make it again with the prepare command.") from error
    items, at_image, at = [], 0, 0
    for entry in meta:
        size, shape = entry.height * entry.width, (entry.height, entry.width)
        planes = []
        for _ in range(3 if entry.colour else 1):
            planes.append(_undelta(raw["images"][at_image : at_image + size].reshape(shape)))
            at_image += size
        labels = _undelta(raw["labels"][2 * at : 2 * (at + size)].view(np.uint16).reshape(shape)).astype(np.int32)
        distance = distance_target(labels)
        at += size
        items.append(Item(entry, np.stack(planes, -1) if entry.colour else planes[0], labels, distance))
    return items
