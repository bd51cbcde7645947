"""Trains the denoiser and its text encoder: `python3 train.py --data ../shared/data --out OUT --minutes 60`; `--resume` goes on."""
import argparse
import copy
import math
import time
from multiprocessing import Process, Queue
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from model import TextEncoder, UNet
from scenes import Painter, draw_scene
from schedule import STEPS, alphas_cumprod, noised
from vocabulary import LENGTH, tokenize

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)

    # Channels last: a fifth faster on CPU.
    model = torch.nn.ModuleDict({"text": TextEncoder(), "unet": UNet()}).to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    mean = copy.deepcopy(model)
    step, spent = 0, 0.0
    checkpoint = args.out / "checkpoint.pt"
    if args.resume and checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"]), mean.load_state_dict(saved["mean"]), optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["spent"]
    bars = alphas_cumprod()
    queue: Queue = Queue(8)
    Process(target=paint_batches, args=(args.data, args.seed + 1000 + step, queue), daemon=True).start()
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters", flush=True)

    budget, losses, last = args.minutes * 60, [], time.process_time()
    began = time.monotonic()
    before, saved_at = spent, spent
    while spent < budget:
        images, tokens = queue.get()
        clean = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1  # channels last, as it was painted
        # Stratified times: a batch has every part of the schedule.
        t = ((torch.arange(BATCH) + torch.rand(BATCH)) * (STEPS / BATCH)).long().clamp(max=STEPS - 1)
        sample, target = noised(clean, torch.randn_like(clean), t, bars)
        found = model["unet"](sample, t, model["text"](torch.from_numpy(tokens)))
        loss = F.mse_loss(found, target)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        done = spent / budget
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, done))))
        optimiser.step()
        step += 1
        with torch.no_grad():
            rate = min(DECAY, (1 + step) / (10 + step))
            for slow, fast in zip(mean.parameters(), model.parameters()):
                slow.lerp_(fast, 1 - rate)
        losses.append(loss.item())
        spent = before + time.monotonic() - began
        if step % 50 == 0:
            speed = step * BATCH / max(spent, 1e-9)
            print(f"step {step}, {spent / 60:.1f} min, {step * BATCH:,} images, {speed:.0f} a second, loss {np.mean(losses[-50:]):.4f}", flush=True)
        if spent - saved_at > 120 or spent >= budget:
            saved_at = spent
            state = {"model": model.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent}
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)


if __name__ == "__main__":
    main()
