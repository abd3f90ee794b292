"""python -m karyon_training <command>"""

from __future__ import annotations

import argparse
import importlib
import sys

from .errors import TrainingError

COMMANDS = {
    "prepare": "pack images and masks",
    "train": "train a network; the same command goes on after an interruption",
    "validate": "score a checkpoint or an ONNX model on a held-out fold",
    "average": "average networks of one lineage into one",
    "export": "write model.onnx, manifest.json and card.md",
    "specialise": "join two exported models: one for all images, one for fluorescence",
    "parity": "compare PyTorch with onnxruntime",
    "rank": "train the ranker that predicts each nucleus's IoU",
    "picture": "draw a calibration plot and known failures for a model card",
    "retrain": "all of it, from a folder of images and masks",
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="karyon_training")
    subparsers = parser.add_subparsers(dest="command", required=True)
    arguments = sys.argv[1:] if argv is None else argv
    # Only the module of the command that is wanted is imported: the others may need packages not installed.
    wanted = arguments[0] if arguments else ""
    for name, text in COMMANDS.items():
        sub = subparsers.add_parser(name, help=text)
        if name == wanted:
            importlib.import_module(f".{name}", __package__).add_arguments(sub)
    args = parser.parse_args(arguments)
    module = importlib.import_module(f".{args.command}", __package__)
    try:
        getattr(module, args.command)(args)
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The last checkpoint is whole; the same command goes on from it.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
