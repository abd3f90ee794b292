"""Muon with AdamW for what is not a matrix.

Source: K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024): the momentum of each
weight matrix (a convolution's kernel flattened to outputs × inputs) is replaced by its nearest orthogonal matrix,
approximated by five Newton–Schulz steps. Fewer steps to the same loss, which is what counts on two cores.
"""

from __future__ import annotations

import torch
from torch import Tensor


def orthogonalise(matrix: Tensor, steps: int = 5) -> Tensor:
    """Approximates U·Vᵀ of the singular value decomposition of a 2-D tensor."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix / (matrix.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """`hidden` parameters (≥ 2-D) by Muon with rate `lr`; the `others` by Adam with rate `lr`·`other_scale`."""

    def __init__(self, hidden: list[Tensor], others: list[Tensor], lr: float = 0.02, other_scale: float = 0.1, decay: float = 0.02):
        groups = [
            {"params": hidden, "muon": True, "lr": lr, "scale": 1.0},
            {"params": others, "muon": False, "lr": lr, "scale": other_scale},
        ]
        super().__init__(groups, {"decay": decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            rate = group["lr"] * group["scale"]
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                state = self.state[parameter]
                if group["muon"]:
                    self._muon(parameter, state, rate, group["decay"])
                else:
                    self._adam(parameter, state, rate)

    @staticmethod
    def _muon(parameter: Tensor, state: dict, rate: float, decay: float) -> None:
        gradient = parameter.grad
        momentum = state.setdefault("momentum", torch.zeros_like(parameter))
        momentum.lerp_(gradient, 0.05)
        mixed = gradient.lerp(momentum, 0.95)
        update = orthogonalise(mixed.flatten(1).float()).view_as(parameter)
        rows, columns = parameter.shape[0], parameter[0].numel()
        parameter.mul_(1 - rate * decay)
        parameter.add_(update, alpha=-rate * max(1.0, rows / columns) ** 0.5)

    @staticmethod
    def _adam(parameter: Tensor, state: dict, rate: float) -> None:
        if "step" not in state:
            state["step"], state["first"], state["second"] = 0, torch.zeros_like(parameter), torch.zeros_like(parameter)
        state["step"] += 1
        state["first"].lerp_(parameter.grad, 0.1)
        state["second"].lerp_(parameter.grad.square(), 0.02)
        first = state["first"] / (1 - 0.9 ** state["step"])
        second = state["second"] / (1 - 0.98 ** state["step"])
        parameter.addcdiv_(first, second.sqrt() + 1e-8, value=-rate)


def make_optimiser(network: torch.nn.Module, name: str, lr: float) -> torch.optim.Optimizer:
    """`muon` or `adamw`; the head's kernel and every bias and norm go to Adam in both."""
    hidden = [p for n, p in network.named_parameters() if p.ndim >= 2 and not n.startswith("head")]
    others = [p for n, p in network.named_parameters() if p.ndim < 2 or n.startswith("head")]
    if name == "muon":
        return Muon(hidden, others, lr)
    groups = [{"params": hidden, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98))
