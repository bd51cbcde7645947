"""Makes tokenizer.json: byte-level BPE in which common words are single tokens.

A masked diffusion model draws tokens apart, so a word in pieces is easily a broken word. The vocabulary therefore is
the 256 bytes, then the commonest whole words (taken as they are: `ignore_merges`), then merges learned on the rest.
"""

import json
from collections import Counter
from pathlib import Path

END, MASK = 0, 1
SPECIAL = ["<|endoftext|>", "<|mask|>"]


def byte_letters() -> list[str]:
    """GPT-2's printable letter for each of the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    extra = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(extra)) for byte in range(256)]


def learn_merges(words: Counter, count: int) -> list[tuple[str, str]]:
    """The `count` most frequent successive merges (Sennrich et al. 2016) over words given in byte letters."""
    pieces = {word: list(word) for word in words}
    pairs: Counter = Counter()
    where: dict[tuple[str, str], set[str]] = {}
    for word, split in pieces.items():
        for pair in zip(split, split[1:]):
            pairs[pair] += words[word]
            where.setdefault(pair, set()).add(word)
    merges = []
    while len(merges) < count and pairs:
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        # In one order: sums of weighted counts round differently in another, and near ties would fall otherwise.
        for word in sorted(where[best]):
            split = pieces[word]
            for pair in zip(split, split[1:]):
                pairs[pair] -= words[word]
                where[pair].discard(word)
            merged, i = [], 0
            while i < len(split):
                both = i + 1 < len(split) and (split[i], split[i + 1]) == best
                merged.append(split[i] + split[i + 1] if both else split[i])
                i += 2 if both else 1
            pieces[word] = merged
            for pair in zip(merged, merged[1:]):
                pairs[pair] += words[word]
                where.setdefault(pair, set()).add(word)
        pairs.pop(best, None)
    return merges


def build(counts: Counter, size: int, merge_count: int) -> dict:
    """tokenizer.json as a dictionary. `counts`: weighted counts of pre-tokens (GPT-2's cut)."""
    letters = byte_letters()
    spelled = Counter({"".join(letters[b] for b in word.encode()): n for word, n in counts.items()})
    whole = [word for word, _ in sorted(spelled.items(), key=lambda item: (-item[1], item[0])) if len(word) > 1]
    room = size - len(SPECIAL) - len(letters) - merge_count
    common = whole[:room]
    merges = learn_merges(Counter({word: spelled[word] for word in whole[room:]}), merge_count)
    tokens = list(dict.fromkeys([*SPECIAL, *letters, *common, *(a + b for a, b in merges)]))
    seen = set(tokens)
    tokens += [word for word in whole[room:] if word not in seen][: size - len(tokens)]
    added = [
        {"id": i, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i, text in enumerate(SPECIAL)
    ]
    end = {"SpecialToken": {"id": SPECIAL[END], "type_id": 0}}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [end, {"Sequence": {"id": "A", "type_id": 0}}, end],
            "pair": [end, {"Sequence": {"id": "A", "type_id": 0}}, end, {"Sequence": {"id": "B", "type_id": 1}}, end],
            "special_tokens": {SPECIAL[END]: {"id": SPECIAL[END], "ids": [END], "tokens": [SPECIAL[END]]}},
        },
        "decoder": {**byte_level, "add_prefix_space": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,
            "vocab": {token: i for i, token in enumerate(tokens)},
            "merges": [list(pair) for pair in merges],
        },
    }


def write(tokenizer: dict, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tokenizer, ensure_ascii=False, indent=0), encoding="utf-8")
