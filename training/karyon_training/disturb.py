"""The robustness table's disturbances: 8-bit or 16-bit image in, disturbed image out."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.transform import resize

Disturbance = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def _unit(image: np.ndarray) -> np.ndarray:
    """Float 0…1 by the image's own extremes."""
    values = image.astype(np.float32)
    low, high = values.min(), values.max()
    return (values - low) / max(high - low, 1e-6)


def _eight(values: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def _invert(image, rng):
    return image.max() - image


def _tint(image, rng):
    colour = np.stack([image] * 3, -1) if image.ndim == 2 else image
    return _eight(_unit(colour) * np.array([1.0, 0.65, 0.35], np.float32))


def _gamma(power: float) -> Disturbance:
    return lambda image, rng: _eight(_unit(image) ** power)


def _blur(image, rng):
    sigma = (2, 2) if image.ndim == 2 else (2, 2, 0)
    return gaussian_filter(image.astype(np.float32), sigma)


def _noise(image, rng):
    values = _unit(image)
    return _eight(values + rng.normal(0, 0.05, values.shape))


def _zoom(factor: float) -> Disturbance:
    def zoom(image, rng):
        shape = tuple(max(16, round(side * factor)) for side in image.shape[:2])
        return resize(image.astype(np.float32), (*shape, *image.shape[2:]), order=1, anti_aliasing=factor < 1)

    return zoom


def _sixteen(image, rng):
    return (_unit(image) * 3000 + 400 + rng.normal(0, 4, image.shape)).astype(np.uint16)


def _jpeg(image, rng):
    file = io.BytesIO()
    Image.fromarray(_eight(_unit(image))).save(file, "JPEG", quality=50)
    return np.asarray(Image.open(file))


def _gradient(image, rng):
    values = _unit(image)
    ramp = np.linspace(0.4, 1.0, image.shape[1], dtype=np.float32)[None, :]
    return _eight(values * (ramp if image.ndim == 2 else ramp[..., None]))


DISTURBANCES: dict[str, Disturbance] = {
    "inverted": _invert,
    "tinted": _tint,
    "gamma 0.5": _gamma(0.5),
    "gamma 2": _gamma(2.0),
    "blur σ 2 px": _blur,
    "noise σ 5 %": _noise,
    "scale ×½": _zoom(0.5),
    "scale ×2": _zoom(2.0),
    "16-bit": _sixteen,
    "JPEG 50": _jpeg,
    "illumination gradient 1 : 2.5": _gradient,
}
