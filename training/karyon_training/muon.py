"""Muon with AdamW for what is not a matrix.

Source: K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024): the momentum of each
weight matrix (a convolution's kernel flattened to outputs × inputs) is replaced by its nearest orthogonal matrix,
approximated by five Newton–Schulz steps. Fewer steps to the same loss, which is what counts on two cores.
"""

from __future__ import annotations

import torch
from torch import Tensor


def orthogonalise(matrix: Tensor, steps: int = 5, half: bool = False) -> Tensor:
    """Approximates U·Vᵀ of the singular value decomposition of each matrix of a tensor … × rows × columns; `half`: in
    bfloat16, where the processor has it half the time for large networks."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = (matrix / (matrix.norm(dim=(-2, -1), keepdim=True) + 1e-7)).to(torch.bfloat16 if half else matrix.dtype)
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):
    """`hidden` parameters (≥ 2-D) by Muon with rate `lr`; the `others` by Adam with rate `lr`·`other_scale`."""

    def __init__(self, hidden: list[Tensor], others: list[Tensor], lr: float = 0.02, other_scale: float = 0.1, decay: float = 0.02, half: bool = False):
        self.half = half
        groups = [
            {"params": hidden, "muon": True, "lr": lr, "scale": 1.0},
            {"params": others, "muon": False, "lr": lr, "scale": other_scale},
        ]
        super().__init__(groups, {"decay": decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            rate = group["lr"] * group["scale"]
            present = [p for p in group["params"] if p.grad is not None]
            if not group["muon"]:
                for parameter in present:
                    self._adam(parameter, self.state[parameter], rate)
                continue
            # Kernels of one shape go through the Newton–Schulz steps together: on a GPU launches are what costs.
            shapes: dict[torch.Size, list[Tensor]] = {}
            for parameter in present:
                shapes.setdefault(parameter.flatten(1).shape, []).append(parameter)
            for alike in shapes.values():
                self._muon(alike, rate, group["decay"])

    def _muon(self, parameters: list[Tensor], rate: float, decay: float) -> None:
        mixed = []
        for parameter in parameters:
            momentum = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
            momentum.lerp_(parameter.grad, 0.05)
            mixed.append(parameter.grad.lerp(momentum, 0.95).flatten(1).float())
        updates = orthogonalise(torch.stack(mixed), half=self.half)
        rows, columns = mixed[0].shape
        for parameter, update in zip(parameters, updates):
            parameter.mul_(1 - rate * decay)
            parameter.add_(update.view(parameter.shape), alpha=-rate * max(1.0, rows / columns) ** 0.5)

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


def make_optimiser(network: torch.nn.Module, name: str, lr: float, half: bool = False) -> torch.optim.Optimizer:
    """`muon` (`half`: its matrices in bfloat16) or `adamw`; the head's kernel and every bias and norm go to Adam in both."""
    hidden = [p for n, p in network.named_parameters() if p.ndim >= 2 and not n.startswith("head")]
    others = [p for n, p in network.named_parameters() if p.ndim < 2 or n.startswith("head")]
    if name == "muon":
        return Muon(hidden, others, lr, half=half)
    groups = [{"params": hidden, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.98))
