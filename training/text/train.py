"""Trains the embedded text model; the same command again goes on. The schedule follows the time that was computed.

    python3 training/text/train.py --data DATA --out OUT [--size small|base] [--length 64] [--hours 1.7] [--begin media/models/stories]
"""

import argparse
import copy
import dataclasses
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer

import bpe
import windows
from bound import EARLIEST, FILL_WEIGHT, corrupt, held_out_bound, nats
from model import BANNED, SIZES, Denoiser
from muon import Muon

sys.path.append(str(Path(__file__).parents[1]))
from checkpoints import Checkpoints, computed, same_files  # noqa: E402

COMPARED = 64  # tokens of the held-out windows by which models of any length are compared
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


def shipped(folder: Path, model: Denoiser) -> dict[str, torch.Tensor]:
    """Weights of an exported model, where a training that goes on from it begins."""
    graph = onnx.load(str(folder / "onnx/model.onnx")).graph
    named = {tensor.name.removeprefix("model.").removesuffix("_half"): numpy_helper.to_array(tensor) for tensor in graph.initializer}
    return {name: torch.from_numpy(named[name].astype(np.float32)) for name in model.state_dict()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--length", type=int, help="tokens of a text, where it is another than the size's own")
    parser.add_argument("--begin", type=Path, metavar="MODEL", help="an exported model, from whose weights and tokenizer to go on")
    parser.add_argument("--hours", type=float, default=1.7)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--plain", action="store_true", help="AdamW for every weight")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()

    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    size = dataclasses.replace(SIZES[args.size], length=args.length or SIZES[args.size].length)
    files = same_files([*(args.data / "text").glob("*.txt")])
    settings = {"recipe": "stories 2", "size": args.size, "length": size.length, "batch": args.batch, "lr": args.lr, "plain": args.plain, "begin": args.begin and args.begin.name, "files": files}
    checkpoints = Checkpoints(args.out, settings)
    if args.begin is None:
        tokenizer = windows.make_tokenizer(args.data, args.out / "tokenizer.json", size.vocab)
    else:
        shutil.copyfile(args.begin / "tokenizer.json", args.out / "tokenizer.json")
        tokenizer = Tokenizer.from_file(str(args.out / "tokenizer.json"))
    splits = windows.load(args.data, tokenizer)
    held = windows.draw(splits["held"], 256, COMPARED, np.random.default_rng(7))
    model = Denoiser(size).to(args.device)
    if args.begin is None:
        model.bias.data.copy_(unigram(splits["train"], size.vocab))
    else:
        model.load_state_dict(shipped(args.begin, model))
    model.bias.data[bpe.MASK] = BANNED
    average = copy.deepcopy(model)
    updaters = optimizers(model, args.lr, args.plain)
    step, before = 0, 0.0
    if (saved := checkpoints.load()) is not None:
        model.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        for updater, state in zip(updaters, saved["updaters"]):
            updater.load_state_dict(state)
        step, before = saved["step"], saved["spent"]
    loss_of = torch.compile(nats, dynamic=False) if args.compile else nats
    rng = np.random.default_rng([3, step])
    places = int(args.batch * (size.length - 1) * (1 + EARLIEST) / 2 * 1.06)
    tokens = args.batch * size.length
    checkpoints.log({"parameters": sum(p.numel() for p in model.parameters()), "step": step, "spent": round(before)})

    def save(spent: float) -> None:
        states = {"model": model.state_dict(), "average": average.state_dict(), "updaters": [u.state_dict() for u in updaters]}
        checkpoints.save({**states, "step": step, "spent": spent, "size": args.size, "length": size.length})

    began, budget, losses, spent = computed(), args.hours * 3600, [], before
    while spent < budget:
        for updater in updaters:
            updater.zero_grad(set_to_none=True)
            for group in updater.param_groups:
                group["lr"] = args.lr * rate(step, spent / budget)
        batch = windows.draw(splits["train"], args.batch, size.length, rng)
        corrupted = [tensor.to(args.device) for tensor in corrupt(batch, FILL_WEIGHT, places, EARLIEST, rng)]
        # Eight bits of mantissa for the products alone: twice as fast on a CPU that has them. The bound is told in float32.
        with torch.autocast(torch.device(args.device).type, torch.bfloat16):
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
        spent = before + computed() - began
        if step % 100 == 0:
            checkpoints.log({"step": step, "minutes": round(spent / 60, 1), "tokens": step * tokens, "loss": round(float(np.mean(losses[-100:])), 4)})
        if checkpoints.due():
            save(spent)
    save(spent)
    checkpoints.log({"step": step, "tokens": step * tokens, "held": round(held_out_bound(average, held, 4), 4)})


if __name__ == "__main__":
    main()
