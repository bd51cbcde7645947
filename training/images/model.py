"""The denoiser and its text encoder: a small U-Net on pixels that looks at the words of a caption."""
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vocabulary import LENGTH, TOKENS

WIDTH = 96  # of a token


class Attention(nn.Module):
    """Multi-head attention of queries over a context; `mask` is 0 where a context token is to be left out."""

    def __init__(self, width: int, context: int, heads: int = 4):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(context, width), nn.Linear(context, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, context: Tensor, mask: Tensor | None = None) -> Tensor:
        batch, count, width = x.shape
        split = lambda y: y.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)
        scores = split(self.query(x)) @ split(self.key(context)).transpose(2, 3) / math.sqrt(width // self.heads)
        if mask is not None:
            scores = scores + (1 - mask[:, None, None, :]) * -1e4
        mixed = scores.softmax(-1) @ split(self.value(context))
        return self.out(mixed.transpose(1, 2).reshape(batch, count, width))


class TextEncoder(nn.Module):
    """input_ids int64 [batch, 12] → last_hidden_state float32 [batch, 12, 96]; padding comes out as zeros."""

    def __init__(self, layers: int = 2):
        super().__init__()
        self.tokens = nn.Embedding(len(TOKENS), WIDTH)
        self.places = nn.Parameter(torch.randn(LENGTH, WIDTH) * 0.02)
        self.blocks = nn.ModuleList(
            nn.ModuleList([nn.LayerNorm(WIDTH), Attention(WIDTH, WIDTH), nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)])
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, input_ids: Tensor) -> Tensor:
        mask = (input_ids != 0).float()
        # An empty caption attends to its first place, so that nothing divides by nothing.
        mask = torch.maximum(mask, F.one_hot(torch.zeros_like(input_ids[:, 0]), LENGTH).float())
        x = self.tokens(input_ids) + self.places
        for norm, attention, second, widen, narrow in self.blocks:
            y = norm(x)
            x = x + attention(y, y, mask)
            x = x + narrow(F.silu(widen(second(x))))
        return self.norm(x) * mask[..., None]


class Block(nn.Module):
    """Two convolutions, told the time and the gist of the caption."""

    def __init__(self, inside: int, outside: int, told: int):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(8, inside), nn.Conv2d(inside, outside, 3, padding=1)
        self.told = nn.Linear(told, 2 * outside)
        self.norm2, self.conv2 = nn.GroupNorm(8, outside), nn.Conv2d(outside, outside, 3, padding=1)
        self.skip = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        y = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.told(told)[:, :, None, None].chunk(2, 1)
        return self.skip(x) + self.conv2(F.silu(self.norm2(y) * (1 + scale) + shift))


class Look(nn.Module):
    """Attention of an image's places over the words, and over each other where `own`."""

    def __init__(self, width: int, own: bool):
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.words = Attention(width, WIDTH)
        self.own = nn.ModuleList([nn.LayerNorm(width), Attention(width, width)]) if own else None

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        batch, width, height, columns = x.shape
        y = self.norm(x).flatten(2).transpose(1, 2)
        z = self.words(y, words, mask)
        if self.own is not None:
            norm, attention = self.own
            y = norm(y + z)
            z = z + attention(y, y)
        return x + z.transpose(1, 2).reshape(batch, width, height, columns)


class UNet(nn.Module):
    """sample float32 [batch, 3, 32, 32], timestep int64 [batch], encoder_hidden_states [batch, 12, 96] → v, as sample."""

    def __init__(self, widths: tuple[int, int, int] = (32, 64, 128), told: int = 128):
        super().__init__()
        a, b, c = widths
        self.time = nn.Sequential(nn.Linear(64, told), nn.SiLU(), nn.Linear(told, told))
        self.gist = nn.Linear(WIDTH, told)
        self.enter = nn.Conv2d(3, a, 3, padding=1)
        self.down1, self.shrink1 = Block(a, a, told), nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.down2, self.look2, self.shrink2 = Block(b, b, told), Look(b, False), nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.down3, self.look3 = Block(c, c, told), Look(c, True)
        self.middle, self.look4 = Block(c, c, told), Look(c, True)
        self.up3, self.look5 = Block(2 * c, c, told), Look(c, True)
        self.grow2, self.up2, self.look6 = nn.Conv2d(c, b, 3, padding=1), Block(2 * b, b, told), Look(b, False)
        self.grow1, self.up1 = nn.Conv2d(b, a, 3, padding=1), Block(2 * a, a, told)
        self.norm, self.leave = nn.GroupNorm(8, a), nn.Conv2d(a, 3, 3, padding=1)
        self.register_buffer("frequencies", torch.exp(torch.arange(32) * (-math.log(10_000.0) / 31)), persistent=False)
        nn.init.zeros_(self.leave.weight)

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        words = encoder_hidden_states
        mask = (words.abs().sum(-1) > 0).float()
        angles = timestep.float()[:, None] * self.frequencies
        gist = words.sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        told = F.silu(self.time(torch.cat([angles.sin(), angles.cos()], -1)) + self.gist(gist))
        x1 = self.down1(self.enter(sample), told)
        x2 = self.look2(self.down2(self.shrink1(x1), told), words, mask)
        x3 = self.look3(self.down3(self.shrink2(x2), told), words, mask)
        x = self.look4(self.middle(x3, told), words, mask)
        x = self.look5(self.up3(torch.cat([x, x3], 1), told), words, mask)
        x = self.grow2(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        x = self.look6(self.up2(torch.cat([x, x2], 1), told), words, mask)
        x = self.grow1(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        x = self.up1(torch.cat([x, x1], 1), told)
        return self.leave(F.silu(self.norm(x)))


# Channels at 32, 16 and 8 pixels, and the width of what a block is told; the large one has about three times the parameters.
SIZES = {"small": ((32, 64, 128), 128), "large": ((56, 120, 232), 216)}


def denoiser(size: str) -> nn.ModuleDict:
    """`text` and `unet`, untrained. What reads the captions is the same in both sizes."""
    return nn.ModuleDict({"text": TextEncoder(), "unet": UNet(*SIZES[size])})
