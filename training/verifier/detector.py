"""The verifier's network: which things of which colours are where in a picture. It reads no caption."""

import sys
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

sys.path.append(str(Path(__file__).parents[1] / "images"))
from vocabulary import COLOURS, OBJECTS  # noqa: E402

CELLS = 16  # along each side of the picture


class Residual(nn.Module):
    """Two convolutions added to what they read."""

    def __init__(self, inside: int, outside: int, stride: int = 1):
        super().__init__()
        self.first = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.norm1 = nn.GroupNorm(8, outside)
        self.second = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.norm2 = nn.GroupNorm(8, outside)
        self.skip = nn.Conv2d(inside, outside, 1, stride) if inside != outside or stride > 1 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.norm1(self.first(x)))
        return F.relu(self.skip(x) + self.norm2(self.second(y)))


class Detector(nn.Module):
    """pixel_values float32 [batch, 3, 32, 32] in −1 … 1 → things [batch, 41, 16, 16].

    Of each cell: the logit that a thing's middle lies in it, then logits of the 32 objects, then of the thing's own colours and of the 7 others.
    """

    def __init__(self):
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(3, 24, 3, 1, 1), nn.ReLU())
        self.fine = nn.Sequential(Residual(24, 48, 2), Residual(48, 48))
        self.coarse = nn.Sequential(Residual(48, 96, 2), Residual(96, 96))
        self.whole = nn.Sequential(Residual(96, 128, 2), Residual(128, 128))
        self.widen8, self.widen16 = Residual(224, 96), Residual(144, 64)
        self.leave = nn.Conv2d(64, 1 + len(OBJECTS) + 1 + len(COLOURS), 1)
        nn.init.constant_(self.leave.bias[:1], -4.0)

    def forward(self, pixel_values: Tensor) -> Tensor:
        fine = self.fine(self.enter(pixel_values))
        coarse = self.coarse(fine)
        up = lambda x: F.interpolate(x, scale_factor=2.0, mode="nearest")
        coarse = self.widen8(torch.cat([coarse, up(self.whole(coarse))], 1))
        return self.leave(self.widen16(torch.cat([fine, up(coarse)], 1)))
