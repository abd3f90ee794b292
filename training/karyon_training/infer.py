"""From an image to labels with a network: the engine's steps in Python."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .checkpoint import load_average
from .decode import Decoder, decode, median_diameter_of
from .errors import TrainingError
from .halve import SMALLEST_HALVED
from .normalise import normalise, to_planes
from .quantise import eight_bits, is_quantised
from .wrap import MAPS, exported

# 1×3×H×W float32 in 0…1 → 1×3×H×W probabilities; H and W multiples of 32.
Runner = Callable[[np.ndarray], np.ndarray]


MOST_POWER = 16  # what the engine accepts; more leaves nothing but the surest nucleus


@dataclass
class Scale:
    """The manifest's scale section."""

    target: float = 22.0
    rescale_above: float = 0.2
    smallest: float = 0.25
    largest: float = 2.5
    confidence_power: float = 0.0  # 0: all nuclei count the same in the median


@dataclass
class Settings:
    decoder: Decoder = field(default_factory=Decoder)
    scale: Scale = field(default_factory=Scale)
    flips: bool = False


def checkpoint_runner(
    path: Path | list[Path], halved: bool = False, views: list[list[int]] | None = None, positions: bool = False,
    shares: list[float] | None = None, quantised: bool = False,
) -> Runner:
    """The averaged network in float32, or the ensemble of several; `halved` and `quantised` round
    the weights as an export with --fp16 and --int8 does; `views`, `positions` and `shares`: see `wrap.Ensemble`."""
    paths = path if isinstance(path, list) else [path]
    networks = [load_average(member)[0] for member in paths]
    module = exported(networks, views or [[0]] * len(networks), positions, shares).eval().to(memory_format=torch.channels_last)
    for parameter in module.parameters():
        kernel = parameter.detach().numpy()
        if quantised and is_quantised(kernel):
            stored, scale = eight_bits(kernel)
            parameter.data = torch.from_numpy(stored * scale).contiguous(memory_format=torch.channels_last)
        elif halved and parameter.numel() >= SMALLEST_HALVED:
            parameter.data = parameter.data.half().float()

    @torch.inference_mode()
    def run(x: np.ndarray) -> np.ndarray:
        return module(torch.from_numpy(x).contiguous(memory_format=torch.channels_last)).numpy()

    return run


def onnx_runner(path: Path, threads: int = 2) -> Runner:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda x: session.run(None, {name: x})[0]


def open_runner(path: Path, positions: bool = False) -> Runner:
    """A checkpoint (.pt; `positions`: with its offsets), an ONNX file, or a model folder."""
    if path.is_dir():
        path = path / "model.onnx" if (path / "model.onnx").exists() else path / "checkpoint.pt"
    if not path.exists():
        raise TrainingError(f"{path} is not there.")
    return onnx_runner(path) if path.suffix == ".onnx" else checkpoint_runner(path, positions=positions)


def scaled(planes: np.ndarray, scale: float) -> np.ndarray:
    """3×H×W → 3×round(H·scale)×round(W·scale), bilinear, without aliasing; at least one pixel a side."""
    height, width = planes.shape[1:]
    x = torch.from_numpy(np.ascontiguousarray(planes, np.float32))[None]
    size = (max(1, round(height * scale)), max(1, round(width * scale)))
    if size != (height, width):
        x = F.interpolate(x, size, mode="bilinear", align_corners=False, antialias=scale < 1)
    return x[0].numpy()


def maps_at(run: Runner, planes: np.ndarray, scale: float, flips: bool = False, heads: int = MAPS) -> np.ndarray:
    """3×H×W normalised image → the first `heads` maps, heads×H×W, at the image's own resolution, computed at `scale`."""
    height, width = planes.shape[1:]
    x = scaled(planes, scale)
    size = x.shape[1:]
    padded = np.pad(x[None], ((0, 0), (0, 0), (0, -size[0] % 32), (0, -size[1] % 32)), "reflect")
    if flips:
        out = np.mean([run(np.ascontiguousarray(padded[..., ::a, ::b]))[..., ::a, ::b] for a in (1, -1) for b in (1, -1)], 0)
    else:
        out = run(padded)
    maps = torch.from_numpy(np.ascontiguousarray(out[:, :heads, : size[0], : size[1]]))
    if size != (height, width):
        maps = F.interpolate(maps, (height, width), mode="bilinear", align_corners=False, antialias=scale > 1)
    return maps[0].numpy()


def segment(run: Runner, image: np.ndarray, settings: Settings, heads: int = MAPS) -> tuple[np.ndarray, np.ndarray, float]:
    """H×W or H×W×3 of any type → (labels, maps heads×H×W, scale used): one pass at 1, a second one if the nuclei's
    median diameter is too far from the target."""
    planes = to_planes(normalise(image))
    rule = settings.scale
    maps = maps_at(run, planes, 1.0, settings.flips, heads)
    labels = decode(maps[:MAPS], settings.decoder)
    diameter = median_diameter_of(labels, maps[0], rule.confidence_power)
    if diameter == 0 or abs(math.log(rule.target / diameter)) <= rule.rescale_above:
        return labels, maps, 1.0
    scale = min(max(rule.target / diameter, rule.smallest), rule.largest)
    maps = maps_at(run, planes, scale, settings.flips, heads)
    return decode(maps[:MAPS], settings.decoder), maps, scale
