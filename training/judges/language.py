"""Trains a language model: `python3 language.py --data ../shared/data --words WORDS --out OUT --size small --half 0 --hours 0.2`; the same again goes on."""

import argparse
import copy
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from reader import SIZES, VOCAB, WINDOW, Reader
from texts import corpus, half_of, reading

sys.path.append(str(Path(__file__).parents[1]))
from checkpoints import Checkpoints, computed, same_files  # noqa: E402
from muon import Muon  # noqa: E402

BATCH, LENGTH = 48, 80
PLACES = 512  # whose logits are made at once
RATE, WARM_UP, DECAY = 2e-3, 60, 0.995
SHARES = {"stories": 0.5, "plain": 0.22, "tales": 0.1, "opinions": 0.18}  # of windows
END = 0


def streams(folder: Path, tokenizer: Tokenizer, wanted: str | int) -> dict[str, np.ndarray]:
    """All tokens of each kind of text, documents apart by the end token; of one half, or `held` of both."""
    found = {}
    for kind, documents in reading(folder).items():
        mine = [d for i, d in enumerate(documents) if (corpus.held_out(i) if wanted == "held" else not corpus.held_out(i) and half_of(i) == wanted)]
        np.random.default_rng(5).shuffle(mine)
        codes = tokenizer.encode_batch(mine, add_special_tokens=False)
        found[kind] = np.concatenate([np.array([END, *code.ids], dtype=np.int16) for code in codes])
    return found


def windows(found: dict[str, np.ndarray], count: int, random: np.random.Generator) -> torch.Tensor:
    kinds = list(found)
    rows = []
    for kind in random.choice(len(kinds), count, p=[SHARES[kind] for kind in kinds]):
        stream = found[kinds[kind]]
        start = int(random.integers(len(stream) - LENGTH - 1))
        rows.append(stream[start : start + LENGTH + 1])
    return torch.from_numpy(np.stack(rows).astype(np.int64))


def learn(model: Reader, ids: torch.Tensor) -> float:
    """The loss, its gradients added to the parameters'. Logits are made of a few hundred places at a time: all at once they do not fit a cache."""
    with torch.autocast(ids.device.type, torch.bfloat16):
        hidden = model(ids[:, :-1]).flatten(0, 1)
    read, targets, loss = hidden.detach().requires_grad_(), ids[:, 1:].flatten(), 0.0
    for places, wanted in zip(read.split(PLACES), targets.split(PLACES)):
        with torch.autocast(ids.device.type, torch.bfloat16):
            logits = model.words(places)
        part = F.cross_entropy(logits.float(), wanted, reduction="sum") / len(targets)
        part.backward()
        loss += part.item()
    hidden.backward(read.grad)
    return loss


@torch.no_grad()
def held_nats(model: Reader, found: dict[str, np.ndarray], device: torch.device) -> dict[str, float]:
    """Nats a token of each kind, over windows side by side from its beginning."""
    results = {}
    for kind, stream in found.items():
        rows = min(120, (len(stream) - 1) // LENGTH)
        flat = torch.from_numpy(stream[: rows * LENGTH + 1].astype(np.int64)).to(device)
        ids, target = flat[:-1].view(rows, LENGTH), flat[1:].view(rows, LENGTH)
        losses = [F.cross_entropy(model.words(model(part)).flatten(0, 1), wanted.flatten()) * len(part) for part, wanted in zip(ids.split(40), target.split(40))]
        results[kind] = round(float(sum(losses)) / rows, 4)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--half", type=int, choices=[0, 1], default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hours", type=float, default=0.2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    files = same_files([*(args.data / "text").glob("*.txt"), args.words / "tokenizer.json"])
    settings = {"recipe": "language 1", "size": args.size, "half": args.half, "seed": args.seed, "batch": BATCH, "length": LENGTH, "rate": RATE, "files": files}
    checkpoints = Checkpoints(args.out, settings)
    tokenizer = Tokenizer.from_file(str(args.words / "tokenizer.json"))
    found, held = (streams(args.data, tokenizer, wanted) for wanted in (args.half, "held"))
    model = Reader(SIZES[args.size]).to(device)
    counts = sum(np.bincount(stream, minlength=VOCAB) / len(stream) * SHARES[kind] for kind, stream in found.items())
    model.bias.data.copy_(torch.from_numpy(np.log(counts + 1e-6) + 8).float())
    mean = copy.deepcopy(model)
    matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and name.startswith("blocks")]
    rest = [p for name, p in model.named_parameters() if not (p.ndim == 2 and name.startswith("blocks"))]
    optimisers = [Muon(matrices, RATE), torch.optim.AdamW(rest, RATE, betas=(0.9, 0.98), weight_decay=0.0, foreach=True)]
    step, before = 0, 0.0
    if (saved := checkpoints.load()) is not None:
        model.load_state_dict(saved["model"]), mean.load_state_dict(saved["mean"])
        for optimiser, state in zip(optimisers, saved["optimisers"]):
            optimiser.load_state_dict(state)
        step, before = saved["step"], saved["spent"]
    random = np.random.default_rng([args.seed, step])
    tokens = {kind: len(stream) for kind, stream in found.items()}
    checkpoints.log({"parameters": sum(p.numel() for p in model.parameters()), "tokens": tokens, "step": step, "spent": round(before)})

    def save(spent: float) -> None:
        states = {"model": model.state_dict(), "mean": mean.state_dict(), "optimisers": [o.state_dict() for o in optimisers]}
        checkpoints.save({**states, "step": step, "spent": spent, "size": args.size})

    began, budget, losses, spent = computed(), args.hours * 3600, [], before
    while spent < budget:
        ids = windows(found, BATCH, random).to(device)
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * max(0.0, 1.0 - spent / budget)
        loss = learn(model, ids)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.parameters()), list(model.parameters()), 1 - min(DECAY, step / (step + 20)))
        losses.append(loss)
        spent = before + computed() - began
        if step % 100 == 0:
            checkpoints.log({"step": step, "minutes": round(spent / 60, 1), "tokens": step * BATCH * LENGTH, "loss": round(float(np.mean(losses[-100:])), 4)})
        if checkpoints.due():
            save(spent)
    save(spent)
    checkpoints.log({"step": step, "tokens": step * BATCH * LENGTH, "held": held_nats(mean, held, device)})


if __name__ == "__main__":
    main()
