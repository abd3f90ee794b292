"""The exported form of a network: batch norm folded, probabilities instead of logits."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .network import Network, fold_batch_norm


MAPS = 3  # body, touching border, distance: what every network has and what an ensemble averages


class Exported(nn.Module):
    def __init__(self, network: Network):
        super().__init__()
        self.network = fold_batch_norm(network)

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x).sigmoid()


class Ensemble(nn.Module):
    """The mean of the first MAPS probabilities of several networks, each looking at the tile in its own views.

    `views`: for each network the views 0…7 it sees (see `seen`). Sides that are multiples of the coarsest stride keep
    every network's grid on the tile's, so that tiles still agree with the whole image.
    """

    def __init__(self, networks: list[Network], views: list[list[int]]):
        super().__init__()
        if len(networks) != len(views) or not all(views):
            raise ValueError("an ensemble needs at least one view for each network")
        self.networks = nn.ModuleList(fold_batch_norm(network) for network in networks)
        self.views = views

    def forward(self, x: Tensor) -> Tensor:
        total = None
        for network, views in zip(self.networks, self.views, strict=True):
            for view in views:
                maps = unseen(network(seen(x, view))[:, :MAPS].sigmoid(), view)
                total = maps if total is None else total + maps
        return total / sum(map(len, self.views))


def seen(x: Tensor, view: int) -> Tensor:
    """B×C×H×W as `view` shows it: bit 2 transposes, bit 0 turns it upside down, bit 1 mirrors it; 0 leaves it."""
    if view & 4:
        x = x.transpose(2, 3)
    flipped = [axis for bit, axis in ((1, 2), (2, 3)) if view & bit]
    return x.flip(flipped) if flipped else x


def unseen(x: Tensor, view: int) -> Tensor:
    """Undoes `seen`."""
    flipped = [axis for bit, axis in ((1, 2), (2, 3)) if view & bit]
    x = x.flip(flipped) if flipped else x
    return x.transpose(2, 3) if view & 4 else x


def exported(networks: list[Network], views: list[list[int]]) -> nn.Module:
    """One network as it is, with all its heads; several, or one in several views, as their ensemble."""
    return Exported(networks[0]) if views == [[0]] else Ensemble(networks, views)


def to_onnx(module: nn.Module, multiple: int, path) -> None:
    """Opset 17, dynamic batch, height and width, input `image`, output `maps`. `multiple`: of the sides."""
    import warnings

    side = multiple * 4
    axes = {0: "batch", 2: "height", 3: "width"}
    with warnings.catch_warnings():
        # The tracing exporter is deprecated; it needs no further package and this network has no control flow.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.cpu().eval(),
            (torch.rand(1, 3, side, side),),
            str(path),
            opset_version=17,
            dynamo=False,
            input_names=["image"],
            output_names=["maps"],
            dynamic_axes={"image": axes, "maps": axes},
        )
