"""The running average of the weights, which is what is validated and shipped."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Average:
    """Exponential moving average of parameters and buffers; young at first: decay = min(limit, (1+n)/(10+n))."""

    def __init__(self, network: nn.Module, limit: float = 0.999):
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.limit, self.count = limit, 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.count += 1
        decay = min(self.limit, (1 + self.count) / (10 + self.count))
        for mean, value in zip(self.network.state_dict().values(), network.state_dict().values()):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)
