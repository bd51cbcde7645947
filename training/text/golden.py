"""Reference values for tests in other languages: PyTorch's logits and the Rust tokenizer's ids."""

import torch
from tokenizers import Tokenizer

import bpe
from model import Denoiser

TEXTS = ["Once upon a time, there was a little girl named Lily.", "The cat saw a big red ball and wanted to play."]
NASTY = [
    "Hello, world!", " leading space", "trailing space ", "two  spaces   three", "tab\there", "line\nbreak\r\n", "don't won't I'll we've",
    "naïve café", "日本語のテキスト", "😀 emoji 👩‍👩‍👧", "1234567890 3.14", "ALLCAPS CamelCase", "!!!???...", "", " ", "\u00a0nbsp", "a\u0301 combining",
    "<|endoftext|>", "before<|mask|>after", "supercalifragilisticexpialidocious", "x=y+z; // code", "“curly” ‘quotes’", "zero\u200bwidth",
]  # fmt: skip


def cases(model: Denoiser, tokenizer: Tokenizer) -> list[list[int]]:
    """All masked at three lengths, a text with every third place masked, a text with its end masked."""
    ids = [tokenizer.encode(text).ids for text in TEXTS]
    holes = [bpe.MASK if place % 3 == 1 else token for place, token in enumerate(ids[0])]
    tail = ids[1][:6] + [bpe.MASK] * 26
    return [[bpe.END] + [bpe.MASK] * (n - 1) for n in (8, 33, model.size.length)] + [holes, tail, ids[0]]


@torch.no_grad()
def golden(model: Denoiser, tokenizer: Tokenizer) -> dict:
    """Logits at some places for 32 spread vocabulary ids, and the five largest; ids of awkward strings."""
    spread = [bpe.END, *range(2, model.size.vocab, model.size.vocab // 30)][:32]
    entries = []
    for ids in cases(model, tokenizer):
        logits = model(torch.tensor([ids]))[0]
        places = sorted({0, 1, len(ids) // 2, len(ids) - 1})
        top = logits[places].topk(5)
        entries.append({
            "ids": ids,
            "places": places,
            "logits": [[round(value, 5) for value in row] for row in logits[places][:, spread].tolist()],
            "top": [[[i, round(v, 5)] for i, v in zip(*row)] for row in zip(top.indices.tolist(), top.values.tolist())],
        })  # fmt: skip
    tokens = [{"text": text, "ids": tokenizer.encode(text).ids} for text in [*NASTY, *TEXTS]]
    return {"vocabulary": spread, "cases": entries, "tokens": tokens}
