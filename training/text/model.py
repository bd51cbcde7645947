"""A time-agnostic bidirectional transformer for masked diffusion (MDLM, Sahoo et al. 2024; Ou et al. 2024).

Pre-norm, rotary positions, squared ReLU, tied embeddings. Knows nothing of masking times or of text.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BANNED = -1e4  # the logit of the mask token: it is never a prediction


@dataclass(frozen=True)
class Size:
    width: int
    layers: int
    heads: int
    length: int
    vocab: int = 6144


SIZES = {
    "small": Size(width=256, layers=5, heads=4, length=64),
    "base": Size(width=448, layers=8, heads=7, length=128),
}


def rotary(length: Tensor | int, width: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary angles, float32 [length, width / 2] (Su et al. 2021)."""
    rates = 1.0 / 1000.0 ** (torch.arange(0, width, 2, dtype=torch.float32) / width)
    angles = torch.arange(length, dtype=torch.float32)[:, None] * rates
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates the two halves of the last axis against each other. x: [..., length, head width]."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Block(nn.Module):
    """Attention, then a feed-forward layer, each added to the stream [batch, length, width]."""

    def __init__(self, size: Size):
        super().__init__()
        self.heads = size.heads
        self.attention_norm = nn.LayerNorm(size.width, bias=False)
        self.qkv = nn.Linear(size.width, 3 * size.width, bias=False)
        self.out = nn.Linear(size.width, size.width, bias=False)
        self.mlp_norm = nn.LayerNorm(size.width, bias=False)
        self.up = nn.Linear(size.width, 4 * size.width, bias=False)
        self.down = nn.Linear(4 * size.width, size.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, width = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        attended = F.scaled_dot_product_attention(rotate(q, cos, sin), rotate(k, cos, sin), v)
        x = x + self.out(attended.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.relu(self.up(self.mlp_norm(x))).square())


class Denoiser(nn.Module):
    """Token ids with masks in, logits of the clean tokens out."""

    def __init__(self, size: Size):
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(size.vocab, size.width)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.norm = nn.LayerNorm(size.width, bias=False)
        self.bias = nn.Parameter(torch.zeros(size.vocab))
        cos, sin = rotary(size.length, size.width // size.heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        nn.init.normal_(self.embedding.weight, std=0.05)
        for block in self.blocks:
            for layer in (block.qkv, block.up):
                nn.init.normal_(layer.weight, std=size.width**-0.5)
            nn.init.zeros_(block.out.weight)
            nn.init.zeros_(block.down.weight)

    def hidden(self, ids: Tensor) -> Tensor:
        """int64 [batch, length] to float32 [batch, length, width], normalised for the head."""
        length = ids.shape[1]
        x = self.embedding(ids) * 10.0
        for block in self.blocks:
            x = block(x, self.cos[:length], self.sin[:length])
        return self.norm(x)

    def head(self, hidden: Tensor) -> Tensor:
        """[..., width] to logits [..., vocab]; the embedding is also the output matrix."""
        return F.linear(hidden, self.embedding.weight, self.bias)

    def forward(self, ids: Tensor) -> Tensor:
        return self.head(self.hidden(ids))
