"""What counting pairs of words comes to on the texts that the language models are measured by: `python3 bigram.py --data ../shared/data --words WORDS --half 0`."""

import argparse
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from language import LENGTH, SHARES, streams
from reader import VOCAB

# By which pairs, single words and nothing at all are mixed; a pair counts the more the oftener its first word was seen.
DISCOUNT, FEW, EVEN = 0.75, 0.98, 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--words", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=[0, 1], default=0)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.words / "tokenizer.json"))
    found, held = (streams(args.data, tokenizer, wanted) for wanted in (args.half, "held"))
    # Each kind counts as often as it is read in training.
    total = sum(len(stream) for stream in found.values())
    pairs: dict[int, float] = {}
    firsts, singles, kinds = np.zeros(VOCAB), np.zeros(VOCAB), np.zeros(VOCAB)
    for kind, stream in found.items():
        weight = SHARES[kind] * total / len(stream)
        keys, counts = np.unique(stream[:-1].astype(np.int64) * VOCAB + stream[1:], return_counts=True)
        for key, count in zip(keys.tolist(), counts.tolist()):
            pairs[key] = pairs.get(key, 0.0) + weight * count
        singles += weight * np.bincount(stream, minlength=VOCAB)
    for key, count in pairs.items():
        firsts[key // VOCAB] += count
        kinds[key // VOCAB] += 1
    alone = FEW * singles / singles.sum() + EVEN / VOCAB
    for kind, stream in held.items():
        rows = min(120, (len(stream) - 1) // LENGTH)
        text = stream[: rows * LENGTH + 1].astype(np.int64)
        before, after = text[:-1], text[1:]
        counts = np.array([pairs.get(key, 0.0) for key in (before * VOCAB + after).tolist()])
        seen = np.maximum(firsts[before], 1.0)
        # Kneser and Ney's absolute discount, what it leaves given to single words.
        likely = np.maximum(counts - DISCOUNT, 0) / seen + np.maximum(DISCOUNT * kinds[before] / seen, 1e-3) * alone[after]
        print(f"{kind}: {-np.log(likely).mean():.3f} nats a token of {len(after)}")


if __name__ == "__main__":
    main()
