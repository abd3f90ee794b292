"""`validate`: macro scores per look group on a held-out fold, the robustness table, and a test on bbbc039."""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .collect import image_paths, labels_for, mask_folder
from .decode import Decoder
from .disturb import DISTURBANCES
from .errors import TrainingError, writing
from .infer import Runner, Scale, Settings, open_runner, segment
from .overlap import fold_of_twin
from .reading import read_image, read_labels
from .score import ImageScore, macro, pooled_f1, score


@dataclass
class Case:
    name: str
    group: str
    image: Path
    labels: Path | np.ndarray


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="checkpoint.pt, model.onnx or a model folder")
    parser.add_argument("--dsb2018", type=Path, help="the dsb2018 folder")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--bbbc039", type=Path, help="the bbbc039 folder, as a test on other images")
    parser.add_argument("--folder", type=Path, help="a folder with images/ and masks/; every fifth image is scored")
    parser.add_argument("--robustness", action="store_true", help="also score disturbed versions of the fold")
    parser.add_argument("--every", type=int, default=1, help="score every n-th image only, for a quick look")
    parser.add_argument("--flips", action="store_true", help="mean over four flips")
    parser.add_argument("--target", type=float, default=Scale().target, help="nucleus diameter in network px")
    parser.add_argument("--seed-threshold", type=float, default=Decoder().seed_threshold)
    parser.add_argument("--body-threshold", type=float, default=Decoder().body_threshold)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write the figures as JSON here")


def dsb_cases(folder: Path, fold: int) -> list[Case]:
    index = folder / "index.csv"
    if not index.exists():
        raise TrainingError(f"{index} is not there; {folder} is not the dsb2018 folder.")
    with open(index, newline="") as file:
        rows = [r for r in csv.DictReader(file) if int(r["fold"]) == fold and r["near_duplicate"] != "1"]
    return [
        Case(r["id"], r["group"], folder / "images" / f"{r['id']}.png", folder / "labels" / f"{r['id']}.png") for r in rows
    ]


def pair_cases(folder: Path, group: str, folds: int = 1, fold: int = 0) -> list[Case]:
    """The usable pairs of one fold, counted as `prepare` counts them."""
    masks, out = mask_folder(folder), []
    for path in image_paths(folder)[fold::folds]:
        try:
            labels = labels_for(path, masks)
            if read_image(path).shape[:2] == labels.shape and labels.any():
                out.append(Case(path.stem, group, path, labels))
        except TrainingError as error:
            print(f"Skipped: {error}", file=sys.stderr)
    return out


def score_cases(
    run: Runner, cases: list[Case], settings: Settings, disturb: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None = None
) -> Iterator[tuple[Case, ImageScore]]:
    """Each case's score; a disturbance that changes the size has its labels brought back to the image's own."""
    for number, case in enumerate(cases):
        image = read_image(case.image)
        target = case.labels if isinstance(case.labels, np.ndarray) else read_labels(case.labels)
        if disturb is not None:
            image = disturb(image, np.random.default_rng([5, number]))
        labels = segment(run, image, settings)[0]
        yield case, score(target, at_size(labels, target.shape))


def at_size(labels: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """A label image at another size, each pixel the nearest one's."""
    if labels.shape == shape:
        return labels
    rows = ((np.arange(shape[0]) + 0.5) * labels.shape[0] / shape[0]).astype(int)
    columns = ((np.arange(shape[1]) + 0.5) * labels.shape[1] / shape[1]).astype(int)
    return labels[rows][:, columns]


def by_group(scored: list[tuple[Case, ImageScore]]) -> dict[str, dict[str, float]]:
    """Macro figures of all, then of each look group."""
    out = {"all": macro([s for _, s in scored]) | {"pooled F1@0.7": pooled_f1([s for _, s in scored])}}
    for group in sorted({case.group for case, _ in scored}):
        own = [s for case, s in scored if case.group == group]
        out[group] = macro(own) | {"pooled F1@0.7": pooled_f1(own)}
    return out


def table(rows: dict[str, dict[str, float]]) -> str:
    """Markdown."""
    keys = ["images", "nuclei", "S", "F1@0.5", "F1@0.7", "F1@0.9", "count error", "pooled F1@0.7"]
    lines = ["| | " + " | ".join(keys) + " |", "|---" * (len(keys) + 1) + "|"]
    for name, row in rows.items():
        cells = [str(row[k]) if isinstance(row[k], int) else f"{row[k]:.3f}" for k in keys]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def validate(args: argparse.Namespace) -> dict:
    import torch

    torch.set_num_threads(args.threads)
    run = open_runner(args.model)
    decoder = replace(Decoder(), seed_threshold=args.seed_threshold, body_threshold=args.body_threshold)
    settings = Settings(decoder, replace(Scale(), target=args.target), args.flips)
    report: dict = {"model": args.model.name, "settings": {"target": args.target, "seed": args.seed_threshold, "body": args.body_threshold, "flips": args.flips}}
    started = time.monotonic()
    sources: list[tuple[str, list[Case]]] = []
    if args.dsb2018:
        sources.append((f"dsb2018 fold {args.fold}", dsb_cases(args.dsb2018, args.fold)))
    if args.bbbc039:
        cases = pair_cases(args.bbbc039, "field in no fold of dsb2018")
        if args.dsb2018:
            for case, fold in zip(cases, fold_of_twin([c.image for c in cases], args.dsb2018), strict=True):
                if fold is not None:
                    case.group = f"field also in fold {args.fold}" if fold == args.fold else "field also trained on, in 8 bit"
        sources.append(("bbbc039", cases))
    if args.folder:
        sources.append((args.folder.name, pair_cases(args.folder, "own", 5, args.fold)))
    if not sources:
        raise TrainingError("There is nothing to score: name --dsb2018, --bbbc039 or --folder.")
    for name, cases in sources:
        if not cases[:: args.every]:
            raise TrainingError(f"{name} holds no image to score.")
        report[name] = by_group(list(score_cases(run, cases[:: args.every], settings)))
        print(f"\n{name}, macro over images\n\n{table(report[name])}", flush=True)
    if args.robustness and args.dsb2018:
        report["robustness"] = robustness(run, sources[0][1][:: args.every], settings, report[sources[0][0]]["all"])
    report["seconds"] = round(time.monotonic() - started, 1)
    if args.out:
        with writing(args.out):
            args.out.parent.mkdir(parents=True, exist_ok=True)
            args.out.write_text(json.dumps(report, indent=1))
    return report


def robustness(run: Runner, cases: list[Case], settings: Settings, clean: dict[str, float]) -> dict[str, dict[str, float]]:
    """S of each disturbance and its share of the clean S."""
    rows = {"clean": {"S": clean["S"], "share": 1.0}}
    print("\n| disturbance | S | share of clean |\n|---|---|---|", flush=True)
    for name, disturb in DISTURBANCES.items():
        value = macro([s for _, s in score_cases(run, cases, settings, disturb)])["S"]
        rows[name] = {"S": value, "share": value / max(clean["S"], 1e-9)}
        print(f"| {name} | {value:.3f} | {rows[name]['share']:.2f} |", flush=True)
    return rows
