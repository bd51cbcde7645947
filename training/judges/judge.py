"""Teaches a judge what people have rated: `python3 judge.py TASK --data ../shared/data --words WORDS --out OUT`.

Tasks: sentiment (`--without films` leaves a domain out, to be measured on it), toxicity (`--half`), acceptability. The same again goes on.
"""

import argparse
import random
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import tasks
import texts
from judge_network import Judge
from reader import PAD, WINDOW

sys.path.append(str(Path(__file__).parents[1]))
from checkpoints import Checkpoints, computed, same_files  # noqa: E402

COUNT = 64  # texts of a batch
RATE, WARM_UP, DECAY = 3e-3, 40, 0.98
END = 0


def encode(tokenizer: Tokenizer, batch: list[str], device: torch.device) -> torch.Tensor:
    """int64 [texts, longest], each with its beginning and its end, cut at the window, padded."""
    rows = [[END, *code.ids[: WINDOW - 2], END] for code in tokenizer.encode_batch(batch, add_special_tokens=False)]
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for row, values in zip(ids, rows):
        row[: len(values)] = torch.tensor(values)
    return ids.to(device)


def task_of(args: argparse.Namespace) -> tasks.Sentiment | tasks.Toxicity | tasks.Acceptability:
    if args.task == "sentiment":
        return tasks.Sentiment(args.data, args.lexicon, args.without)
    return tasks.Toxicity(args.data, args.half) if args.task == "toxicity" else tasks.Acceptability(args.data)


def loss_of(kind: str, found: torch.Tensor, batch: tasks.Batch) -> torch.Tensor:
    targets = torch.tensor(batch.targets, device=found.device)
    if kind == "value":
        return (torch.tanh(found) - targets).square().mean() * 4
    each = F.binary_cross_entropy_with_logits(found, targets * 0.98 + 0.01 if batch.pairs else targets)
    return each - F.logsigmoid(found[0::2] - found[1::2]).mean() if batch.pairs else each


@torch.no_grad()
def verdicts_of(model: Judge, tokenizer: Tokenizer, device: torch.device) -> tasks.Verdicts:
    def verdicts(batch: list[str]) -> np.ndarray:
        order = sorted(range(len(batch)), key=lambda i: len(batch[i]))
        found = np.zeros(len(batch))
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            with torch.no_grad():
                found[part] = model(encode(tokenizer, [batch[i] for i in part], device)).float().cpu().numpy()
        return found

    return verdicts


def train(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    files = same_files([*(args.data / "rewards").rglob("*.jsonl"), args.words / "tokenizer.json"])
    settings = {"recipe": "judge 2", "task": args.task, "half": args.half, "without": args.without, "seed": args.seed, "passes": args.passes, "count": COUNT, "rate": RATE, "files": sum(files.values())}
    checkpoints = Checkpoints(args.out, settings)
    tokenizer = Tokenizer.from_file(str(args.words / "tokenizer.json"))
    model = Judge().to(device)
    mean = {name: value.clone() for name, value in model.state_dict().items()}
    optimiser = torch.optim.AdamW(model.parameters(), RATE, betas=(0.9, 0.98), weight_decay=0.02, foreach=True)
    step, before = 0, 0.0
    if (saved := checkpoints.load()) is not None:
        model.load_state_dict(saved["model"]), optimiser.load_state_dict(saved["optimiser"])
        mean, step, before = {name: value.to(device) for name, value in saved["mean"].items()}, saved["step"], saved["spent"]
    task, dice = task_of(args), random.Random(args.seed * 1000 + step)
    steps, budget = args.passes * task.size() // COUNT, args.hours * 3600
    checkpoints.log({"parameters": sum(p.numel() for p in model.parameters()), "steps": steps, "step": step, "spent": round(before)})

    def save(spent: float) -> None:
        states = {"model": model.state_dict(), "mean": mean, "optimiser": optimiser.state_dict()}
        checkpoints.save({**states, "step": step, "spent": spent, "task": args.task})

    began, losses, spent = computed(), [], before
    while (done := max(step / steps, spent / budget)) < 1:
        batch = task.batch(COUNT, dice)
        model.train()
        loss = loss_of(task.kind, model(encode(tokenizer, batch.texts, device)), batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (1 - done)
        optimiser.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.values()), list(model.state_dict().values()), 1 - min(DECAY, step / (step + 20)))
        losses.append(loss.item())
        spent = before + computed() - began
        if step % 100 == 0:
            checkpoints.log({"step": step, "minutes": round(spent / 60, 1), "loss": round(float(np.mean(losses[-100:])), 4)})
        if checkpoints.due():
            save(spent)
    save(spent)
    model.load_state_dict(mean)
    checkpoints.log({"step": step, "held": task.measure(verdicts_of(model.eval(), tokenizer, device))})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["sentiment", "toxicity", "acceptability"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lexicon", type=Path, default=Path(__file__).parents[2] / "node_modules/vader-sentiment/vader_lexicon.txt")
    parser.add_argument("--without", choices=texts.DOMAINS)
    parser.add_argument("--half", type=int, choices=[0, 1], default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--hours", type=float, default=0.15)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    train(args)


if __name__ == "__main__":
    main()
