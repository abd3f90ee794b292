"""The images a ranker learns from and is measured on: their candidates with features and true IoU."""

from __future__ import annotations

import argparse
import csv
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from .candidates import Candidate, candidates
from .confidence import raw_confidence
from .decode import Decoder
from .disturb import DISTURBANCES
from .errors import TrainingError
from .export import read_shares, read_views
from .features import features
from .infer import Runner, Scale, Settings, checkpoint_runner, maps_at, open_runner, segment
from .network import HEADS
from .normalise import is_fluorescent, normalise, to_planes
from .overlap import twins
from .positions import PositionDecoder, position_maps
from .reading import read_image, read_labels
from .validate import Case, at_size, dsb_cases, pair_cases
from .wrap import MAPS

PARTS = 4
FOLD, BBBC039, SEEN = "fold", "bbbc039", "seen in training"


@dataclass
class Ranked:
    """One image with its candidates."""

    case: Case
    source: str  # FOLD, BBBC039, SEEN, or the name of the disturbance that the fold's image went through
    part: int  # trees that are measured on a part saw nothing of it
    target: np.ndarray
    plain: np.ndarray
    raw: np.ndarray  # confidence of each plain nucleus, before calibration
    found: list[Candidate]
    x: np.ndarray
    iou: np.ndarray


class Job(NamedTuple):
    """An image to gather; `number`: of a disturbed copy, what its random disturbance depends on."""

    case: Case
    source: str
    part: int
    number: int | None = None


def gather(args: argparse.Namespace) -> list[Ranked]:
    """Candidates of the held-out fold, of disturbed copies of it, of folds trained on, and of bbbc039, as `rank`'s
    arguments ask: in `args.jobs` processes of `args.threads` threads each."""
    fold = dsb_cases(args.dsb2018, args.fold)[:: args.every]
    with open(args.dsb2018 / "index.csv", newline="") as file:
        mosaics = {row["id"]: int(row["mosaic"]) for row in csv.DictReader(file)}
    jobs = [Job(case, FOLD, mosaics[case.name] % PARTS) for case in fold]
    for name in args.disturbed:
        copies = list(enumerate(fold))[:: args.disturbed_every]
        jobs += [Job(case, name, mosaics[case.name] % PARTS, number) for number, case in copies]
    jobs += [Job(case, SEEN, mosaics[case.name] % PARTS) for case in _seen(args)]
    jobs += [Job(case, BBBC039, part) for case, part in _fields(args, mosaics)]
    if args.fluorescent:
        jobs = [job for job in jobs if is_fluorescent(read_image(job.case.image))]
    if args.jobs < 2:
        _open(args)
        return [_gather(job) for job in jobs]
    with ProcessPoolExecutor(args.jobs, multiprocessing.get_context("spawn"), _open, (args,)) as pool:
        return list(pool.map(_gather, jobs, chunksize=4))


_opened: dict = {}  # of one process: the network, and how it is used


def _open(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    if len(args.model) == 1 and not args.views:
        run = open_runner(args.model[0], args.positions)
    else:
        members = len(args.model)
        run = checkpoint_runner(args.model, views=read_views(args.views, members), positions=args.positions, shares=read_shares(args.shares, members))
    settings = Settings(Decoder(seed_threshold=args.seed_threshold, body_threshold=args.body_threshold), Scale(confidence_power=args.scale_confidence))
    _opened.update(run=run, args=args, settings=settings)


def _gather(job: Job) -> Ranked:
    return _ranked(job, **_opened)


def _seen(args: argparse.Namespace) -> list[Case]:
    """Images of the folds that the network was trained on, as `args.seen_folds` and `args.seen_every` ask."""
    out = []
    for fold in args.seen_folds:
        if fold == args.fold:
            raise TrainingError(f"--seen-folds {fold}: fold {fold} is measured, so it cannot be one the network was trained on.")
        cases = dsb_cases(args.dsb2018, fold)
        if not cases:
            raise TrainingError(f"--seen-folds {fold}: {args.dsb2018 / 'index.csv'} has no image of fold {fold}.")
        out += cases[:: args.seen_every]
    return out


def _fields(args: argparse.Namespace, mosaics: dict[str, int]) -> Iterator[tuple[Case, int]]:
    """The fields of bbbc039; one that the fold shows too, in 8 bit, is in the part of its twin."""
    if args.bbbc039 is None:
        return
    cases = pair_cases(args.bbbc039, BBBC039)[:: args.every]
    same: Sequence[dict | None] = twins([case.image for case in cases], args.dsb2018)
    for number, (case, twin) in enumerate(zip(cases, same, strict=True)):
        yield case, (mosaics[twin["id"]] if twin else number) % PARTS


def _ranked(job: Job, run: Runner, args: argparse.Namespace, settings: Settings) -> Ranked:
    case = job.case
    target = case.labels if isinstance(case.labels, np.ndarray) else read_labels(case.labels)
    image = read_image(case.image)
    if job.number is not None:
        image = DISTURBANCES[job.source](image, np.random.default_rng([5, job.number]))
        target = at_size(target, image.shape[:2])
    heads = len(HEADS) if args.positions else MAPS
    plain, maps, scale = segment(run, image, settings, heads)
    planes = to_planes(normalise(image))
    seen = [maps, *(maps_at(run, planes, scale * zoom, heads=heads) for zoom in args.zooms[1:])]
    zooms = [own[:MAPS] for own in seen]
    placed = [position_maps(own, PositionDecoder()) for own in seen] if args.positions else []
    found = candidates(zooms + placed, settings.decoder, args.levels)
    raw = raw_confidence(plain, maps)
    iou = np.array([best_iou(c, target) for c in found])
    return Ranked(case, job.source, job.part, target, plain, raw, found, features(found, np.mean(zooms, 0)), iou)


def best_iou(candidate: Candidate, target: np.ndarray) -> float:
    """With the nucleus that it shares most pixels with; 0 where there is none."""
    own = target[candidate.box][candidate.mask]
    shared = np.bincount(own)
    if len(shared) < 2:
        return 0.0
    label = int(np.argmax(shared[1:])) + 1
    return float(shared[label] / (candidate.area + (target == label).sum() - shared[label]))
