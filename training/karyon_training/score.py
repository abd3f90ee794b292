"""The scores of the 2018 Data Science Bowl paper (Caicedo et al., Nature Methods 16, 2019), exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

THRESHOLDS = np.arange(0.5, 1.0, 0.05).round(2)


@dataclass
class ImageScore:
    """Counts per threshold (ten), numbers of targets and predictions, and the best IoU of each prediction."""

    true: np.ndarray
    targets: int
    predictions: int
    best: np.ndarray

    @property
    def false_positives(self) -> np.ndarray:
        return self.predictions - self.true

    @property
    def false_negatives(self) -> np.ndarray:
        return self.targets - self.true

    @property
    def s(self) -> float:
        """Mean over thresholds of TP/(TP+FP+FN); 1 when there is neither target nor prediction."""
        total = self.targets + self.predictions - self.true
        return float(np.mean(self.true / total)) if total.all() else 1.0

    def f1(self, threshold: float) -> float:
        hits = self.true[int(np.argmin(np.abs(THRESHOLDS - threshold)))]
        total = self.targets + self.predictions
        return float(2 * hits / total) if total else 1.0


def iou_matrix(target: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """Labels 1…n and 1…m → n×m intersection over union."""
    n, m = int(target.max(initial=0)), int(prediction.max(initial=0))
    joint = np.bincount(target.ravel().astype(np.int64) * (m + 1) + prediction.ravel(), minlength=(n + 1) * (m + 1))
    joint = joint.reshape(n + 1, m + 1)
    union = joint.sum(1)[1:, None] + joint.sum(0)[None, 1:] - joint[1:, 1:]
    return joint[1:, 1:] / np.maximum(union, 1)


def score(target: np.ndarray, prediction: np.ndarray) -> ImageScore:
    """A match is strictly IoU > t; above .5 it is unique, so no assignment is needed."""
    iou = iou_matrix(target, prediction)
    best = iou.max(0) if iou.shape[0] else np.zeros(iou.shape[1])
    return ImageScore(np.array([(iou > t).sum() for t in THRESHOLDS]), iou.shape[0], iou.shape[1], best)


def macro(scores: list[ImageScore]) -> dict[str, float]:
    """Means over images, and the mean absolute count error relative to the target count."""
    errors = [abs(s.predictions - s.targets) / max(1, s.targets) for s in scores]
    return {
        "images": len(scores),
        "nuclei": sum(s.targets for s in scores),
        "S": float(np.mean([s.s for s in scores])),
        **{f"F1@{t}": float(np.mean([s.f1(t) for s in scores])) for t in (0.5, 0.7, 0.9)},
        "count error": float(np.mean(errors)),
    }


def pooled_f1(scores: list[ImageScore], threshold: float = 0.7) -> float:
    """F1 of all nuclei together, as the paper's scoreboard also shows it."""
    index = int(np.argmin(np.abs(THRESHOLDS - threshold)))
    hits = sum(int(s.true[index]) for s in scores)
    total = sum(s.targets + s.predictions for s in scores)
    return 2 * hits / total if total else 1.0
