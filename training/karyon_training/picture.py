"""`picture`: a model card's pictures. A calibration plot from an evaluation, and known failures on generated images.

Only generated images are drawn: nothing of the data that models are measured on may be passed on with them. The
nuclei are the engine's own (`karyon count`), so the pictures show what a user would get.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from .disturb import DISTURBANCES
from .engine import ROOT
from .errors import TrainingError, writing
from .reading import read_labels
from .score import score
from .simulate import simulate_image, simulate_labels

LARGEST_PICTURE = 60_000
SIDE, ZOOM = 176, 2
# Of the product's error map: agreed, missed and extra boundaries, as in the paper.
BOTH, TARGET_ONLY, PREDICTED_ONLY = (252, 252, 252), (0, 128, 255), (255, 0, 0)
BEGIN, END = "<!-- pictures: made by `picture`, written anew each time -->", "<!-- end of pictures -->"


@dataclass
class Failure:
    """A look that models are weak at, generated."""

    name: str
    title: str
    diameter: float
    stained: bool
    change: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None = None


def _defocus(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return gaussian_filter(image, (4.5, 4.5, 0)[: image.ndim])


FAILURES = (
    Failure("touching-small", "Small nuclei that touch", 9, False),
    Failure("out-of-focus", "Out of focus, σ 4.5 px", 20, False, _defocus),
    Failure("gamma-2", "Gamma 2: dim nuclei nearly vanish", 18, False, DISTURBANCES["gamma 2"]),
    Failure("dense-tissue", "Dense stained tissue", 14, True),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="model folder; its card.md gets the pictures")
    parser.add_argument("--cli", type=Path, default=ROOT / "out" / "main" / "cli.js", help="the built command line")
    parser.add_argument("--counted", type=Path, help="results of karyon count --labels on a held-out fold, for the calibration plot")
    parser.add_argument("--truth", type=Path, help="folder of the label images of the same names")
    parser.add_argument("--data", default="fold 0, which the network never saw", help="what was counted, for the card")
    parser.add_argument("--tries", type=int, default=6, help="generated fields of each look, of which the worst is drawn")


def generated(failure: Failure, number: int) -> tuple[np.ndarray, np.ndarray]:
    """(uint8 image SIDE×SIDE(×3), labels): the number-th crowded field of a look."""
    for seed in range(number * 1000, (number + 1) * 1000):
        rng = np.random.default_rng([17, seed])
        labels = simulate_labels(rng, SIDE, failure.diameter)
        if (labels > 0).mean() > 0.25:
            break
    image = simulate_image(rng, labels, failure.diameter, failure.stained)
    low, high = np.percentile(image, [0.1, 99.9])
    image = np.clip((image - low) / max(high - low, 1e-9) * 255, 0, 255).astype(np.uint8)
    return (image if failure.change is None else np.clip(failure.change(image, rng), 0, 255).astype(np.uint8)), labels


def boundaries(labels: np.ndarray) -> np.ndarray:
    """Pixels of nuclei beside another label, thickened by one pixel on the picture's own scale."""
    padded = np.pad(labels, 1, "edge")
    out = np.zeros(labels.shape, bool)
    for view in (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        out |= (view != labels) & (labels > 0)
    return out


def drawn(image: np.ndarray, target: np.ndarray, found: np.ndarray) -> Image.Image:
    """The image with the outlines of truth and result in the error colours, `ZOOM` times as large."""
    big = np.repeat(np.repeat(image if image.ndim == 3 else np.stack([image] * 3, -1), ZOOM, 0), ZOOM, 1).copy()
    both, mine = (boundaries(np.repeat(np.repeat(labels, ZOOM, 0), ZOOM, 1)) for labels in (target, found))
    big[both & ~mine] = TARGET_ONLY
    big[mine & ~both] = PREDICTED_ONLY
    big[both & mine] = BOTH
    return Image.fromarray(big)


def save_small(picture: Image.Image, path: Path) -> None:
    """As a palette PNG of at most LARGEST_PICTURE bytes: the drawing's few colours outlast the photo's many."""
    for colours in (128, 64, 32, 16):
        with writing(path):
            picture.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST_PICTURE:
            return
    raise TrainingError(f"{path} has {path.stat().st_size} bytes with 16 colours; {LARGEST_PICTURE} is the most. Draw a smaller field.")


def count(args: argparse.Namespace, images: Path, out: Path) -> None:
    """`karyon count --labels` with this model folder, imported into a home of its own."""
    import os

    if not args.cli.exists():
        raise TrainingError(f"{args.cli} is not there. Build the command line first: npm run build.")
    home = out.with_name("home")
    shutil.copytree(args.model, home / "models" / args.model.name)
    name = args.model.name
    command = ["node", str(args.cli), "count", str(images), "--model", name, "--labels", "--device", "cpu", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"KARYON_HOME": str(home)})
    if done.returncode != 0:
        raise TrainingError(f"{args.model} could not be counted with: {(done.stderr or done.stdout).strip()[-600:]}")


def failures(args: argparse.Namespace) -> list[str]:
    """Draws the worst generated field of each look; returns the card's lines."""
    lines = ["## Known failures", "", "Generated fields; of each look the worst of a few. White: outlines that agree. Blue: missed truth. Red: the model's alone.", ""]
    with tempfile.TemporaryDirectory() as folder:
        images, out = Path(folder) / "images", Path(folder) / "out"
        images.mkdir()
        fields = {(f.name, n): generated(f, n) for f in FAILURES for n in range(args.tries)}
        for (name, number), (image, _) in fields.items():
            Image.fromarray(image).save(images / f"{name}-{number}.png")
        count(args, images, out)
        for failure in FAILURES:
            tried = []
            for number in range(args.tries):
                image, target = fields[failure.name, number]
                path = out / "labels" / f"{failure.name}-{number}_labels.tif"
                found = read_labels(path) if path.exists() else np.zeros_like(target)
                tried.append((score(target, found), image, target, found))
            worst, image, target, found = min(tried, key=lambda t: t[0].f1(0.7))
            save_small(drawn(image, target, found), args.model / f"failure-{failure.name}.png")
            said = f"{failure.title}: {worst.targets} nuclei, {worst.predictions} found, F1@.7 {worst.f1(0.7):.2f} (mean of {args.tries} fields {np.mean([t[0].f1(0.7) for t in tried]):.2f})"
            lines += [f"![{said}](failure-{failure.name}.png)", ""]
            print(said)
    return lines


def calibration(args: argparse.Namespace) -> list[str]:
    """Draws predicted confidence against true IoU, in ten equally filled bins; returns the card's lines."""
    said, true = [], []
    with open(args.counted / "nuclei.csv", newline="", encoding="utf-8-sig") as file:
        rows: dict[str, dict[int, float]] = {}
        for row in csv.DictReader(file):
            if row["confidence"]:
                rows.setdefault(Path(row["file"]).stem, {})[int(row["label"])] = float(row["confidence"])
    for name, confidence in rows.items():
        found = read_labels(args.counted / "labels" / f"{name}_labels.tif")
        best = score(read_labels(args.truth / f"{name}.png"), found).best
        said += confidence.values()
        true += [best[label - 1] for label in confidence]
    x, y = np.asarray(said), np.asarray(true)
    if len(x) < 100:
        raise TrainingError(f"{args.counted} has {len(x)} nuclei with a confidence; at least 100 are needed for a plot.")
    bins = np.array_split(np.argsort(x, kind="stable"), 10)
    points = [(x[b].mean(), y[b].mean(), *np.quantile(y[b], [0.25, 0.75])) for b in bins]
    error = sum(len(b) * abs(p[0] - p[1]) for b, p in zip(bins, points)) / len(x)
    with writing(args.model):
        (args.model / "calibration.svg").write_text(plot(points))
    words = f"Predicted confidence against true IoU: {len(x)} nuclei of {args.data}, in ten equally filled bins, mean and quartiles. Mean distance from the diagonal {error:.3f}"
    print(words)
    return ["## Calibration", "", f"![{words}](calibration.svg)", ""]


def plot(points: list[tuple[float, float, float, float]]) -> str:
    """(predicted, true mean, lower and upper quartile) of each bin → SVG on white."""
    size, edge = 240, 36
    at = lambda v: round(edge + v * size, 1)  # noqa: E731
    up = lambda v: round(12 + (1 - v) * size, 1)  # noqa: E731
    ticks = [0, 0.25, 0.5, 0.75, 1]
    grid = "".join(
        f'<path d="M{at(t)} {up(0)}V{up(1)}M{at(0)} {up(t)}H{at(1)}" stroke="#e4e4e7"/>'
        f'<text x="{at(t)}" y="{up(0) + 14}" text-anchor="middle">{t:g}</text><text x="{at(0) - 5}" y="{up(t) + 3.5}" text-anchor="end">{t:g}</text>'
        for t in ticks
    )
    marks = "".join(
        f'<path d="M{at(p)} {up(low)}V{up(high)}" stroke="#2563eb" stroke-width="2" opacity=".4"/><circle cx="{at(p)}" cy="{up(m)}" r="4" fill="#2563eb"/>'
        for p, m, low, high in points
    )
    wide, high = edge + size + 14, 12 + size + 36
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="10" fill="#3f3f46">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{grid}<path d="M{at(0)} {up(0)}L{at(1)} {up(1)}" stroke="#71717a" stroke-dasharray="4 3"/>{marks}'
        f'<text x="{at(0.5)}" y="{up(0) + 29}" text-anchor="middle">predicted confidence</text>'
        f'<text transform="translate(11 {up(0.5)}) rotate(-90)" text-anchor="middle">true IoU</text></svg>\n'
    )


def with_section(card: str, lines: list[str]) -> str:
    """The card with its pictures' section written anew, at the end."""
    without = re.sub(rf"\n*{re.escape(BEGIN)}.*?{re.escape(END)}\n*", "\n", card, flags=re.S)
    return without.rstrip("\n") + "\n\n" + "\n".join([BEGIN, "", *lines, END]) + "\n"


def picture(args: argparse.Namespace) -> Path:
    path = args.model / "card.md"
    if not path.exists():
        raise TrainingError(f"{path} is not there; {args.model} is no model folder with a card.")
    if (args.counted is None) != (args.truth is None):
        raise TrainingError("A calibration plot needs both --counted and --truth.")
    lines = (calibration(args) if args.counted else []) + failures(args)
    with writing(path):
        path.write_text(with_section(path.read_text(), lines))
    return path
