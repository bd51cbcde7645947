"""Draws texts from a checkpoint: ancestral sampling of the masked diffusion (MDLM, Sahoo et al. 2024).

    python3 training/text/sample.py --run OUT --count 10 --temperature 0.8 --prefix "Once upon a time"
"""

import argparse
import dataclasses
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

import bpe
from model import BANNED, SIZES, Denoiser


def load(run: Path) -> tuple[Denoiser, Tokenizer, dict]:
    """The averaged weights of `last.pt`, their tokenizer, and the checkpoint's figures."""
    saved = torch.load(run / "last.pt", map_location="cpu")
    size = dataclasses.replace(SIZES[saved["size"]], length=saved["length"])
    model = Denoiser(size)
    model.load_state_dict(saved["average"])
    return model.eval(), Tokenizer.from_file(str(run / "tokenizer.json")), saved


def draw_tokens(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    """One token a row from softmax(logits / temperature), by Gumbel's trick. [places, vocab] to int64 [places]."""
    noise = -torch.log(-torch.log(torch.rand(logits.shape, generator=generator).clamp_min(1e-20)))
    return (logits / temperature + noise).argmax(dim=-1)


@torch.no_grad()
def sample(model: Denoiser, prefix: list[int], count: int, steps: int, temperature: float, seed: int) -> Tensor:
    """int64 [count, length]. From t = 1 to 0 in equal steps a masked place is unmasked with probability (t − s)/t."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.full((count, model.size.length), bpe.MASK)
    ids[:, 0] = bpe.END
    ids[:, 1 : 1 + len(prefix)] = torch.tensor(prefix, dtype=torch.long)
    for step in range(steps, 0, -1):
        masked = ids == bpe.MASK
        chosen = masked & (torch.rand(ids.shape, generator=generator) < 1 / step)
        if chosen.any():
            logits = model.head(model.hidden(ids)[chosen])
            logits[:, bpe.MASK] = BANNED
            ids[chosen] = draw_tokens(logits, temperature, generator)
    return ids


def text_of(tokenizer: Tokenizer, ids: Tensor) -> str:
    """The text before the first end token."""
    body = ids[1:].tolist()
    return tokenizer.decode(body[: body.index(bpe.END)] if bpe.END in body else body)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--steps", type=int, default=64)
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--prefix", default="")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, tokenizer, saved = load(args.run)
    prefix = tokenizer.encode(args.prefix, add_special_tokens=False).ids if args.prefix else []
    print(f"# step {saved['step']}, temperature {args.temperature}, seed {args.seed}")
    for row in sample(model, prefix, args.count, args.steps, args.temperature, args.seed):
        print("-", text_of(tokenizer, row))


if __name__ == "__main__":
    main()
