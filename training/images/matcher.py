"""The scorer's network: does an image show what its caption says?"""
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model import WIDTH, Attention
from vocabulary import COLOURS, LENGTH, OBJECTS, TOKENS

CELLS = 8  # along each side of the image
LIMIT = 6.0  # logits stay within ±6, where a sigmoid still tells them apart


class Search(nn.Module):
    """Where in the image is what a word says? What is found there, how surely (what softmax alone forgets), and where that is."""

    def __init__(self, heads: int = 8):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out = nn.Linear(WIDTH + 3 * heads, WIDTH)
        line = torch.linspace(-1, 1, CELLS)
        self.register_buffer("where", torch.stack([line.repeat(CELLS), line.repeat_interleave(CELLS)], 1), persistent=False)

    def forward(self, words: Tensor, seen: Tensor) -> Tensor:
        batch, count, _ = words.shape
        split = lambda y: y.view(batch, -1, self.heads, WIDTH // self.heads).transpose(1, 2)
        scores = split(self.query(words)) @ split(self.key(seen)).transpose(2, 3) / math.sqrt(WIDTH // self.heads)
        weights = scores.softmax(-1)
        found = (weights @ split(self.value(seen))).transpose(1, 2).reshape(batch, count, WIDTH)
        sure = scores.amax(-1).transpose(1, 2)
        where = (weights @ self.where).transpose(1, 2).reshape(batch, count, 2 * self.heads)
        return self.out(torch.cat([found, sure, where], -1))


class Matcher(nn.Module):
    """pixel_values float32 [batch, 3, 32, 32] in −1 … 1, input_ids int64 [batch, 12] → logit [batch].

    The image becomes 8 × 8 cells. Each says which object and colour it shows, in the embeddings that the words of the
    caption have too (`told` teaches it that), so that a word finds its cells whatever the object is.
    """

    def __init__(self):
        super().__init__()
        layer = lambda inside, outside, kernel, stride: nn.Sequential(
            nn.Conv2d(inside, outside, kernel, stride, 1), nn.GroupNorm(8, outside), nn.SiLU())
        self.see = nn.Sequential(layer(3, 48, 4, 2), layer(48, WIDTH, 4, 2), layer(WIDTH, WIDTH, 3, 1), layer(WIDTH, WIDTH, 3, 1))
        self.objects, self.colours = nn.Linear(WIDTH, len(OBJECTS) + 1), nn.Linear(WIDTH, len(COLOURS) + 1)
        self.tokens = nn.Embedding(len(TOKENS), WIDTH)
        self.nothing = nn.Parameter(torch.randn(2, WIDTH) * 0.5)
        self.cells = nn.Parameter(torch.randn(CELLS * CELLS, WIDTH) * 0.3)
        self.places = nn.Parameter(torch.randn(LENGTH, WIDTH) * 0.3)
        nn.init.normal_(self.tokens.weight, std=0.5)
        self.near = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 5, padding=2) for _ in range(2))
        self.rounds = nn.ModuleList(
            nn.ModuleList([nn.LayerNorm(WIDTH), Search(), nn.LayerNorm(WIDTH), nn.Conv1d(WIDTH, 2 * WIDTH, 5, padding=2),
                           nn.Linear(2 * WIDTH, WIDTH), nn.LayerNorm(WIDTH), Attention(WIDTH, WIDTH)])
            for _ in range(2))
        self.judge = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, WIDTH), nn.SiLU(), nn.Linear(WIDTH, 1))
        self.register_buffer("names", torch.tensor([TOKENS[name] for name, _, _ in OBJECTS]), persistent=False)
        self.register_buffer("shades", torch.tensor([TOKENS[name] for name, _ in COLOURS]), persistent=False)

    def look(self, pixel_values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Cells [batch, 64, width], and what each shows: logits over objects and over colours, the first of both nothing."""
        seen = self.see(pixel_values).flatten(2).transpose(1, 2)
        objects, colours = self.objects(seen), self.colours(seen)
        named = torch.cat([self.nothing[:1], self.tokens(self.names)])
        shaded = torch.cat([self.nothing[1:], self.tokens(self.shades)])
        return seen + objects.softmax(-1) @ named + colours.softmax(-1) @ shaded + self.cells, objects, colours

    def compare(self, seen: Tensor, input_ids: Tensor) -> Tensor:
        """Logits of captions [batch, LENGTH] against the cells of images, one image for each caption or for each run of as many captions."""
        mask = (input_ids != 0).float()
        words = (self.tokens(input_ids) + self.places) * mask[..., None]
        for near in self.near:
            words = words + F.silu(near(words.transpose(1, 2)).transpose(1, 2)) * mask[..., None]
        for norm1, search, norm2, widen, narrow, norm3, talk in self.rounds:
            asked = norm1(words).reshape(seen.shape[0], -1, WIDTH)
            words = words + search(asked, seen).reshape(words.shape) * mask[..., None]
            # A relation lies between its two things: five words in a row hold them all.
            around = widen((norm2(words) * mask[..., None]).transpose(1, 2)).transpose(1, 2)
            words = words + narrow(F.silu(around)) * mask[..., None]
            said = norm3(words)
            words = words + talk(said, said, mask)
        gist = (words * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        return LIMIT * torch.tanh(self.judge(gist).squeeze(-1) / LIMIT)

    def forward(self, pixel_values: Tensor, input_ids: Tensor) -> Tensor:
        return self.compare(self.look(pixel_values)[0], input_ids)
