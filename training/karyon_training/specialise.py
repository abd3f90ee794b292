"""`specialise`: two exported model folders → one model that counts fluorescent images with the second's network."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from .errors import TrainingError, writing
from .export import check_name, measured

LOOK = "fluorescent"
SHARED = ("input", "normalise", "outputs")  # what both networks take and give


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the exported folder of the network for all images")
    parser.add_argument("--specialist", type=Path, required=True, help="the exported folder of the network for fluorescent images (see normalise.is_fluorescent)")
    parser.add_argument("--out", type=Path, required=True, help="the model folder; its name becomes the model's")
    parser.add_argument("--title", help="what the window shows; without it, that of --model")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--measured", nargs="*", default=[], help="scores S for the list of models, as in: 'dsb2018, fold 0=0.626'")


def _manifest(folder: Path) -> dict:
    path = folder / "manifest.json"
    try:
        facts = json.loads(path.read_text())
        names = ["model.onnx", "card.md", *([facts["ranking"]["file"]] if "ranking" in facts else [])]
        missing = [name for name in names if not (folder / name).is_file()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path} could not be read ({error}); {folder} must be what export wrote.") from error
    if missing:
        raise TrainingError(f"{folder} has no {' and no '.join(missing)}; it must be what export wrote.")
    return facts


def specialise(args: argparse.Namespace) -> Path:
    """Copies both networks and rankers under names of their own and joins the manifests and cards.

    Tiles are the smaller of both with the larger halo, which changes no result. The folders are left as they are.
    """
    check_name(args.out, args.version)
    general, special = _manifest(args.model), _manifest(args.specialist)
    for part in SHARED:
        if general[part] != special[part]:
            raise TrainingError(f"{args.specialist} has another {part} than {args.model}; both networks must take and give the same.")
    if special["decoder"]["kind"] != "distance-watershed":
        raise TrainingError(f"{args.specialist} decodes relative positions; a specialist is decoded by distance-watershed.")
    if "specialist" in general or "specialist" in special:
        raise TrainingError(f"{args.model} or {args.specialist} has a specialist already.")
    if args.out.resolve() in (args.model.resolve(), args.specialist.resolve()):
        raise TrainingError(f"--out {args.out} is one of the two models; models do not change. Choose another name.")
    size, halo = (choose(m["tile"][part] for m in (general, special)) for part, choose in (("size", min), ("halo", max)))
    if size <= 2 * halo:
        raise TrainingError(f"Tiles of {size} px are too small for both networks, which need two halos of {halo} px. Export with a larger --tile.")
    files = {f"{LOOK}.onnx": "model.onnx"}
    own = {"look": LOOK, "file": f"{LOOK}.onnx", **{name: special[name] for name in ("sha256", "decoder", "scale")}}
    if "ranking" in special:
        own["ranking"] = special["ranking"] | {"file": f"{LOOK}-ranker.json"}
        files[f"{LOOK}-ranker.json"] = special["ranking"]["file"]
    if "calibration" in special:
        own["calibration"] = special["calibration"]
    facts = general | {"name": args.out.resolve().name, "version": args.version, "tile": {"size": size, "halo": halo}, "specialist": own}
    if args.title:
        facts["title"] = args.title
    facts.pop("measured", None)  # those of --model are not this model's
    rows = measured(args, {})
    if rows:
        facts["measured"] = rows
    cards = [(folder / "card.md").read_text().split("\n", 1)[1].strip() for folder in (args.model, args.specialist)]
    with writing(args.out):
        args.out.mkdir(parents=True, exist_ok=True)
        for name in ["model.onnx", *([general["ranking"]["file"]] if "ranking" in general else [])]:
            shutil.copyfile(args.model / name, args.out / name)
        for name, source in files.items():
            shutil.copyfile(args.specialist / source, args.out / name)
        (args.out / "manifest.json").write_text(json.dumps(facts, indent=2) + "\n")
        (args.out / "card.md").write_text(
            f"# {facts['name']} {args.version}\n\nTwo networks: gray images whose larger part is dark are counted by the second.\n\n"
            f"## For all other images\n\n{cards[0]}\n\n## For fluorescent images\n\n{cards[1]}\n"
        )
    print(f"{args.out}: {LOOK} images by {args.specialist}, all others by {args.model}")
    return args.out
