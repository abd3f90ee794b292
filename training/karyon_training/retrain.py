"""`retrain`: a folder of images and masks → a model folder, in one command."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import SimpleNamespace

from . import export as export_module
from . import parity as parity_module
from . import prepare as prepare_module
from . import train as train_module
from . import validate as validate_module
from .checkpoint import load_average
from .collect import image_paths
from .engine import engine_there
from .errors import TrainingError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="holds images/ and masks/")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, help="number of steps instead of minutes")
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint to start from instead of from scratch")
    parser.add_argument("--simulated", type=int, default=40)
    parser.add_argument("--work", type=Path, help="folder of the pack and the checkpoints; default beside --out")
    parser.add_argument("--version", default="1.0.0")


def _defaults(module, **values) -> SimpleNamespace:
    """The command's own defaults with `values` in their place."""
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    known = {a.dest: a.default for a in parser._actions if a.dest != "help"}
    return SimpleNamespace(**(known | values))


def retrain(args: argparse.Namespace) -> Path:
    export_module.check_name(args.out, args.version)
    work = args.work or args.out.with_name(args.out.name + ".work")
    pack = work / "pack.npz"
    items = prepare_module.prepare(
        _defaults(prepare_module, folder=[args.folder], simulated=args.simulated, out=pack)
    )
    own = sum(item.entry.source != "simulated" for item in items)
    if own < 5:
        raise TrainingError(f"{args.folder} gives {own} usable pairs; at least 5 are needed, one of them to validate on.")
    if not any(item.entry.fold == 0 for item in items):
        held = ", ".join(path.name for path in image_paths(args.folder)[::5])
        raise TrainingError(f"None of the held-out images of {args.folder} ({held}) can be used, so nothing could be scored. Mend one of these pairs, or take them all out of images.")
    more = {"start": args.start}
    if args.start:
        design = load_average(args.start)[0].design.as_dict()
        more |= {"widths": design["widths"], "encoder": design["encoder"], "decoder": design["decoder"], "heads": design["heads"], "stem": design["stem"], "rate": 0.003}
    run = work / "run"
    train_module.train(_defaults(train_module, pack=pack, run=run, minutes=args.minutes, steps=args.steps, **more))
    figures = work / "figures.json"
    checkpoint = run / "checkpoint.pt"
    validate_module.validate(_defaults(validate_module, model=checkpoint, folder=args.folder, out=figures))
    export_module.export(
        _defaults(export_module, checkpoint=[checkpoint], out=args.out, version=args.version, figures=figures, fp16=True)
    )
    parity_module.parity(_defaults(parity_module, checkpoint=[checkpoint], model=args.out, without_engine=not engine_there()))
    return args.out
