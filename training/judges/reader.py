"""The language models' network: a causal transformer that reads English and predicts the next word.

Pre-norm, rotary positions, squared ReLU, as the text model; attention is written out, so that what is trained is what is exported.
"""

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

sys.path.append(str(Path(__file__).parents[1] / "text"))
from model import rotary, rotate  # noqa: E402

VOCAB = 8192
PAD = 1  # the mask token of the tokenizer, which no text holds
WINDOW = 128  # tokens that are read at once, the beginning among them


@dataclass(frozen=True)
class Size:
    width: int
    layers: int
    heads: int


SIZES = {"small": Size(192, 3, 4), "large": Size(256, 4, 4)}


class Block(nn.Module):
    """Causal attention, then a feed-forward layer."""

    def __init__(self, size: Size):
        super().__init__()
        self.heads = size.heads
        self.attention_norm = nn.LayerNorm(size.width, bias=False)
        self.qkv = nn.Linear(size.width, 3 * size.width, bias=False)
        self.out = nn.Linear(size.width, size.width, bias=False)
        self.mlp_norm = nn.LayerNorm(size.width, bias=False)
        self.up = nn.Linear(size.width, 4 * size.width, bias=False)
        self.down = nn.Linear(4 * size.width, size.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, hidden: Tensor) -> Tensor:
        batch, length, width = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        scores = (rotate(q, cos, sin) @ rotate(k, cos, sin).transpose(-1, -2)) * (1 / math.sqrt(width // self.heads)) + hidden
        attended = (scores.softmax(dim=-1) @ v).transpose(1, 2).reshape(batch, length, width)
        x = x + self.out(attended)
        return x + self.down(F.relu(self.up(self.mlp_norm(x))).square())


class Reader(nn.Module):
    """Token ids in, what has been read up to each of them out."""

    def __init__(self, size: Size):
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(VOCAB, size.width)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        self.norm = nn.LayerNorm(size.width, bias=False)
        self.bias = nn.Parameter(torch.zeros(VOCAB))
        cos, sin = rotary(WINDOW, size.width // size.heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.register_buffer("later", torch.full((WINDOW, WINDOW), -1e4).triu(1), persistent=False)
        nn.init.normal_(self.embedding.weight, std=0.05)
        for block in self.blocks:
            for layer in (block.qkv, block.up):
                nn.init.normal_(layer.weight, std=size.width**-0.5)
            nn.init.zeros_(block.out.weight)
            nn.init.zeros_(block.down.weight)

    def forward(self, ids: Tensor) -> Tensor:
        """int64 [batch, length] to float32 [batch, length, width]."""
        length = ids.shape[1]
        x = self.embedding(ids) * 10.0
        for block in self.blocks:
            x = block(x, self.cos[:length], self.sin[:length], self.later[:length, :length])
        return self.norm(x)

    def words(self, hidden: Tensor) -> Tensor:
        """Logits of the next token; the embedding is also the output matrix."""
        return F.linear(hidden, self.embedding.weight, self.bias)


class Likelihood(nn.Module):
    """input_ids int64 [batch, length] → log_likelihoods float32 [batch, length − 1]: of each token after the first, in nats."""

    def __init__(self, reader: Reader):
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: Tensor) -> Tensor:
        logits = self.reader.words(self.reader(input_ids[:, :-1]))
        return logits.log_softmax(-1).gather(-1, input_ids[:, 1:, None]).squeeze(-1)
