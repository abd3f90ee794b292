"""`prepare`: data → one packed file with targets."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from .collect import from_dsb2018, from_pairs, simulated
from .errors import TrainingError
from .pack import Item, write_pack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dsb2018", type=Path, help="the dsb2018 folder with index.csv")
    parser.add_argument("--bbbc039", type=Path, help="the bbbc039 folder; leave it out to keep it as a clean test")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="a folder with images/ and masks/")
    parser.add_argument("--group", default="own", help="look group of --folder images, for balance and tables")
    parser.add_argument("--simulated", type=int, default=0, help="how many simulated fields to add")
    parser.add_argument("--folds", type=int, default=5, help="folds to deal --folder images into; 0 holds nothing out")
    parser.add_argument("--leave-out-fold", type=int, help="leave this fold out of the pack, to be sure and to save space")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)


def prepare(args: argparse.Namespace) -> list[Item]:
    skipped: list[str] = []

    def on_skip(sentence: str) -> None:
        skipped.append(sentence)
        print(f"Skipped: {sentence}", file=sys.stderr)

    items: list[Item] = []
    if args.dsb2018:
        items += from_dsb2018(args.dsb2018)
    if args.bbbc039:
        items += from_pairs(args.bbbc039, "bbbc039", "small fluorescent", 0, on_skip)
    for folder in args.folder:
        items += from_pairs(folder, folder.resolve().name, args.group, args.folds, on_skip)
    if not items and skipped:
        raise TrainingError(f"None of the {len(skipped)} pairs could be used; the first reason: {skipped[0]}")
    items += simulated(args.simulated, args.seed)
    if args.leave_out_fold is not None:
        items = [item for item in items if item.entry.fold != args.leave_out_fold]
    if not items:
        raise TrainingError("There is no data: name at least one of --dsb2018, --bbbc039, --folder, --simulated.")
    size = write_pack(args.out, items)
    groups = Counter(item.entry.group for item in items)
    nuclei = sum(item.entry.nuclei for item in items)
    print(f"{len(items)} images with {nuclei} nuclei in {args.out}, {size / 2**20:.1f} MiB; {len(skipped)} skipped.")
    for group, count in sorted(groups.items()):
        print(f"  {group}: {count}")
    return items
