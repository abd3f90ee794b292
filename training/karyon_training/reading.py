"""Images and label images from disk, as arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from .errors import TrainingError

SUFFIXES = (".png", ".tif", ".tiff", ".jpg", ".jpeg", ".bmp")


def read_array(path: Path) -> np.ndarray:
    """Any supported file as H×W or H×W×C in its own number type; a TIFF's singleton axes are dropped."""
    try:
        if path.suffix.lower() in (".tif", ".tiff"):
            import tifffile

            return np.squeeze(tifffile.imread(path))
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB") if image.mode in ("P", "CMYK", "YCbCr") else image)
    except FileNotFoundError as error:
        raise TrainingError(f"{path} is not there.") from error
    except Exception as error:  # every codec raises its own errors, and a damaged TIFF header any of Python's
        raise TrainingError(f"{path} could not be read as an image ({error}). Save it again as PNG or TIFF.") from error


def read_image(path: Path) -> np.ndarray:
    """Intensities as H×W (gray) or H×W×3 (colour); alpha is dropped, an RGB file without colour becomes gray."""
    array = read_array(path)
    if array.ndim == 3 and array.shape[0] in (3, 4) and array.shape[2] not in (3, 4):
        array = np.moveaxis(array, 0, -1)
    if array.ndim == 3 and array.shape[2] == 2:  # gray with alpha
        array = array[..., 0]
    if array.ndim == 2:
        return array
    if array.ndim != 3 or array.shape[2] not in (3, 4):
        raise TrainingError(
            f"{path} has the shape {'×'.join(map(str, array.shape))}; a gray or an RGB image of one plane is needed."
        )
    colour = array[..., :3]
    if (colour[..., :1] == colour[..., 1:]).all():
        return colour[..., 0]
    return colour


def read_labels(path: Path) -> np.ndarray:
    """A label image H×W int32: 0 background, one number per nucleus. Two-valued masks are told apart by touching."""
    if path.suffix.lower() in (".jpg", ".jpeg"):
        raise TrainingError(f"{path} is a JPEG, which changes a mask's numbers; save the mask as PNG or TIFF.")
    array = read_array(path)
    if array.ndim == 3:
        # An RGB mask whose channels agree is a gray mask saved in colour; any other one has no defined labels.
        if array.shape[2] >= 3 and (array[..., :1] == array[..., 1:3]).all():
            array = array[..., 0]
        else:
            raise TrainingError(
                f"{path} is a colour picture; a mask holds one number per nucleus (16-bit PNG or TIFF) or 0 and 255."
            )
    if array.dtype == bool or not np.issubdtype(array.dtype, np.integer):
        if not np.isfinite(array.astype(np.float64)).all() or (array != np.floor(array)).any():
            raise TrainingError(f"{path} holds fractions; a mask holds whole numbers, one per nucleus.")
    values = array.astype(np.int64)
    if values.min(initial=0) < 0:
        raise TrainingError(f"{path} holds negative labels ({values.min()}); 0 is background, nuclei count from 1.")
    present = np.unique(values)
    if len(present[present > 0]) == 1 and present[-1] in (1, 255, 65535):
        from scipy.ndimage import label

        return label(values > 0)[0].astype(np.int32)
    return np.searchsorted(present, values).astype(np.int32) + (0 if present[0] == 0 else 1)
