"""What is predicted of a candidate: its IoU, and the chance that it is right to the pixel."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .features import NAMES
from .positions import PositionDecoder
from .ranked_images import BBBC039, FOLD, SEEN, Ranked
from .trees import Forest, fit, mean

# Of overlapping candidates the one with the larger predicted IoU + PRECISE · predicted chance of an IoU above .9 is
# taken: two outlines of nearly the same predicted IoU differ in how often they are right to the pixel.
PRECISE, TIGHT = 0.5, 0.9


def cuts(x: np.ndarray, least: float, fragments: Sequence[float] | None) -> np.ndarray:
    """The predicted IoU that each candidate needs, from its features n×len(NAMES).

    `fragments`: (area over the image's median, least predicted IoU of what is smaller). Small things have a small IoU
    even where they are really there, because a pixel is a large part of them.
    """
    if fragments is None:
        return np.full(len(x), least)
    below, own = fragments
    return np.where(x[:, NAMES.index("areaRelative")] < below, min(own, least), least)


@dataclass
class Ranker:
    """Two forests: of the IoU, and of the chance that it is above TIGHT."""

    iou: Forest
    tight: Forest

    def predict(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Predicted IoU, and the order in which candidates are taken."""
        iou = self.iou.predict(x)
        return iou, iou + PRECISE * self.tight.predict(x)

    def as_dict(self, least: float, args: argparse.Namespace) -> dict:
        """ranker.json: the trees, and the levels and zooms whose candidates they were trained on."""
        precise = {"weight": PRECISE, **self.tight.as_dict(NAMES)} | {"predicts": f"IoU > {TIGHT}"}
        used = {"levels": [list(level) for level in args.levels], "zooms": args.zooms, "leastPredictedIoU": least}
        if args.fragments:
            used["fragments"] = {"belowAreaRatio": args.fragments[0], "leastPredictedIoU": args.fragments[1]}
        if args.positions:
            constants = PositionDecoder()
            used["positions"] = {"positionSigmaPx": constants.position_sigma, "slopeThreshold": constants.slope_threshold}
        return self.iou.as_dict(NAMES) | used | {"precise": precise}


def fit_ranker(images: list[Ranked], args: argparse.Namespace) -> Ranker:
    """Every image counts the same up to 60 candidates, so that crowded fields do not decide alone; a disturbed copy
    counts `args.disturbed_weight` of that, an image the network was trained on `args.seen_weight`."""
    images = [image for image in images if len(image.iou)]
    x, y = np.concatenate([i.x for i in images]), np.concatenate([i.iou for i in images])
    known = {FOLD: 1.0, BBBC039: 1.0, SEEN: args.seen_weight}
    shares = [known.get(i.source, args.disturbed_weight) for i in images]
    weight = np.concatenate([np.full(len(i.iou), share * min(1.0, 60 / len(i.iou))) for i, share in zip(images, shares, strict=True)])
    how = {"trees": args.trees, "depth": args.depth, "rate": args.rate}

    def forest(wanted: np.ndarray) -> Forest:
        return mean([fit(x, wanted, weight, seed=seed, **how) for seed in range(1, args.forests + 1)])

    return Ranker(forest(y), forest((y > TIGHT).astype(float)))
