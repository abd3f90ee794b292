"""Checkpoints: written beside and moved into place, so that an interruption leaves the previous one whole."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import torch

from .errors import TrainingError, writing
from .network import Design, Network


def save(path: Path, state: dict) -> None:
    temporary = path.with_suffix(".part")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "wb") as file:
                torch.save(state, file)
                file.flush()
                os.fsync(file.fileno())
        except RuntimeError as error:  # torch reports a full disk as its own error
            temporary.unlink(missing_ok=True)
            raise OSError(28, f"{error}") from error
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        os.replace(temporary, path)


def load(path: Path, device: torch.device | str = "cpu") -> dict:
    if not path.exists():
        raise TrainingError(f"{path} is not there.")
    try:
        # Only tensors and plain values are unpickled; torch's own version string is the one class beside them.
        with torch.serialization.safe_globals([torch.torch_version.TorchVersion]):
            return torch.load(path, map_location=device, weights_only=True)
    except (RuntimeError, EOFError, OSError, KeyError, ValueError, IndexError, pickle.UnpicklingError) as error:
        raise TrainingError(
            f"{path} is damaged, or no checkpoint of this program ({str(error).splitlines()[0]}). Give another file, or start again without it."
        ) from error


def load_average(path: Path) -> tuple[Network, dict]:
    """The averaged network of a checkpoint, ready for inference, and the checkpoint's own record."""
    state = load(path)
    if not {"design", "average", "record"} <= state.keys():
        raise TrainingError(f"{path} is not a checkpoint of this program.")
    network = Network(Design(**state["design"]))
    network.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state["average"].items()})
    return network.eval(), state["record"]
