"""How wide the nuclei of an image were drawn: where their outlines run, in brightness."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import binary_dilation, binary_erosion

# Below it annotators drew dim nuclei out to their faintest rim. In dsb2018 that is one look (few very bright nuclei
# among dim ones), with the targets half as large again as networks draw them that saw it as rarely as it is.
WIDE = 0.37
AROUND = 4  # px around nuclei that are not background yet


def outline_level(image: np.ndarray, labels: np.ndarray) -> float | None:
    """Median gray of the nuclei's outermost pixels, from 0 (background) to 1 (median gray of nuclei); None without both.

    image H×W or H×W×3 of any number type, labels H×W, 0 = background.
    """
    gray = image if image.ndim == 2 else image.mean(-1)
    inside = labels > 0
    outside = ~binary_dilation(inside, iterations=AROUND)
    rim = inside & ~binary_erosion(inside, border_value=1)
    if not rim.any() or not outside.any():
        return None
    background, nucleus, edge = (float(np.median(gray[where])) for where in (outside, inside, rim))
    return (edge - background) / (nucleus - background) if nucleus != background else None
