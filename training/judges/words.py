"""Makes the judges' `tokenizer.json` of all that they read: `python3 words.py --data ../shared/data --out OUT`."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from texts import corpus, pairs, reading

sys.path.append(str(Path(__file__).parents[1] / "text"))
import bpe  # noqa: E402

SIZE, MERGES = 8192, 1024
SHARES = {"stories": 0.6, "plain": 1.0, "tales": 0.5, "opinions": 1.2}  # of each count


def count(folder: Path) -> Counter:
    counts: Counter = Counter()
    for kind, documents in reading(folder).items():
        for document in documents:
            for word in corpus.WORD.findall(" " + document):
                counts[word] += SHARES[kind]
    for better, worse, _ in pairs(folder):
        for word in corpus.WORD.findall(f" {better} {worse}"):
            counts[word] += 0.2
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    built = bpe.build(count(args.data), SIZE, MERGES)
    # Quotes are made plain as in the texts that were read; a space is put before the first word, so that it is the same word as elsewhere.
    replaced = [{"type": "Replace", "pattern": {"String": chr(letter)}, "content": text} for letter, text in corpus.QUOTES.items()]
    built["normalizer"] = {"type": "Sequence", "normalizers": replaced}
    built["pre_tokenizer"]["add_prefix_space"] = True
    bpe.write(built, args.out / "tokenizer.json")


if __name__ == "__main__":
    main()
