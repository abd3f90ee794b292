"""The networks: a small residual encoder–decoder whose tiles agree with the whole image.

No operation looks at the whole image (no global pooling, squeeze-excitation or instance norm), batch norm is
folded away at export, and the receptive field is bounded, so a tile with enough halo gives the same numbers.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HEADS = ("body", "touchingBorder", "distance", "offsetY", "offsetX")


@dataclass
class Design:
    """Widths and residual blocks per level; level k works at stride `stem`·2^k."""

    widths: list[int] = field(default_factory=lambda: [32, 64, 96, 160])
    encoder: list[int] = field(default_factory=lambda: [1, 1, 2, 1])
    decoder: list[int] = field(default_factory=lambda: [1, 1, 1])
    stem: int = 2
    heads: int = 3  # the first so many of HEADS: 3, or 5 with the offsets from the nucleus's centre

    @property
    def multiple(self) -> int:
        """Width and height must be a multiple of this."""
        return self.stem * 2 ** (len(self.widths) - 1)

    def as_dict(self) -> dict:
        return asdict(self)


def _conv(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    padding = kernel // 2 if stride == 1 else 0
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False), nn.BatchNorm2d(outputs, momentum=0.05)
    )


class Block(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.one, self.two = _conv(width, width, 3), _conv(width, width, 3)
        nn.init.constant_(self.two[1].weight, 0.3)  # starts near the identity

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.two(F.relu(self.one(x))))


class Down(nn.Module):
    """2×2 patches to one pixel: halves without overlap, cheap and with the smallest receptive field."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.conv = _conv(inputs, outputs, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.conv(x))


class Up(nn.Module):
    """One pixel to 2×2, added to the encoder's map of that level."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.conv, self.skip = _conv(inputs, outputs * 4, 1), _conv(outputs, outputs, 1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        return F.relu(F.pixel_shuffle(self.conv(x), 2) + self.skip(skip))


class Network(nn.Module):
    """B×3×H×W in 0…1 → B×heads×H×W logits."""

    def __init__(self, design: Design):
        super().__init__()
        self.design = design
        widths = design.widths
        self.stem = _conv(3 * design.stem**2, widths[0], 3)
        self.encoder = nn.ModuleList(nn.Sequential(*(Block(w) for _ in range(n))) for w, n in zip(widths, design.encoder))
        self.down = nn.ModuleList(Down(a, b) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(Up(b, a) for a, b in zip(widths, widths[1:]))
        self.decoder = nn.ModuleList(nn.Sequential(*(Block(w) for _ in range(n))) for w, n in zip(widths, design.decoder))
        self.head = nn.Conv2d(widths[0], design.heads * design.stem**2, 3, padding=1)
        nn.init.constant_(self.head.bias, -1.5)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.stem(F.pixel_unshuffle(x - 0.5, self.design.stem)))
        skips = []
        for level, blocks in enumerate(self.encoder):
            x = blocks(self.down[level - 1](x) if level else x)
            skips.append(x)
        for level in reversed(range(len(self.up))):
            x = self.decoder[level](self.up[level](x, skips[level]))
        return F.pixel_shuffle(self.head(x), self.design.stem)


def receptive_radius(design: Design) -> int:
    """Exact radius in px beyond which no input pixel can change an output pixel, rounded up to the next pixel.

    Counted in intervals: an output pixel's interval is widened by each layer on the longest path (through the
    coarsest level), in that layer's stride.
    """
    stride, levels = design.stem, len(design.widths)
    radius = design.stem - 1  # pixel unshuffle: up to stem−1 px to either side
    radius += 2 * design.stem  # the stem's and the head's 3×3
    for level in range(levels):
        step = stride * 2**level
        blocks = design.encoder[level] + (design.decoder[level] if level < levels - 1 else 0)
        radius += 2 * blocks * step
        if level < levels - 1:
            radius += step  # 2×2 down: one more pixel of this level to one side
    return radius


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


def fold_batch_norm(network: Network) -> Network:
    """A copy in which every convolution carries its batch norm in weight and bias."""
    import copy

    folded = copy.deepcopy(network).eval()
    for module in folded.modules():
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Sequential) and len(child) == 2 and isinstance(child[1], nn.BatchNorm2d):
                setattr(module, name, torch.nn.utils.fuse_conv_bn_eval(child[0], child[1]))
    return folded
