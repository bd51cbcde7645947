"""Muon (Jordan et al. 2024): momentum whose matrix is made orthogonal before the step, for the hidden matrices."""

import torch
from torch import Tensor


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """Newton-Schulz iteration towards U Vᵀ. float32 [count, rows, columns], rows ≤ columns."""
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(3.4445 * x, torch.baddbmm(gram, gram, gram, beta=-4.7750, alpha=2.0315), x)
    return x


class Muon(torch.optim.Optimizer):
    """Steps have the root mean square of an AdamW step (0.2 · √max(rows, columns)), so `lr` is AdamW's."""

    def __init__(self, params: list[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0.1):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            shapes: dict[tuple[int, int], list[Tensor]] = {}
            for p in group["params"]:
                shapes.setdefault((min(p.shape), max(p.shape)), []).append(p)
            for (_, long), params in shapes.items():
                updates = []
                for p in params:
                    velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))
                    velocity.lerp_(p.grad, 1 - group["momentum"])
                    update = p.grad.lerp(velocity, group["momentum"])
                    updates.append(update if p.shape[0] <= p.shape[1] else update.mT)
                scale = 0.2 * long**0.5 * group["lr"]
                for p, update in zip(params, orthogonal(torch.stack(updates))):
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.sub_(update if p.shape[0] <= p.shape[1] else update.mT, alpha=scale)
