"""`export`: checkpoint → model folder with model.onnx, manifest.json and card.md."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
from pathlib import Path

import onnx

from .card import write_card
from .checkpoint import load_average
from .decode import Decoder
from .errors import TrainingError, writing
from .features import NAMES
from .foreign import check_model
from .halve import halve_weights
from .infer import MOST_POWER, Scale
from .network import HEADS, receptive_radius
from .normalise import HIGH, LOW
from .positions import PositionDecoder
from .quantise import quantise_weights
from .trees import Forest
from .wrap import MAPS, exported, to_onnx

LARGEST_FILE = 16 * 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, nargs="+", required=True, help="one network, or the members of an ensemble")
    parser.add_argument("--views", nargs="+", default=[], help="for each network the views it sees, such as 0,3 (see wrap.seen)")
    parser.add_argument("--shares", type=float, nargs="+", help="for each network how much each of its views counts; without it, all the same")
    parser.add_argument("--out", type=Path, required=True, help="the model folder; its name becomes the model's")
    parser.add_argument("--title", help="what the window shows")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--figures", type=Path, help="JSON of validate --out, for the card")
    parser.add_argument("--ranking", type=Path, help="rank-figures.json of rank, for the confidence's calibration")
    parser.add_argument("--ranker", type=Path, help="ranker.json of rank: the model then chooses its nuclei among candidates")
    parser.add_argument("--least", type=float, help="predicted IoU that a nucleus needs, instead of the ranker's own: lower counts more")
    parser.add_argument("--robustness", type=Path, help="JSON of validate --robustness, for the card")
    parser.add_argument("--measured", nargs="*", default=[], help="scores S for the list of models, as in: 'dsb2018, fold 0=0.626'; without it, those of --figures")
    parser.add_argument("--decoder", choices=["distance-watershed", "relative-position"], default="distance-watershed", help="relative-position needs one network with five heads")
    parser.add_argument("--fp16", action="store_true", help="store weights in half precision (half the file)")
    parser.add_argument("--int8", action="store_true", help="store large kernels in 8 bits, each output channel with a scale (a quarter of the file)")
    parser.add_argument("--tile", type=int, default=1280, help="side of a tile in network px")
    parser.add_argument("--target", type=float, default=Scale().target)
    parser.add_argument("--scale-confidence", type=float, default=0.0, help="how much a nucleus's confidence counts in the median size that the scale rests on: its power, 0 = not at all")
    parser.add_argument("--seed-threshold", type=float, default=Decoder().seed_threshold)
    parser.add_argument("--body-threshold", type=float, default=Decoder().body_threshold)


def ranking_section(args: argparse.Namespace) -> dict:
    """Copies the ranker into the model folder and says how it is used."""
    ranker = _read(args.ranker)
    Forest.from_dict(ranker, NAMES)  # refuses other features than these
    data = json.dumps(ranker, separators=(",", ":"), allow_nan=False).encode()
    path = args.out / "ranker.json"
    with writing(path):
        path.write_bytes(data)
    return {
        "file": path.name, "sha256": hashlib.sha256(data).hexdigest(),
        "levels": ranker["levels"], "zooms": ranker["zooms"], "leastPredictedIoU": ranker["leastPredictedIoU"] if args.least is None else args.least,
        **{name: ranker[name] for name in ("fragments", "positions") if name in ranker},
    }  # fmt: skip


def measured(args: argparse.Namespace, figures: dict) -> list[dict]:
    """What the list of models shows of its accuracy: data and S."""
    given = [text.rpartition("=") for text in args.measured]
    try:
        rows = [{"data": data, "S": float(s)} for data, _, s in given]
    except ValueError:
        rows = [{"data": "", "S": -1.0}]
    if any(not row["data"] or not 0 <= row["S"] <= 1 for row in rows):
        raise TrainingError(f"--measured {' '.join(args.measured)} must name data and S in 0…1, as in: 'dsb2018, fold 0=0.626'.")
    return rows or [{"data": name, "S": round(v["all"]["S"], 3)} for name, v in figures.items() if isinstance(v, dict) and "all" in v]


def manifest(args: argparse.Namespace, sha256: str, halo: int, heads: int, ranking: dict, scores: list[dict]) -> dict:
    """manifest.json as src/core/infer/manifest.ts checks it."""
    scale = Scale()
    return {
        "name": args.out.resolve().name,
        **({"title": args.title} if args.title else {}),
        "version": args.version,
        "sha256": sha256,
        "opset": 17,
        "input": {"name": "image", "layout": "NCHW", "dtype": "float32", "channels": 3, "multipleOf": 32, "range": [0, 1]},
        "normalise": {"percentiles": [LOW, HIGH]},
        "tile": {"size": args.tile, "halo": halo},
        "outputs": [{"name": "maps", "layout": "NCHW", "channels": list(HEADS[:heads])}],
        "decoder": decoder_section(args),
        "scale": {
            "targetDiameterPx": args.target,
            "rescaleIfLogRatioAbove": scale.rescale_above,
            "range": [scale.smallest, scale.largest],
            **({"confidencePower": args.scale_confidence} if args.scale_confidence else {}),
        },
        **({"ranking": ranking_section(args)} if args.ranker else {}),
        **({"calibration": {"kind": "piecewise-linear", "points": ranking["calibration"]}} if ranking else {}),
        **({"measured": scores} if scores else {}),
    }


def decoder_section(args: argparse.Namespace) -> dict:
    """How the engine makes nuclei of the maps; positions are decoded with their own constants."""
    if args.decoder == "relative-position":
        own = PositionDecoder()
        return {
            "kind": args.decoder, "bodyThreshold": own.body_threshold, "seedThreshold": own.seed_threshold,
            "positionSigmaPx": own.position_sigma, "slopeThreshold": own.slope_threshold, "minAreaPx": own.min_area,
        }  # fmt: skip
    plain = Decoder()
    return {
        "kind": args.decoder, "bodyThreshold": args.body_threshold, "seedThreshold": args.seed_threshold,
        "distanceSigmaPx": plain.distance_sigma, "minAreaPx": plain.min_area,
    }  # fmt: skip


def read_views(given: list[str], networks: int) -> list[list[int]]:
    """["0,3", "5"] → [[0, 3], [5]]; nothing given: every network sees the tile as it is."""
    try:
        views = [[int(view) for view in part.split(",")] for part in given] or [[0]] * networks
    except ValueError:
        views = []
    if len(views) != networks or any(not 0 <= view <= 7 for part in views for view in part):
        raise TrainingError(f"--views {' '.join(given)} must name views 0 to 7 for each of {networks} networks, as in: 0,3 0,5.")
    return views


def read_shares(given: list[float] | None, networks: int) -> list[float] | None:
    """How much each network counts; None: all the same."""
    if given is not None and (len(given) != networks or not all(0 < share < math.inf for share in given)):
        raise TrainingError(f"--shares {' '.join(f'{share:g}' for share in given)} must be numbers above 0, one for each of {networks} networks.")
    return given


def check_name(out: Path, version: str) -> None:
    """Refuses what the engine would not take as a model's name and version."""
    name = out.resolve().name
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name, re.ASCII):
        raise TrainingError(f"--out {out}: the folder's name becomes the model's and may hold only a–z, 0–9, '.', '_' and '-'. Choose another name, such as my-model.")
    if not re.fullmatch(r"\d+\.\d+\.\d+[0-9A-Za-z.+_-]*", version, re.ASCII):
        raise TrainingError(f"--version {version} is no version of three numbers, such as 1.0.0.")


def export(args: argparse.Namespace) -> Path:
    check_name(args.out, args.version)
    members = [load_average(path) for path in args.checkpoint]
    networks = [network for network, _ in members]
    views, shares = read_views(args.views, len(networks)), read_shares(args.shares, len(networks))
    if args.decoder == "relative-position" and (views != [[0]] or networks[0].design.heads < len(HEADS)):
        raise TrainingError(f"--decoder relative-position needs the heads {HEADS[3]} and {HEADS[4]}; give one network trained with --heads 5, in one view.")
    placed = args.decoder == "relative-position" or "positions" in _read(args.ranker)
    if placed and not any(network.design.heads == len(HEADS) for network in networks):
        raise TrainingError(f"{args.ranker} wants relative positions; none of the checkpoints was trained with --heads 5.")
    halo = -(-max(receptive_radius(network.design) for network in networks) // 32) * 32
    if args.tile % 32 or args.tile <= 2 * halo:
        raise TrainingError(f"--tile {args.tile} must be a multiple of 32 and larger than two halos of {halo} px.")
    if not 0 <= args.scale_confidence <= MOST_POWER:
        raise TrainingError(f"--scale-confidence {args.scale_confidence:g} is not a power of 0 to {MOST_POWER}.")
    path = args.out / "model.onnx"
    with writing(path):
        args.out.mkdir(parents=True, exist_ok=True)
        to_onnx(exported(networks, views, placed, shares), max(network.design.multiple for network in networks), path)
        if args.int8:
            onnx.save(quantise_weights(onnx.load(path)), path)
        if args.fp16:
            onnx.save(halve_weights(onnx.load(path)), path)
    check_model(path)
    data = path.read_bytes()
    if len(data) > LARGEST_FILE:
        raise TrainingError(f"{path} has {len(data) / 2**20:.1f} MiB; 16 MiB is the most. Use --fp16, --int8 or smaller widths.")
    figures, ranking, robust = (_read(path) for path in (args.figures, args.ranking, args.robustness))
    if robust:
        figures["robustness"] = robust["robustness"]
        figures["robustness images"] = next(v["all"]["images"] for k, v in robust.items() if k.startswith("dsb2018"))
    heads = len(HEADS) if placed else MAPS
    facts = manifest(args, hashlib.sha256(data).hexdigest(), halo, heads, ranking, measured(args, figures))
    with writing(args.out):
        (args.out / "manifest.json").write_text(json.dumps(facts, indent=2) + "\n")
        (args.out / "card.md").write_text(write_card(facts, members, views, shares, figures, ranking, len(data)))
    print(f"{path}: {len(data) / 2**20:.2f} MiB, halo {halo} px, sha256 {facts['sha256'][:12]}…")
    return args.out


def _read(path: Path | None) -> dict:
    if path is None:
        return {}
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} could not be read as figures ({error}).") from error
