"""`parity`: the checkpoint in PyTorch against the exported file: in onnxruntime, whole and in tiles, and in the engine.

The engine's part goes through its own TypeScript: it decodes the file, normalises, scales, tiles and runs
onnxruntime-node; PyTorch gets the same file through this package's pre-processing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx

from .engine import engine_maps
from .errors import TrainingError, writing
from .export import read_shares, read_views
from .infer import Runner, checkpoint_runner, maps_at, onnx_runner, scaled
from .network import HEADS
from .normalise import normalise, to_planes
from .reading import read_image
from .simulate import simulate

LARGEST_DIFFERENCE = 1e-3
SCALES = (1.0, 0.6, 1.5)  # what the engine is asked to resample by, in turn


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, nargs="+", required=True)
    parser.add_argument("--views", nargs="+", default=[], help="as given to export")
    parser.add_argument("--shares", type=float, nargs="+", help="as given to export")
    parser.add_argument("--model", type=Path, required=True, help="model folder with model.onnx and manifest.json")
    parser.add_argument("--image", type=Path, action="append", default=[], help="compare on these; else on simulated fields")
    parser.add_argument("--without-engine", action="store_true", help="leave the comparison with the TypeScript engine out, where Node is not installed")
    parser.add_argument("--out", type=Path, help="write the figures as JSON here")


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


def write_images(folder: Path) -> list[Path]:
    """Simulated fields as files: gray in 16 bit, stained in 8 bit."""
    from PIL import Image

    paths = []
    for index in range(4):
        image, _, stained = simulate(3, index, 384)
        path = folder / f"{index}.{'png' if stained else 'tif'}"
        values = np.clip((image - image.min()) / np.ptp(image), 0, 1) * (255 if stained else 60000)
        Image.fromarray(values.astype(np.uint8 if stained else np.uint16)).save(path)
        paths.append(path)
    return paths


def through_engine(run: Runner, model: Path, paths: list[Path], tile: int) -> dict[str, float]:
    """Largest differences: of what the network is given, of what it makes of the same input, and of the maps in the end.

    run: the network in PyTorch. Each tile is found again in our own scaled and padded image; tiles begin on its 32 px grid.
    """
    scales = [SCALES[number % len(SCALES)] for number in range(len(paths))]
    figures = {"its own input to the network": 0.0, "PyTorch on the engine's input": 0.0, "PyTorch from the file": 0.0}
    inputs, network, whole = figures
    for path, scale, engine in zip(paths, scales, engine_maps(model, paths, scales, tile), strict=True):
        planes = to_planes(normalise(read_image(path)))
        own = padded(scaled(planes, scale))[0]
        for x, y in zip(engine.inputs, engine.outputs, strict=True):
            height, width = x.shape[1:]
            places = [(a, b) for a in range(0, own.shape[1] - height + 1, 32) for b in range(0, own.shape[2] - width + 1, 32)]
            off = min((float(np.abs(own[:, a : a + height, b : b + width] - x).max()) for a, b in places), default=float("inf"))
            figures[inputs] = max(figures[inputs], off)
            figures[network] = max(figures[network], float(np.abs(run(x[None])[0] - y).max()))
        figures[whole] = max(figures[whole], float(np.abs(maps_at(run, planes, scale, heads=len(engine.maps)) - engine.maps).max()))
    return {f"the engine against {name}": value for name, value in figures.items()}


def parity(args: argparse.Namespace) -> dict[str, float]:
    model = onnx.load(args.model / "model.onnx")
    stored = {tensor.data_type for tensor in model.graph.initializer}
    halved, quantised = onnx.TensorProto.FLOAT16 in stored, onnx.TensorProto.INT8 in stored
    facts = json.loads((args.model / "manifest.json").read_text())
    halo, placed = facts["tile"]["halo"], len(facts["outputs"][0]["channels"]) == len(HEADS)
    views, shares = read_views(args.views, len(args.checkpoint)), read_shares(args.shares, len(args.checkpoint))
    torch_run = checkpoint_runner(args.checkpoint, halved, views, placed, shares, quantised)
    onnx_run = onnx_runner(args.model / "model.onnx")
    with tempfile.TemporaryDirectory() as folder:
        paths = args.image or write_images(Path(folder))
        inputs = [padded(to_planes(normalise(read_image(path)))) for path in paths]
        whole = [onnx_run(x) for x in inputs]
        tile = 2 * halo + 64
        figures = {
            "onnxruntime against PyTorch": max(float(np.abs(torch_run(x) - y).max()) for x, y in zip(inputs, whole)),
            "onnxruntime against tiles": max(float(np.abs(tiled(onnx_run, x, tile, halo) - y).max()) for x, y in zip(inputs, whole)),
        }
        if not args.without_engine:
            # Several tiles, but not the hundreds that a small halo would give.
            figures |= through_engine(torch_run, args.model, paths, max(320, tile))
    for name, value in figures.items():
        print(f"{name}: largest difference {value:.2e}")
        if not value <= LARGEST_DIFFERENCE:
            raise TrainingError(f"{args.model / 'model.onnx'}: {name} differs by {value:.2e}; {LARGEST_DIFFERENCE} is the most.")
    if args.out:
        with writing(args.out):
            args.out.write_text(json.dumps(figures, indent=1))
    return figures
