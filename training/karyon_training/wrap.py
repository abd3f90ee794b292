"""The exported form of a network: batch norm folded, probabilities instead of logits."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .network import Network, fold_batch_norm


class Exported(nn.Module):
    def __init__(self, network: Network):
        super().__init__()
        self.network = fold_batch_norm(network)

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x).sigmoid()


def to_onnx(network: Network, path) -> None:
    """Opset 17, dynamic batch, height and width, input `image`, output `maps`."""
    import warnings

    side = network.design.multiple * 4
    axes = {0: "batch", 2: "height", 3: "width"}
    with warnings.catch_warnings():
        # The tracing exporter is deprecated; it needs no further package and this network has no control flow.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Exported(network.cpu()).eval(),
            (torch.rand(1, 3, side, side),),
            str(path),
            opset_version=17,
            dynamo=False,
            input_names=["image"],
            output_names=["maps"],
            dynamic_axes={"image": axes, "maps": axes},
        )
