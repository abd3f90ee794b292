"""The engine's own way from an image file to maps (decode, normalise, tile, onnxruntime-node), run from Python."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import TrainingError

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "training" / "engine-maps.mjs"


@dataclass
class EngineMaps:
    """What the engine did with one image: float32, tiles in the order they were run."""

    inputs: list[np.ndarray]  # 3×h×w each: what the network was given
    outputs: list[np.ndarray]  # heads×h×w each: what came out
    maps: np.ndarray  # 3×H×W: what the decoder gets, at the image's own resolution


def engine_there() -> bool:
    """Node and the engine's packages are installed (a folder with only the training scripts has neither)."""
    return shutil.which("node") is not None and (ROOT / "node_modules" / "vite").exists()


def engine_maps(model: Path, images: Sequence[Path], scales: Sequence[float], tile: int | None = None) -> list[EngineMaps]:
    """Runs src/cli/dump-maps.ts on image files. `tile`: side of a tile in network px, the model's own if None."""
    if not engine_there():
        raise TrainingError("The engine cannot be run: Node or node_modules is missing. Run npm ci in the repository's root.")
    size = {"tileSize": tile} if tile else {}
    wanted = [{"path": str(path.resolve()), "scale": scale, **size} for path, scale in zip(images, scales, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", str(SCRIPT), str(model.resolve()), folder]
        done = subprocess.run(command, input=json.dumps(wanted), capture_output=True, text=True, cwd=ROOT)
        if done.returncode != 0:
            raise TrainingError(f"The engine could not run {model}: {done.stderr.strip()}")
        index = json.loads((Path(folder) / "index.json").read_text())

        def values(entry: dict) -> np.ndarray:
            return np.fromfile(Path(folder) / entry["file"], "<f4").reshape(entry["shape"])

        return [
            EngineMaps([values(t["input"]) for t in image["tiles"]], [values(t["output"]) for t in image["tiles"]], values(image["maps"]))
            for image in index
        ]
