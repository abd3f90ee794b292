"""The exported form of a network: batch norm folded, probabilities instead of logits."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .network import HEADS, Network, fold_batch_norm


MAPS = 3  # body, touching border, distance: what every network has and what an ensemble averages


class Exported(nn.Module):
    """The first MAPS probabilities of one network, with `positions` all it has."""

    def __init__(self, network: Network, positions: bool = False):
        super().__init__()
        self.network = fold_batch_norm(network)
        if not positions and network.design.heads > MAPS:
            head, rows = self.network.head, MAPS * network.design.stem**2
            head.weight, head.bias = nn.Parameter(head.weight[:rows]), nn.Parameter(head.bias[:rows])
            head.out_channels = rows

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x).sigmoid()


class Ensemble(nn.Module):
    """The mean of the first MAPS probabilities of several networks, each looking at the tile in its own views; with
    `positions` the mean of the offsets too, over those networks that have them.

    `views`: for each network the views 0…7 it sees (see `seen`); `shares`: how much each of a network's views counts,
    1 when left out. Sides that are multiples of the coarsest stride keep
    every network's grid on the tile's, so that tiles still agree with the whole image.
    """

    def __init__(self, networks: list[Network], views: list[list[int]], positions: bool = False, shares: list[float] | None = None):
        super().__init__()
        if len(networks) != len(views) or not all(views):
            raise ValueError("an ensemble needs at least one view for each network")
        self.networks = nn.ModuleList(fold_batch_norm(network) for network in networks)
        self.views, self.positions, self.shares = views, positions, shares or [1.0] * len(networks)
        if len(self.shares) != len(networks) or min(self.shares) <= 0:
            raise ValueError("each network of an ensemble needs a share above 0")
        self.placed = [network.design.heads == len(HEADS) for network in networks]
        if positions and not any(self.placed):
            raise ValueError("none of the networks has offsets")

    def forward(self, x: Tensor) -> Tensor:
        maps, offsets = [], []
        for network, views, placed, share in zip(self.networks, self.views, self.placed, self.shares, strict=True):
            for view in views:
                out = network(seen(x, view)).sigmoid()
                maps.append((share, unseen(out[:, :MAPS], view)))
                if self.positions and placed:
                    offsets.append((share, unseen_offsets(out[:, MAPS:], view)))
        return torch.cat([_mean(maps), _mean(offsets)], 1) if self.positions else _mean(maps)


def _mean(parts: list[tuple[float, Tensor]]) -> Tensor:
    """Weighted by each part's share."""
    return sum(x if share == 1 else share * x for share, x in parts) / sum(share for share, _ in parts)


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


def unseen_offsets(x: Tensor, view: int) -> Tensor:
    """Undoes `seen` for B×2×H×W offsets (y, x), stored in 0…1: in a mirror the way to the centre is mirrored too."""
    x = unseen(x, view)
    y, x = x.split(1, 1)
    if view & 4:  # the view's y was x
        y, x = x, y
    # `seen` transposes first and flips then, so bit 0 flips what had been x where bit 2 is set.
    down, right = (view & 2, view & 1) if view & 4 else (view & 1, view & 2)
    return torch.cat([1 - y if down else y, 1 - x if right else x], 1)


def exported(
    networks: list[Network], views: list[list[int]], positions: bool = False, shares: list[float] | None = None
) -> nn.Module:
    """One network as it is; several, or one in several views, as their ensemble. `positions`: with offsets; `shares`: see
    Ensemble."""
    return Exported(networks[0], positions) if views == [[0]] else Ensemble(networks, views, positions, shares)


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
