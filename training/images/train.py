"""Trains the denoiser and its text encoder: `python3 train.py --data ../../../shared/data --out OUT --size small --hours 2`; the same again goes on.

The schedule follows the images, which are as many for every size, so that two sizes are trained alike; `--hours` of computing end it before that, decayed.
"""
import argparse
import copy
import math
import sys
from multiprocessing import Process, Queue
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from model import SIZES, denoiser
from scenes import Painter, draw_scene
from schedule import STEPS, alphas_cumprod, noised
from vocabulary import LENGTH, tokenize

sys.path.append(str(Path(__file__).parents[1]))
from checkpoints import Checkpoints, computed, same_files  # noqa: E402

BATCH = 64
RATE = 2e-3
WARM_UP = 100
DECAY = 0.998  # of the exponential mean, a step
DROPPED = 0.1  # captions left out, for guidance


def paint_batches(data: Path, seed: int, queue: Queue) -> None:
    """Forever: uint8 [BATCH, 32, 32, 3] and int64 [BATCH, LENGTH]."""
    random, painter = np.random.default_rng(seed), Painter(data)
    while True:
        scenes = [draw_scene(random) for _ in range(BATCH)]
        images = np.stack([painter.paint(scene, random) for scene in scenes])
        kept = random.random(BATCH) >= DROPPED
        tokens = np.array([tokenize(scene.caption()) if keep else [0] * LENGTH for scene, keep in zip(scenes, kept)])
        queue.put((images, tokens))


def rate(step: int, done: float) -> float:
    """Warm-up by steps, then a cosine to a fiftieth by the share of the training that is `done`."""
    return RATE * min(1, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, done))))


def loss_of(model: torch.nn.ModuleDict, clean: torch.Tensor, tokens: torch.Tensor, bars: torch.Tensor) -> torch.Tensor:
    # Stratified times: a batch has every part of the schedule.
    t = ((torch.arange(BATCH) + torch.rand(BATCH)) * (STEPS / BATCH)).long().clamp(max=STEPS - 1)
    sample, target = noised(clean, torch.randn_like(clean), t, bars)
    device = next(model.parameters()).device
    # Eight bits of mantissa for the products alone: four times as fast on a CPU that has them.
    with torch.autocast(device.type, torch.bfloat16):
        found = model["unet"](sample.to(device), t.to(device), model["text"](tokens.to(device)))
    return F.mse_loss(found.float(), target.to(device))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--images", type=int, default=600_000, help="how many are seen, one after the other")
    parser.add_argument("--hours", type=float, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    pictures = sum(same_files([*(args.data / "emoji").rglob("*.png")]).values())
    settings = {"recipe": "scenes 2", "size": args.size, "seed": args.seed, "images": args.images, "batch": BATCH, "rate": RATE, "pictures": pictures}
    checkpoints = Checkpoints(args.out, settings)
    # Channels last: a fifth faster on CPU.
    model = denoiser(args.size).to(args.device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    mean = copy.deepcopy(model)
    step, before = 0, 0.0
    if (saved := checkpoints.load()) is not None:
        model.load_state_dict(saved["model"]), mean.load_state_dict(saved["mean"]), optimiser.load_state_dict(saved["optimiser"])
        step, before = saved["step"], saved["spent"]
        # Other noise than before it was stopped.
        torch.manual_seed(args.seed + 1000 + step)
    bars, steps, budget = alphas_cumprod(), math.ceil(args.images / BATCH), args.hours * 3600
    queue: Queue = Queue(8)
    Process(target=paint_batches, args=(args.data, args.seed + 1000 + step, queue), daemon=True).start()
    checkpoints.log({"parameters": sum(p.numel() for p in model.parameters()), "steps": steps, "step": step, "spent": round(before)})

    def save(spent: float) -> None:
        states = {"model": model.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict()}
        checkpoints.save({**states, "step": step, "spent": spent, "size": args.size})

    began, losses, spent = computed(), [], before
    while (done := max(step / steps, spent / budget)) < 1:
        images, tokens = queue.get()
        clean = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1  # channels last, as it was painted
        loss = loss_of(model, clean, torch.from_numpy(tokens), bars)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimiser.param_groups:
            group["lr"] = rate(step, done)
        optimiser.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.parameters()), list(model.parameters()), 1 - min(DECAY, (1 + step) / (10 + step)))
        losses.append(loss.item())
        spent = before + computed() - began
        if step % 50 == 0:
            checkpoints.log({"step": step, "minutes": round(spent / 60, 1), "images": step * BATCH, "loss": round(float(np.mean(losses[-50:])), 4)})
        if checkpoints.due():
            save(spent)
    save(spent)
    # Sizes are compared only where both have seen all of their images.
    checkpoints.log({"step": step, "images": step * BATCH, "of": args.images, "loss": round(float(np.mean(losses[-200:])), 4) if losses else None})


if __name__ == "__main__":
    main()
