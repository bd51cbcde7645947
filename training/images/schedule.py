"""The cosine schedule of diffusers' "squaredcos_cap_v2", and what v-prediction makes of it."""
import math

import torch
from torch import Tensor

STEPS = 1000


def alphas_cumprod() -> Tensor:
    """ᾱ_t for t = 0 … 999 (Nichol & Dhariwal 2021, eq. 17; β capped at 0.999)."""
    bar = lambda t: math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2
    betas = [min(1 - bar((i + 1) / STEPS) / bar(i / STEPS), 0.999) for i in range(STEPS)]
    return torch.cumprod(1 - torch.tensor(betas, dtype=torch.float64), 0).float()


def noised(clean: Tensor, noise: Tensor, t: Tensor, bars: Tensor) -> tuple[Tensor, Tensor]:
    """x_t and v = √ᾱ ε − √(1 − ᾱ) x₀ (Salimans & Ho 2022, appendix D)."""
    signal, other = bars[t].sqrt()[:, None, None, None], (1 - bars[t]).sqrt()[:, None, None, None]
    return signal * clean + other * noise, signal * noise - other * clean
