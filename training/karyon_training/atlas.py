"""All images of a pack as flat tensors on one device, and crops of them by gathering.

Everything from cropping to the last augmentation is tensor work on whole batches, so that two CPU cores or one
GPU are kept busy by the network and not by Python.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from .outline import WIDE, outline_level
from .pack import Item
from .targets import nuclei_table

LEVELS = 3  # image pyramid: 1, 1/2, 1/4, so that shrinking does not alias


class Crop(NamedTuple):
    """image B×3×S×S in 0…1; labels B×S×S int64, numbered per image; distance B×1×S×S in 0…1; weight B×1×S×S of the
    pixel's nucleus; offset B×2×S×S in −1…1: way from the nucleus's centre (y, x) over its equivalent diameter, 0 in
    background."""

    image: Tensor
    labels: Tensor
    distance: Tensor
    weight: Tensor
    offset: Tensor


class Atlas:
    """Flat uint8 pixels of a three-level pyramid, int16 labels and uint8 distances of level 0."""

    def __init__(self, items: list[Item], device: torch.device):
        self.items = [item.entry for item in items]
        self.device = device
        self.looks = [_look(item) for item in items]
        pixels: list[np.ndarray] = []
        starts = np.zeros((len(items), LEVELS), np.int64)
        strides = np.zeros((len(items), LEVELS), np.int64)  # from one colour plane to the next; 0 for gray
        sizes = np.zeros((len(items), LEVELS, 2), np.int64)
        label_starts = np.zeros(len(items), np.int64)
        table_starts = np.zeros(len(items), np.int64)
        labels, distances, tables, middles, self.centres = [], [], [], [], []
        at = label_at = table_at = 0
        for index, item in enumerate(items):
            planes = item.image[None] if item.image.ndim == 2 else np.moveaxis(item.image, -1, 0)
            for level in range(LEVELS):
                if level:
                    planes = _halve(planes)
                starts[index, level], sizes[index, level] = at, planes.shape[1:]
                strides[index, level] = planes[0].size if planes.shape[0] == 3 else 0
                pixels.append(planes.ravel())
                at += planes.size
            label_starts[index], table_starts[index] = label_at, table_at
            labels.append(item.labels.astype(np.int16).ravel())
            distances.append(item.distance.ravel())
            label_at += item.labels.size
            areas, centres = nuclei_table(item.labels)
            weights = np.ones_like(areas)
            if len(areas) > 1:
                # Small nuclei of an image count for more, in the spirit of Jacobkie's size-weighted loss.
                weights[1:] = np.clip(np.sqrt(np.median(areas[1:]) / np.maximum(areas[1:], 1)), 0.6, 3)
            tables.append(weights)
            table_at += len(weights)
            radii = np.sqrt(np.maximum(areas, 1) / np.pi)[:, None]
            middles.append(np.concatenate([np.concatenate([np.zeros((1, 2)), centres]), radii], 1).astype(np.float32))
            self.centres.append(centres)

        def on_device(array):
            return torch.from_numpy(array).to(device)

        self.pixels = on_device(np.concatenate(pixels))
        self.labels = on_device(np.concatenate(labels))
        self.distances = on_device(np.concatenate(distances))
        self.weights = on_device(np.concatenate(tables))
        self.middles = on_device(np.concatenate(middles))  # y, x, radius of each nucleus; a row for background
        self.starts, self.strides, self.sizes = on_device(starts), on_device(strides), on_device(sizes)
        self.label_starts, self.table_starts = on_device(label_starts), on_device(table_starts)

    def crop(self, which: Tensor, centre: Tensor, matrix: Tensor, side: int) -> Crop:
        """Crops of `side`² px under an affine map.

        which: B image numbers; centre: B×2 (y, x) in image px; matrix: B×2×2, image px per crop px. Beyond the
        edge the image is reflected.
        """
        which, centre, matrix = (t.to(self.device) for t in (which, centre, matrix))
        axis = torch.arange(side, device=self.device, dtype=torch.float32) - (side - 1) / 2
        grid = torch.stack(torch.meshgrid(axis, axis, indexing="ij"))  # 2×S×S
        place = torch.einsum("bij,jyx->biyx", matrix, grid) + centre[:, :, None, None]
        size = self.sizes[which, 0]
        place, turned = _reflect(place, size)
        step = torch.linalg.det(matrix).abs().sqrt()
        level = torch.clamp(torch.floor(torch.log2(step) + 0.4), 0, LEVELS - 1).long()
        image = self._pixels_at(which, level, place)
        y, x, flat = _corners(size, self.label_starts[which], place)
        # The nearest of the four neighbours, so that labels stay whole numbers.
        top, left = y < 0.5, x < 0.5
        near = torch.where(top, torch.where(left, flat[0], flat[1]), torch.where(left, flat[2], flat[3]))
        labels = self.labels[near].long()
        distance = _blend(y, x, *(self.distances[f].float() for f in flat)) / 255
        # Bilinear values leak across a boundary; outside a nucleus the distance is 0.
        distance = (distance * (labels > 0))[:, None]
        row = self.table_starts[which][:, None, None] + labels
        middle = self.middles[row]
        away = (place - middle[..., :2].permute(0, 3, 1, 2)) * turned
        away = torch.einsum("bij,bjyx->biyx", torch.linalg.inv(matrix), away) * step[:, None, None, None]
        offset = (away / middle[..., 2][:, None] / 2).clamp(-1, 1) * (labels > 0)[:, None]
        return Crop(image, labels, distance, self.weights[row][:, None], offset)

    def _pixels_at(self, which: Tensor, level: Tensor, place: Tensor) -> Tensor:
        place = (place + 0.5) / (2.0**level)[:, None, None, None] - 0.5
        y, x, flat = _corners(self.sizes[which, level], self.starts[which, level], place)
        gray = self.strides[which, 0] == 0
        out = torch.empty((len(which), 3, *y.shape[1:]), device=self.device)
        for part, channels in ((torch.nonzero(gray)[:, 0], 1), (torch.nonzero(~gray)[:, 0], 3)):
            if not len(part):
                continue
            own = [f[part] for f in flat]
            plane = self.strides[which, level][part][:, None, None]
            for channel in range(channels):
                value = _blend(y[part], x[part], *(self.pixels[f + plane * channel].float() for f in own))
                if channels == 1:
                    out[part] = value[:, None].expand(-1, 3, -1, -1)
                else:
                    out[part, channel] = value
        return out / 255


def _look(item: Item) -> str:
    """The look group, and whether its nuclei were drawn wide."""
    level = outline_level(item.image, item.labels)
    return f"{item.entry.group}, drawn wide" if level is not None and level < WIDE else item.entry.group


def _halve(planes: np.ndarray) -> np.ndarray:
    even = planes[:, : planes.shape[1] // 2 * 2, : planes.shape[2] // 2 * 2].astype(np.uint16)
    total = even[:, ::2, ::2] + even[:, 1::2, ::2] + even[:, ::2, 1::2] + even[:, 1::2, 1::2]
    return ((total + 2) // 4).astype(np.uint8)


def _reflect(place: Tensor, size: Tensor) -> tuple[Tensor, Tensor]:
    """Reflection without repeating the edge, for places B×2×S×S any distance outside; and −1 where an axis is
    mirrored, else 1."""
    last = torch.clamp(size - 1, min=1)[:, :, None, None].float()
    way = torch.remainder(place, 2 * last) - last
    return last - way.abs(), torch.where(way > 0, -1.0, 1.0)


def _corners(size: Tensor, start: Tensor, place: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
    """Fractions y and x B×S×S, and the flat indices of the four neighbours (top left first, row by row)."""
    last = (size - 1)[:, :, None, None]
    place = torch.minimum(place.clamp(min=0), last.float())
    low = place.long()
    y, x = (place - low).unbind(1)
    high = torch.minimum(low + 1, last)
    width, base = size[:, 1][:, None, None], start[:, None, None]
    rows = [low[:, 0] * width + base, high[:, 0] * width + base]
    return y, x, [row + column for row in rows for column in (low[:, 1], high[:, 1])]


def _blend(y: Tensor, x: Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    top, bottom = torch.lerp(a, b, x), torch.lerp(c, d, x)
    return torch.lerp(top, bottom, y)
