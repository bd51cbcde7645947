"""The judges' network: convolutions over the words of a text, and a verdict on what they find."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from reader import PAD, VOCAB

EMBEDDED, WIDTH, REACH = 64, 128, 5


class Judge(nn.Module):
    """input_ids int64 [batch, length], padded with 1 → verdict float32 [batch].

    Each place sees eight others around it; of what is found at all places, the mean and the most are looked at.
    """

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, EMBEDDED)
        self.first = nn.Conv1d(EMBEDDED, WIDTH, REACH, padding=REACH // 2)
        self.second = nn.Conv1d(WIDTH, WIDTH, REACH, padding=REACH // 2)
        self.judge = nn.Sequential(nn.Dropout(0.2), nn.Linear(3 * WIDTH + EMBEDDED, 64), nn.ReLU(), nn.Linear(64, 1))
        nn.init.normal_(self.embedding.weight, std=0.1)

    def forward(self, input_ids: Tensor) -> Tensor:
        there = (input_ids != PAD).float()[:, None, :]
        words = self.embedding(input_ids).transpose(1, 2) * there
        if self.training:
            words = words * (torch.rand_like(there) > 0.1)
        near = F.relu(self.first(words)) * there
        far = (near + F.relu(self.second(near))) * there
        count = there.sum(2)
        return self.judge(torch.cat([words.sum(2) / count, near.amax(2), far.sum(2) / count, far.amax(2)], 1)).squeeze(-1)
