"""Cuts documents into training windows of token ids. Knows the tokenizer, not the model.

A window is `<|endoftext|>`, as many whole sentences as fit, then `<|endoftext|>` to the end: the first of those is where
the text ends, the rest is fill.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

import bpe
import corpus

STORY_SHARE = 0.88  # of windows; the rest are one to three plain sentences
OPENING_SHARE = 0.45  # of story windows that begin where the story begins


@dataclass(frozen=True)
class Documents:
    """Sentences as ids, twice: as a window's first sentence and after a space."""

    first: list[list[list[int]]]
    later: list[list[list[int]]]


def make_tokenizer(folder: Path, path: Path, size: int) -> Tokenizer:
    """Counts words of the training documents (plain sentences at about their share of windows) and writes the file."""
    counts: Counter = Counter()
    for index, document in enumerate(corpus.stories(folder)):
        if corpus.held_out(index):
            continue
        for place, sentence in enumerate(document):
            counts.update(corpus.WORD.findall(" " + sentence if place else sentence))
            counts[corpus.WORD.match(sentence).group()] += 0.3
    for index, document in enumerate(corpus.plain_sentences(folder)):
        if not corpus.held_out(index):
            for word in corpus.WORD.findall(" " + document[0]):
                counts[word] += 0.12
    bpe.write(bpe.build(counts, size, merge_count=768), path)
    return Tokenizer.from_file(str(path))


def encode(tokenizer: Tokenizer, documents: list[list[str]]) -> Documents:
    """Encodes every sentence with and without the space before it."""
    flat = [sentence for document in documents for sentence in document]
    sides = []
    for prefix in ("", " "):
        codes = iter([e.ids for e in tokenizer.encode_batch([prefix + s for s in flat], add_special_tokens=False)])
        sides.append([[next(codes) for _ in document] for document in documents])
    return Documents(*sides)


def load(folder: Path, tokenizer: Tokenizer) -> dict[str, tuple[Documents, Documents]]:
    """`train` and `held`: (stories, plain sentences). Plain sentences with a word in pieces are left out of both."""
    stories, plain = corpus.stories(folder), corpus.plain_sentences(folder)
    splits = {}
    for name, wanted in (("train", False), ("held", True)):
        sides = [[d for i, d in enumerate(side) if corpus.held_out(i) == wanted] for side in (stories, plain)]
        encoded = encode(tokenizer, sides[1])
        whole = [i for i, d in enumerate(encoded.later) if len(d[0]) == len(corpus.WORD.findall(" " + sides[1][i][0]))]
        kept = Documents([encoded.first[i] for i in whole], [encoded.later[i] for i in whole])
        splits[name] = (encode(tokenizer, sides[0]), kept)
    return splits


def fill(window: np.ndarray, sentences: list[list[int]]) -> int:
    """Writes whole sentences from place 1 on, leaving one place for the end token; returns how many fitted."""
    place = 1
    for count, sentence in enumerate(sentences):
        if place + len(sentence) >= len(window):
            return count
        window[place : place + len(sentence)] = sentence
        place += len(sentence)
    return len(sentences)


def draw(split: tuple[Documents, Documents], count: int, length: int, rng: np.random.Generator) -> np.ndarray:
    """Random windows, int64 [count, length]. Later starts are drawn so that little of the window stays empty."""
    stories, plain = split
    windows = np.full((count, length), bpe.END, dtype=np.int64)
    for row, window in enumerate(windows):
        while window[1] == bpe.END:
            if rng.random() < STORY_SHARE:
                story = int(rng.integers(len(stories.first)))
                first, later = stories.first[story], stories.later[story]
                start = 0
                if rng.random() >= OPENING_SHARE:
                    tail = np.cumsum([len(s) for s in later[::-1]])[::-1]  # tokens left from each sentence on
                    starts = int((tail >= length - 20).sum())
                    start = int(rng.integers(max(1, starts)))
                fill(window, [first[start], *later[start + 1 :]])
            else:
                picks = rng.integers(len(plain.first), size=int(rng.integers(1, 4)))
                fill(window, [plain.first[picks[0]][0], *(plain.later[i][0] for i in picks[1:])])
    return windows
