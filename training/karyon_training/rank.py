"""`rank`: the candidate ranker, trained and measured on images the network never saw.

The network's held-out fold gives candidates with their true IoU. The figures printed are cross-fitted: the fold's
mosaics are dealt into parts, and each part is scored by trees that saw the others only. What is written was
trained on all of them.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .calibrate import apply, points, quality
from .candidates import LEVELS, Candidate, candidates, select
from .decode import Decoder
from .errors import TrainingError, writing
from .export import read_views
from .features import NAMES, features
from .infer import Settings, checkpoint_runner, maps_at, open_runner, segment
from .normalise import normalise, to_planes
from .reading import read_image, read_labels
from .score import ImageScore, iou_matrix, macro, score
from .trees import Forest, fit
from .validate import Case, dsb_cases

PARTS = 4
LEAST = (0.4, 0.5, 0.55, 0.6)
# Of overlapping candidates the one with the larger predicted IoU + PRECISE · predicted chance of an IoU above .9 is
# taken: two outlines of nearly the same predicted IoU differ in how often they are right to the pixel.
PRECISE, TIGHT = 0.5, 0.9


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, nargs="+", required=True, help="checkpoint.pt, model.onnx or a model folder; several checkpoints are an ensemble")
    parser.add_argument("--views", nargs="+", default=[], help="of an ensemble of checkpoints, as given to export")
    parser.add_argument("--zooms", type=float, nargs="+", default=[1.0], help="factors on the found scale whose candidates are pooled")
    parser.add_argument("--levels", type=split_level, nargs="+", default=LEVELS, help="seed,body thresholds of each split level")
    parser.add_argument("--dsb2018", type=Path, required=True)
    parser.add_argument("--fold", type=int, default=0, help="the fold that the model was not trained on")
    parser.add_argument("--every", type=int, default=1, help="use every n-th image only, for a quick look")
    parser.add_argument("--trees", type=int, default=300)
    parser.add_argument("--depth", type=int, default=5)
    parser.add_argument("--rate", type=float, default=0.04)
    parser.add_argument("--seed-threshold", type=float, default=Decoder().seed_threshold, help="of the plain decoder that finds the scale")
    parser.add_argument("--body-threshold", type=float, default=Decoder().body_threshold)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True, help="folder for ranker.json and rank-figures.json")


def split_level(text: str) -> tuple[float, float]:
    """"0.55,0.5" → (0.55, 0.5)."""
    seed, body = (float(part) for part in text.split(","))
    return seed, body


@dataclass
class Ranked:
    """One image with its candidates."""

    case: Case
    part: int
    target: np.ndarray
    plain: np.ndarray
    raw: np.ndarray  # mean body probability of each plain nucleus
    found: list[Candidate]
    x: np.ndarray
    iou: np.ndarray


def gather(args: argparse.Namespace) -> list[Ranked]:
    if len(args.model) == 1 and not args.views:
        run = open_runner(args.model[0])
    else:
        run = checkpoint_runner(args.model, views=read_views(args.views, len(args.model)))
    settings = Settings(Decoder(seed_threshold=args.seed_threshold, body_threshold=args.body_threshold))
    with open(args.dsb2018 / "index.csv", newline="") as file:
        mosaics = {row["id"]: int(row["mosaic"]) for row in csv.DictReader(file)}
    out = []
    for case in dsb_cases(args.dsb2018, args.fold)[:: args.every]:
        target, image = read_labels(case.labels), read_image(case.image)
        plain, maps, scale = segment(run, image, settings)
        planes = to_planes(normalise(image))
        zooms = [maps, *(maps_at(run, planes, scale * zoom) for zoom in args.zooms[1:])]
        found = candidates(zooms, settings.decoder, args.levels)
        count = int(plain.max(initial=0))
        raw = np.bincount(plain.ravel(), maps[0].ravel(), count + 1)[1:] / np.maximum(1, np.bincount(plain.ravel(), minlength=count + 1)[1:])
        iou = np.array([_best_iou(c, target) for c in found])
        x = features(found, np.mean(zooms, 0))
        out.append(Ranked(case, mosaics[case.name] % PARTS, target, plain, raw, found, x, iou))
    return out


def _best_iou(candidate: Candidate, target: np.ndarray) -> float:
    own = target[candidate.box][candidate.mask]
    shared = np.bincount(own)
    if len(shared) < 2:
        return 0.0
    label = int(np.argmax(shared[1:])) + 1
    return float(shared[label] / (candidate.area + (target == label).sum() - shared[label]))


@dataclass
class Ranker:
    """What is predicted of a candidate: its IoU, and the chance that it is above TIGHT."""

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
        return self.iou.as_dict(NAMES) | used | {"precise": precise}


def _fit(images: list[Ranked], args: argparse.Namespace) -> Ranker:
    """Every image counts the same up to 60 candidates, so that crowded fields do not decide alone."""
    x, y = np.concatenate([i.x for i in images]), np.concatenate([i.iou for i in images])
    weight = np.concatenate([np.full(len(i.iou), min(1.0, 60 / max(1, len(i.iou)))) for i in images])
    how = {"trees": args.trees, "depth": args.depth, "rate": args.rate}
    return Ranker(fit(x, y, weight, **how), fit(x, (y > TIGHT).astype(float), weight, **how))


def rank(args: argparse.Namespace) -> dict:
    import torch

    torch.set_num_threads(args.threads)
    images = gather(args)
    if sum(len(i.found) for i in images) < 200:
        raise TrainingError(f"{args.model} finds fewer than 200 candidates on fold {args.fold}; too few to rank.")
    plain = [score(i.target, i.plain) for i in images]
    predicted: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    parts: dict[int, Ranker] = {}
    for part in range(PARTS):
        own = [n for n, i in enumerate(images) if i.part == part]
        if not own or len(own) == len(images):
            continue
        parts[part] = _fit([i for i in images if i.part != part], args)
        predicted |= {n: parts[part].predict(images[n].x) for n in own}
    report: dict = {"plain": macro(plain), "candidates": int(sum(len(i.found) for i in images))}
    best = -1.0
    for least in LEAST:
        chosen = [_ranked(images[n], *predicted[n], least) for n in sorted(predicted)]
        scores = [s for s, _, _ in chosen]
        report[f"ranked > {least}"] = macro(scores)
        if report[f"ranked > {least}"]["S"] > best:
            best, report["least"] = report[f"ranked > {least}"]["S"], least
            report["confidence"] = quality(*(np.concatenate(v) for v in list(zip(*chosen))[1:]))
            report["groups"] = {
                group: macro([s for s, n in zip(scores, sorted(predicted)) if images[n].case.group == group])
                for group in sorted({image.case.group for image in images})
            }
    report["plain confidence"] = _plain_confidence(images)
    report["calibration"] = points(np.concatenate([i.raw for i in images]), np.concatenate([s.best for s in plain]))
    facts = _fit(images, args).as_dict(report["least"], args)
    with writing(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "ranker.json").write_text(json.dumps(facts, separators=(",", ":")))
        for part, own in parts.items():
            # For measuring elsewhere: trees that saw no image whose mosaic number leaves `part` over PARTS.
            facts = own.as_dict(report["least"], args) | {"unseen": f"mosaic % {PARTS} == {part}"}
            (args.out / f"ranker-part{part}.json").write_text(json.dumps(facts, separators=(",", ":")))
        (args.out / "rank-figures.json").write_text(json.dumps(report, indent=1))
    for name, row in report.items():
        print(f"{name}: {row}")
    return report


def _ranked(image: Ranked, iou: np.ndarray, order: np.ndarray, least: float) -> tuple[ImageScore, np.ndarray, np.ndarray]:
    labels, confidence = select(image.found, iou, image.target.shape, least, order)
    result = score(image.target, labels)
    return result, confidence, result.best


def _plain_confidence(images: list[Ranked]) -> dict[str, float]:
    """Quality of the calibrated mean body probability, cross-fitted in the same parts."""
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
