"""`rank`: the candidate ranker, measured on images the network never saw.

The network's held-out fold gives candidates with their true IoU; disturbed copies of it, bbbc039 and images that the
network was trained on give more. The figures printed are cross-fitted: the mosaics are dealt into parts, and each part
(with its disturbed copies and what shows the same fields) is scored by trees that saw the others only. What is written
was trained on all of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .calibrate import apply, points, quality
from .candidates import LEVELS, select
from .decode import Decoder
from .disturb import DISTURBANCES
from .errors import TrainingError, writing
from .infer import MOST_POWER
from .ranked_images import BBBC039, FOLD, PARTS, Ranked, gather
from .ranker import Ranker, cuts, fit_ranker
from .score import ImageScore, iou_matrix, macro, score

LEAST = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.55, 0.6)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, nargs="+", required=True, help="checkpoint.pt, model.onnx or a model folder; several checkpoints are an ensemble")
    parser.add_argument("--views", nargs="+", default=[], help="of an ensemble of checkpoints, as given to export")
    parser.add_argument("--shares", type=float, nargs="+", help="of an ensemble of checkpoints, as given to export")
    parser.add_argument("--zooms", type=float, nargs="+", default=[1.0], help="factors on the found scale whose candidates are pooled")
    parser.add_argument("--levels", type=split_level, nargs="+", default=LEVELS, help="seed,body thresholds of each split level")
    parser.add_argument("--positions", action="store_true", help="pool candidates from the relative positions of networks with five heads too")
    parser.add_argument("--dsb2018", type=Path, required=True)
    parser.add_argument("--fold", type=int, default=0, help="the fold that the model was not trained on")
    parser.add_argument("--every", type=int, default=1, help="use every n-th image only, for a quick look")
    parser.add_argument("--fluorescent", action="store_true", help="use images that a specialist counts only (see normalise.is_fluorescent)")
    parser.add_argument("--bbbc039", type=Path, help="the bbbc039 folder, to learn from and be measured on too, cross-fitted")
    parser.add_argument("--disturbed", nargs="*", choices=DISTURBANCES, default=[], help="disturbances of the fold to learn from and be measured on too")
    parser.add_argument("--disturbed-every", type=int, default=1, help="disturb every n-th image of the fold only")
    parser.add_argument("--disturbed-weight", type=float, default=0.2, help="of a disturbed image against one that is as it was")
    parser.add_argument("--seen-folds", type=int, nargs="*", default=[], help="folds the network was trained on, to learn from too")
    parser.add_argument("--seen-every", type=int, default=1, help="every n-th image of those folds only")
    parser.add_argument("--seen-weight", type=float, default=0.6, help="of an image the network was trained on against one it never saw")
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--forests", type=int, default=1, help="forests that learn from other rows each, whose mean is one forest of so many times the trees")
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--fragments", type=float, nargs=2, metavar=("BELOW", "LEAST"), help="of what is smaller than BELOW times the median area, a predicted IoU of LEAST is enough")
    parser.add_argument("--seed-threshold", type=float, default=Decoder().seed_threshold, help="of the plain decoder that finds the scale")
    parser.add_argument("--body-threshold", type=float, default=Decoder().body_threshold)
    parser.add_argument("--scale-confidence", type=float, default=0.0, help="how much a nucleus's confidence counts in the median size that the scale rests on: its power, 0 = not at all")
    parser.add_argument("--threads", type=int, default=2, help="of the network, in each process")
    parser.add_argument("--jobs", type=int, default=1, help="processes that gather candidates at the same time")
    parser.add_argument("--out", type=Path, required=True, help="folder for ranker.json and rank-figures.json")


def split_level(text: str) -> tuple[float, float]:
    """"0.55,0.5" → (0.55, 0.5)."""
    seed, body = (float(part) for part in text.split(","))
    return seed, body


def rank(args: argparse.Namespace) -> dict:
    if args.fragments and not (0 < args.fragments[0] <= 1 and 0 <= args.fragments[1] <= 1):
        raise TrainingError(f"--fragments {args.fragments[0]:g} {args.fragments[1]:g} must be a share of the median area above 0 and a predicted IoU, both at most 1.")
    if not 0 <= args.scale_confidence <= MOST_POWER:
        raise TrainingError(f"--scale-confidence {args.scale_confidence:g} is not a power of 0 to {MOST_POWER}.")
    if args.forests < 1:
        raise TrainingError(f"--forests {args.forests}: at least one is needed.")
    images = gather(args)
    if sum(len(i.found) for i in images) < 200:
        raise TrainingError(f"{args.model} finds fewer than 200 candidates on fold {args.fold}; too few to rank.")
    parts: dict[int, Ranker] = {}
    for part in sorted({image.part for image in images}):
        others = [image for image in images if image.part != part]
        if others:
            parts[part] = fit_ranker(others, args)
    measured = [(image, *parts[image.part].predict(image.x)) for image in images if image.part in parts]
    report = _report(images, measured, args.fragments)
    facts = fit_ranker(images, args).as_dict(report["least"], args)
    with writing(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "ranker.json").write_text(json.dumps(facts, separators=(",", ":")))
        for part, own in parts.items():
            # For measuring elsewhere: trees that saw no image whose mosaic number leaves `part` over PARTS.
            facts = own.as_dict(report["least"], args) | {"unseen": f"mosaic % {PARTS} == {part}"}
            (args.out / f"ranker-part{part}.json").write_text(json.dumps(facts, separators=(",", ":")))
        shown = {image.case.name: image.part for image in images if image.source == BBBC039}
        (args.out / "rank-figures.json").write_text(json.dumps(report | {"parts of bbbc039": shown}, indent=1))
    for name, row in report.items():
        print(f"{name}: {row}")
    return report


Measured = list[tuple[Ranked, np.ndarray, np.ndarray]]


def _report(images: list[Ranked], measured: Measured, fragments: Sequence[float] | None = None) -> dict:
    """Figures of the fold at each cut, and of what else was gathered."""
    fold = [image for image in images if image.source == FOLD]
    of = {source: [m for m in measured if m[0].source == source] for source in dict.fromkeys(i.source for i in images)}
    plain = [score(i.target, i.plain) for i in fold]
    report: dict = {"plain": macro(plain), "candidates": int(sum(len(i.found) for i in fold))}
    best = -1.0
    for least in LEAST:
        chosen = [_ranked(*own, least, fragments) for own in of[FOLD]]
        scores = [s for s, _, _ in chosen]
        report[f"ranked > {least}"] = macro(scores)
        if report[f"ranked > {least}"]["S"] > best:
            best, report["least"] = report[f"ranked > {least}"]["S"], least
            report["confidence"] = quality(*(np.concatenate(v) for v in list(zip(*chosen))[1:]))
            report["groups"] = {
                group: macro([s for s, own in zip(scores, of[FOLD]) if own[0].case.group == group])
                for group in sorted({own[0].case.group for own in of[FOLD]})
            }
        for source, own in of.items():
            if source != FOLD:
                figures = macro([_ranked(*one, least, fragments)[0] for one in own])
                report[f"{source}, ranked > {least}"] = figures | {"share": figures["S"] / report[f"ranked > {least}"]["S"]}
    report["plain confidence"] = _plain_confidence(fold)
    report["calibration"] = points(np.concatenate([i.raw for i in fold]), np.concatenate([s.best for s in plain]))
    return report


def _ranked(
    image: Ranked, iou: np.ndarray, order: np.ndarray, least: float, fragments: Sequence[float] | None
) -> tuple[ImageScore, np.ndarray, np.ndarray]:
    labels, confidence = select(image.found, iou, image.target.shape, cuts(image.x, least, fragments), order)
    result = score(image.target, labels)
    return result, confidence, result.best


def _plain_confidence(images: list[Ranked]) -> dict[str, float]:
    """Quality of the plain decoder's calibrated confidence, cross-fitted in the same parts."""
    said, true = [], []
    for part in range(PARTS):
        others = [i for i in images if i.part != part and len(i.raw)]
        own = [i for i in images if i.part == part and len(i.raw)]
        if not others or not own:
            continue
        curve = points(np.concatenate([i.raw for i in others]), np.concatenate([_best(i) for i in others]))
        said += [apply(i.raw, curve) for i in own]
        true += [_best(i) for i in own]
    return quality(np.concatenate(said), np.concatenate(true))


def _best(image: Ranked) -> np.ndarray:
    iou = iou_matrix(image.target, image.plain)
    return iou.max(0) if iou.shape[0] else np.zeros(iou.shape[1])
