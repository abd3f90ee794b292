"""The images a ranker learns from and is measured on: their candidates with features and true IoU."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .candidates import Candidate, candidates
from .disturb import DISTURBANCES
from .features import features
from .infer import Runner, Settings, maps_at, segment
from .normalise import normalise, to_planes
from .overlap import twins
from .reading import read_image, read_labels
from .validate import Case, at_size, dsb_cases, pair_cases

PARTS = 4
FOLD, BBBC039 = "fold", "bbbc039"


@dataclass
class Ranked:
    """One image with its candidates."""

    case: Case
    source: str  # FOLD, BBBC039, or the name of the disturbance that the fold's image went through
    part: int  # trees that are measured on a part saw nothing of it
    target: np.ndarray
    plain: np.ndarray
    raw: np.ndarray  # mean body probability of each plain nucleus
    found: list[Candidate]
    x: np.ndarray
    iou: np.ndarray


def gather(run: Runner, args: argparse.Namespace, settings: Settings) -> list[Ranked]:
    """Candidates of the held-out fold, of disturbed copies of it, and of bbbc039, as `rank`'s arguments ask."""
    with open(args.dsb2018 / "index.csv", newline="") as file:
        mosaics = {row["id"]: int(row["mosaic"]) for row in csv.DictReader(file)}
    fold = dsb_cases(args.dsb2018, args.fold)[:: args.every]
    out = [_ranked(run, args, settings, case, FOLD, mosaics[case.name] % PARTS) for case in fold]
    for name in args.disturbed:
        for number, case in enumerate(fold):
            part = mosaics[case.name] % PARTS
            out.append(_ranked(run, args, settings, case, name, part, np.random.default_rng([5, number])))
    for case, part in _fields(args, mosaics):
        out.append(_ranked(run, args, settings, case, BBBC039, part))
    return out


def _fields(args: argparse.Namespace, mosaics: dict[str, int]) -> Iterator[tuple[Case, int]]:
    """The fields of bbbc039; one that the fold shows too, in 8 bit, is in the part of its twin."""
    if args.bbbc039 is None:
        return
    cases = pair_cases(args.bbbc039, BBBC039)[:: args.every]
    same: Sequence[dict | None] = twins([case.image for case in cases], args.dsb2018)
    for number, (case, twin) in enumerate(zip(cases, same, strict=True)):
        yield case, (mosaics[twin["id"]] if twin else number) % PARTS


def _ranked(
    run: Runner, args: argparse.Namespace, settings: Settings, case: Case, source: str, part: int, rng: np.random.Generator | None = None
) -> Ranked:
    target = case.labels if isinstance(case.labels, np.ndarray) else read_labels(case.labels)
    image = read_image(case.image)
    if rng is not None:
        image = DISTURBANCES[source](image, rng)
        target = at_size(target, image.shape[:2])
    plain, maps, scale = segment(run, image, settings)
    planes = to_planes(normalise(image))
    zooms = [maps, *(maps_at(run, planes, scale * zoom) for zoom in args.zooms[1:])]
    found = candidates(zooms, settings.decoder, args.levels)
    count = int(plain.max(initial=0))
    raw = np.bincount(plain.ravel(), maps[0].ravel(), count + 1)[1:] / np.maximum(1, np.bincount(plain.ravel(), minlength=count + 1)[1:])
    iou = np.array([best_iou(c, target) for c in found])
    return Ranked(case, source, part, target, plain, raw, found, features(found, np.mean(zooms, 0)), iou)


def best_iou(candidate: Candidate, target: np.ndarray) -> float:
    """With the nucleus that it shares most pixels with; 0 where there is none."""
    own = target[candidate.box][candidate.mask]
    shared = np.bincount(own)
    if len(shared) < 2:
        return 0.0
    label = int(np.argmax(shared[1:])) + 1
    return float(shared[label] / (candidate.area + (target == label).sum() - shared[label]))
