"""`average`: checkpoints of one lineage → the mean of their weights as one network, if wanted without some residual blocks.

Networks that went on from common weights average to one that outlines better than any of them, at the cost of one
("model soups", Wortsman et al., ICML 2022; docs/models.md has what it brought here). A residual block starts near the identity
and can often be left out afterwards.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import torch
from torch import Tensor

from .checkpoint import load, save
from .errors import TrainingError
from .network import Design, Network

KEYS = {"design", "average", "record"}
BLOCK = re.compile(r"(encoder|decoder)\.(\d+)\.(\d+)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, nargs="+", required=True, help="checkpoints or weights.pt, all trained on from common weights")
    parser.add_argument("--shares", type=float, nargs="+", help="how much each counts; without it, all the same")
    parser.add_argument("--without", nargs="+", default=[], metavar="BLOCK", help="residual blocks to leave out, as in: encoder.2.1 (part, level, block)")
    parser.add_argument("--out", type=Path, required=True, help="weights.pt to write; it validates, exports, ranks and starts new runs")


def mean_weights(states: list[dict[str, Tensor]], shares: list[float]) -> dict[str, Tensor]:
    """Share-weighted mean, float32, of weights of the same names and shapes; of heads, those that all have."""
    total = sum(shares)
    mean = {}
    for name, like in min(states, key=lambda state: state["head.weight"].shape[0]).items():
        rows = like.shape[0] if like.dim() else None
        parts = [state[name][:rows] if name.startswith("head.") else state[name] for state in states]
        mean[name] = sum(p.float() * (s / total) for p, s in zip(parts, shares, strict=True)) if like.is_floating_point() else like
    return mean


def leave_out(design: Design, weights: dict[str, Tensor], block: str) -> tuple[Design, dict[str, Tensor]]:
    """Design and weights without one residual block; later blocks of its level move up."""
    named = BLOCK.fullmatch(block)
    part, level, index = (named[1], int(named[2]), int(named[3])) if named else ("", 0, 0)
    counts = list(getattr(design, part)) if named else []
    if not named or level >= len(counts) or index >= counts[level]:
        raise TrainingError(f"--without {block} is no block of this network: encoder {design.encoder}, decoder {design.decoder}. Example: encoder.0.0.")
    counts[level] -= 1
    kept = {}
    for name, value in weights.items():
        at = BLOCK.match(name)
        if at and (at[1], int(at[2])) == (part, level):
            if int(at[3]) == index:
                continue
            if int(at[3]) > index:
                name = f"{part}.{level}.{int(at[3]) - 1}{name[at.end() :]}"
        kept[name] = value
    return Design(**{**design.as_dict(), part: counts}), kept


def place(block: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", block)]


def read_members(paths: list[Path]) -> list[dict]:
    """The checkpoints; refuses what cannot be averaged, naming the file."""
    members = [load(path) for path in paths]
    shape = lambda state: {k: v for k, v in state["design"].items() if k != "heads"}  # noqa: E731
    for path, state in zip(paths, members, strict=True):
        if not KEYS <= state.keys():
            raise TrainingError(f"{path} is not a checkpoint of this program.")
        if shape(state) != shape(members[0]):
            raise TrainingError(f"{path} has another design ({shape(state)}) than {paths[0]} ({shape(members[0])}): only weights of one design can be averaged.")
        if not all(torch.isfinite(v).all() for v in state["average"].values()):
            raise TrainingError(f"{path} has weights that are no numbers; leave it out.")
    return members


def average(args: argparse.Namespace) -> Path:
    shares = args.shares or [1.0] * len(args.model)
    if len(shares) != len(args.model) or not all(0 < share < float("inf") for share in shares):
        raise TrainingError(f"--shares {' '.join(map(str, shares))} must be a number above 0 for each of {len(args.model)} models.")
    members = read_members(args.model)
    weights = mean_weights([state["average"] for state in members], shares)
    design = Design(**{**members[0]["design"], "heads": min(state["design"]["heads"] for state in members)})
    for block in sorted(args.without, key=place, reverse=True):  # the last of a level first: the names of the others stay theirs
        design, weights = leave_out(design, weights, block)
    Network(design).load_state_dict(weights)
    held = [set(h if isinstance(h, list) else [h]) for h in (state["record"].get("hold_out", []) for state in members)]
    record = {
        **members[0]["record"],
        "hold_out": sorted(set.intersection(*held)),  # what no member has seen
        "mean_of": [{"share": share, **state["record"]} for share, state in zip(shares, members, strict=True)],
        "blocks_left_out": list(args.without),
    }
    halves = {name: value.half() if value.is_floating_point() else value for name, value in weights.items()}
    save(args.out, {"design": design.as_dict(), "average": halves, "record": record})
    print(f"{args.out}: the mean of {len(members)} networks{', without ' + ', '.join(args.without) if args.without else ''}.")
    return args.out
