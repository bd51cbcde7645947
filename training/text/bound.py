"""The masked-diffusion bound on −log p(text), in nats (MDLM, Sahoo et al. 2024, eq. 11; Shi et al. 2024).

Masking time t is uniform on (0, 1]; each place is masked with probability t; the bound is the sum over masked places
of the cross entropy, weighted by 1/t. Place 0, the beginning, is never masked.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import bpe
from model import Denoiser

FILL_WEIGHT = 0.1  # of places after the first end token, in training only
EARLIEST = 0.1  # training leaves out t below this: few masks, large weights


def place_weights(windows: np.ndarray, fill: float) -> np.ndarray:
    """1 for the text and its first end token, `fill` after it, 0 at the beginning. float32 [batch, length]."""
    ended = np.cumsum(windows[:, 1:] == bpe.END, axis=1)
    weights = np.zeros(windows.shape, dtype=np.float32)
    weights[:, 1:] = np.where(ended <= 1, 1.0, fill)
    return weights


def stratified_times(count: int, earliest: float, rng: np.random.Generator) -> np.ndarray:
    """One masking time in each of `count` equal strata of (earliest, 1], in random order."""
    return earliest + (1 - earliest) * (rng.permutation(count) + rng.random(count)) / count


def corrupt(
    windows: np.ndarray, fill: float, places: int, earliest: float, rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Masked ids [batch, length] and, at exactly `places` flat places, index, target and weight (0: padding)."""
    times = stratified_times(len(windows), earliest, rng)
    masked = rng.random(windows.shape) < times[:, None]
    masked[:, 0] = False
    weights = place_weights(windows, fill) / times[:, None].astype(np.float32)
    index = np.flatnonzero(masked)
    if len(index) > places:
        index = rng.choice(index, places, replace=False)
    kept = np.zeros(places, dtype=np.int64)
    kept[: len(index)] = index
    weight = np.zeros(places, dtype=np.float32)
    weight[: len(index)] = weights.ravel()[index]
    ids = np.where(masked, bpe.MASK, windows)
    return tuple(torch.from_numpy(array) for array in (ids, kept, windows.ravel()[kept], weight))


def nats(model: Denoiser, ids: Tensor, index: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Weighted sum of cross entropies at the indexed places; logits are computed nowhere else."""
    hidden = model.hidden(ids).flatten(0, 1)[index]
    return (F.cross_entropy(model.head(hidden), target, reduction="none") * weight).sum()


@torch.no_grad()
def held_out_bound(model: Denoiser, windows: np.ndarray, rounds: int, seed: int = 0) -> float:
    """Nats a token over text and first end token: `rounds` stratified draws of t on all of (0, 1] for each window."""
    rng = np.random.default_rng(seed)
    device = next(model.parameters()).device
    total = tokens = 0.0
    for _ in range(rounds):
        for start in range(0, len(windows), 64):
            batch = windows[start : start + 64]
            corrupted = [tensor.to(device) for tensor in corrupt(batch, 0.0, batch.size, 0.0, rng)]
            total += nats(model, *corrupted).item()
            tokens += place_weights(batch, 0.0).sum()
    return total / float(tokens)
