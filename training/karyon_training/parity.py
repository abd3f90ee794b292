"""`parity`: the checkpoint in PyTorch against the exported file in onnxruntime, whole and in tiles."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx

from .errors import TrainingError
from .export import read_views
from .infer import Runner, checkpoint_runner, onnx_runner
from .normalise import normalise, to_planes
from .reading import read_image
from .simulate import simulate

LARGEST_DIFFERENCE = 1e-3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, nargs="+", required=True)
    parser.add_argument("--views", nargs="+", default=[], help="as given to export")
    parser.add_argument("--model", type=Path, required=True, help="model folder with model.onnx and manifest.json")
    parser.add_argument("--image", type=Path, action="append", default=[], help="compare on these; else on simulated fields")
    parser.add_argument("--write", type=Path, help="also write the inputs and maps here (.npz), for another runtime to compare")


def padded(planes: np.ndarray) -> np.ndarray:
    """3×H×W → 1×3×H'×W' float32, reflected to multiples of 32."""
    bottom, right = -planes.shape[1] % 32, -planes.shape[2] % 32
    return np.pad(planes, ((0, 0), (0, bottom), (0, right)), "reflect")[None].astype(np.float32)


def tiled(run: Runner, x: np.ndarray, size: int, halo: int) -> np.ndarray:
    """The maps of 1×3×H×W put together from tiles with `halo` px thrown away inside the image."""
    height, width = x.shape[2:]
    out, step = None, size - 2 * halo
    for top in range(0, height, step):
        for left in range(0, width, step):
            y0, x0 = max(0, top - halo), max(0, left - halo)
            y1, x1 = min(height, top + step + halo), min(width, left + step + halo)
            maps = run(np.ascontiguousarray(x[..., y0:y1, x0:x1]))
            if out is None:
                out = np.zeros((1, maps.shape[1], height, width), np.float32)
            y2, x2 = min(height, top + step), min(width, left + step)
            out[..., top:y2, left:x2] = maps[..., top - y0 : y2 - y0, left - x0 : x2 - x0]
    return out


def parity(args: argparse.Namespace) -> dict[str, float]:
    model = onnx.load(args.model / "model.onnx")
    halved = any(tensor.data_type == onnx.TensorProto.FLOAT16 for tensor in model.graph.initializer)
    torch_run, onnx_run = checkpoint_runner(args.checkpoint, halved, read_views(args.views, len(args.checkpoint))), onnx_runner(args.model / "model.onnx")
    halo = json.loads((args.model / "manifest.json").read_text())["tile"]["halo"]
    images = [read_image(path) for path in args.image] or [simulate(3, index, 384)[0] for index in range(4)]
    inputs = [padded(to_planes(normalise(image))) for image in images]
    whole = [onnx_run(x) for x in inputs]
    figures = {
        "PyTorch": max(float(np.abs(torch_run(x) - y).max()) for x, y in zip(inputs, whole)),
        "tiles": max(float(np.abs(tiled(onnx_run, x, 2 * halo + 64, halo) - y).max()) for x, y in zip(inputs, whole)),
    }
    if args.write:
        np.savez_compressed(args.write, **{f"input{i}": x for i, x in enumerate(inputs)}, **{f"maps{i}": y for i, y in enumerate(whole)})
    for name, value in figures.items():
        print(f"onnxruntime against {name}: largest difference {value:.2e}")
        if not value <= LARGEST_DIFFERENCE:
            raise TrainingError(f"{args.model / 'model.onnx'} differs from {name} by {value:.2e}; {LARGEST_DIFFERENCE} is the most.")
    return figures
