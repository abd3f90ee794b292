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
        means, values = self.network.state_dict().values(), network.state_dict().values()
        floats = [(m, v) for m, v in zip(means, values) if m.is_floating_point()]
        torch._foreach_lerp_([m for m, _ in floats], [v for _, v in floats], 1 - decay)
        for mean, value in zip(means, values):
            if not mean.is_floating_point():
                mean.copy_(value)
