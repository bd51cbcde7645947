"""Trains the embedded text model. One command, resumable; the schedule follows the wall clock.

    python3 training/text/train.py --data DATA --out OUT [--size small|base] [--minutes 80] [--resume]
"""

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch

import bpe
import windows
from bound import EARLIEST, FILL_WEIGHT, corrupt, held_out_bound, nats
from model import BANNED, SIZES, Denoiser
from muon import Muon

WARM_UP = 60  # steps
AVERAGE = 0.995  # of the exported weights, a step


def optimizers(model: Denoiser, lr: float, plain: bool) -> list[torch.optim.Optimizer]:
    """Muon for the blocks' matrices (AdamW with `plain`), AdamW for the rest."""
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and name.startswith("blocks")]
    rest = [p for p in model.parameters() if all(p is not m for m in matrices)]
    adam = {"betas": (0.9, 0.98), "foreach": True}
    first = torch.optim.AdamW(matrices, lr, weight_decay=0.1, **adam) if plain else Muon(matrices, lr)
    return [first, torch.optim.AdamW(rest, lr, weight_decay=0.0, **adam)]


def rate(step: int, done: float) -> float:
    """Warm-up by steps, then linear decay to zero by the fraction of the time that is `done`."""
    return min(1.0, (step + 1) / WARM_UP) * max(0.0, 1.0 - done)


def unigram(split: tuple, size: int) -> torch.Tensor:
    """Log frequencies of tokens in random windows: where the output bias starts. float32 [vocab]."""
    drawn = windows.draw(split, 4000, 64, np.random.default_rng(1))[:, 1:]
    counts = np.bincount(drawn.ravel(), minlength=size) + 0.3
    counts[bpe.END] = len(drawn)
    return torch.from_numpy(np.log(counts / counts.sum())).float().add(8.0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--stop-after", type=float, default=1e9, help="seconds; for trying settings out")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--plain", action="store_true", help="AdamW for every weight")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()

    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    size = SIZES[args.size]
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = windows.make_tokenizer(args.data, args.out / "tokenizer.json", size.vocab)
    splits = windows.load(args.data, tokenizer)
    held = windows.draw(splits["held"], 256, size.length, np.random.default_rng(7))
    model = Denoiser(size).to(args.device)
    with torch.no_grad():
        model.bias.copy_(unigram(splits["train"], size.vocab))
        model.bias[bpe.MASK] = BANNED
    average = copy.deepcopy(model)
    updaters = optimizers(model, args.lr, args.plain)
    step, spent = 0, 0.0
    if args.resume:
        saved = torch.load(args.out / "last.pt", map_location=args.device)
        model.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        for updater, state in zip(updaters, saved["updaters"]):
            updater.load_state_dict(state)
        step, spent = saved["step"], saved["spent"]
    loss_of = torch.compile(nats, dynamic=False) if args.compile else nats
    rng = np.random.default_rng([3, step])
    places = int(args.batch * (size.length - 1) * (1 + EARLIEST) / 2 * 1.06)
    log = (args.out / "log.jsonl").open("a")
    started, reported, saved_at, losses = time.monotonic() - spent, time.monotonic(), time.monotonic(), []
    while (spent := time.monotonic() - started) < min(args.minutes * 60, args.stop_after):
        for updater in updaters:
            updater.zero_grad(set_to_none=True)
            for group in updater.param_groups:
                group["lr"] = args.lr * rate(step, spent / (args.minutes * 60))
        batch = windows.draw(splits["train"], args.batch, size.length, rng)
        corrupted = [tensor.to(args.device) for tensor in corrupt(batch, FILL_WEIGHT, places, EARLIEST, rng)]
        loss = loss_of(model, *corrupted) / (args.batch * size.length)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for updater in updaters:
            updater.step()
        with torch.no_grad():
            keep = min(AVERAGE, step / (step + 20))
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - keep)
        losses.append(loss.item())
        step += 1
        now = time.monotonic()
        if now - reported > 60 or step in (1, 5, 20):
            line = {"step": step, "spent": round(spent), "tokens": step * args.batch * size.length, "loss": round(float(np.mean(losses)), 4)}
            losses, reported = [], now
            if now - saved_at > 300:
                saved_at = now
                line["held"] = round(held_out_bound(average, held[:128], 1), 4)
                save(args.out / "last.pt", model, average, updaters, step, spent, args.size)
            print(json.dumps(line), file=log, flush=True)
    save(args.out / "last.pt", model, average, updaters, step, spent, args.size)
    result = {"step": step, "spent": round(spent), "tokens": step * args.batch * size.length, "held": held_out_bound(average, held, 4)}
    print(json.dumps(result), file=log, flush=True)


def save(path: Path, model, average, updaters, step: int, spent: float, size: str) -> None:
    """Everything that `--resume` and the export need; written beside, then renamed."""
    state = {"model": model.state_dict(), "average": average.state_dict(), "updaters": [u.state_dict() for u in updaters]}
    torch.save({**state, "step": step, "spent": spent, "size": size}, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


if __name__ == "__main__":
    main()
