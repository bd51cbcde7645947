"""A tally by eye of what a text model writes: makes texts, a sheet that does not say which model wrote which, and counts what was found.

    python3 training/text/tally.py make --model stories --out before.jsonl            # 5 unsteered texts of each of 20 prompts
    python3 training/text/tally.py sheet --texts before.jsonl [--texts after.jsonl] --seed 1 --out sheet.txt
    python3 training/text/tally.py count --texts before.jsonl [--texts after.jsonl] --seed 1 --tally tally.jsonl

With two files the sheet has pairs of texts with one prompt, in an order that the seed decides, in each pair too; the tally has a line a text, in the order of the sheet:
{"text": 1, "word": 0, "grammar": 1, "sense": 1} says that no word in it is broken, but its grammar and its sense are. What has no reading for a fault is none.
"""

import argparse
import json
import random
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = [
    "Once upon a time", "One day, a little boy", "The little girl", "Lily and Ben", "The dog", "A cat named Tom", "In the garden", "It was a cold day", "The old man", "Mom said",
    "The bird", "There was a big tree", "Tim was sad because", "The two friends", "At the park", "A small boat", "The princess", "He found a box", "She wanted to", "The sun",
]  # fmt: skip
EACH = 5
FAULTS = ("word", "grammar", "sense")


def make(model: str, out: Path) -> None:
    """Texts as the product makes them, unsteered, with the grammar that `acceptability` finds; each prompt has a seed of its own."""
    lines = []
    for seed, prompt in enumerate(PROMPTS):
        asked = ["--model", model, "--prompt", prompt, "--reward", "acceptability", "--strength", "0", "--particles", str(EACH), "--islands", "1", "--candidates", "1", "--seed", str(seed), "--json"]
        told = subprocess.run(["node", str(ROOT / "scripts/steer.mjs"), "run", *asked], capture_output=True, text=True)
        if told.returncode != 0:
            sys.exit(f"fk-steer run failed at “{prompt}”: {told.stderr.strip()}")
        lines += [{"prompt": prompt, "text": particle["text"], "acceptability": round(particle["reward"], 4)} for particle in json.loads(told.stdout)["particles"]]
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def in_order(models: list[list[dict]], seed: int) -> list[tuple[int, dict]]:
    """Which model wrote it, and the text; side by side where two wrote to one prompt."""
    if len({tuple(line["prompt"] for line in lines) for lines in models}) != 1:
        sys.exit("The files have not the same prompts: make both with this tool.")
    dice = random.Random(seed)
    places = list(range(len(models[0])))
    dice.shuffle(places)
    shuffled = []
    for place in places:
        own = [(model, lines[place]) for model, lines in enumerate(models)]
        dice.shuffle(own)
        shuffled += own
    return shuffled


def sheet(texts: list[tuple[int, dict]], together: int) -> str:
    parts = []
    for n, (_, line) in enumerate(texts, 1):
        gap = "\n" if together > 1 and n % together == 1 else ""
        parts.append(gap + textwrap.fill(f"{n}. {line['text']}", 150, subsequent_indent="    "))
    return "\n".join(parts) + "\n"


def count(texts: list[tuple[int, dict]], tally: list[dict], names: list[str]) -> str:
    if [line["text"] for line in tally] != list(range(1, len(texts) + 1)):
        sys.exit(f"The tally must have a line for each of the {len(texts)} texts, in the order of the sheet.")
    bad = [line["text"] for line in tally if {*line} != {"text", *FAULTS} or any(line[fault] not in (0, 1) for fault in FAULTS)]
    if bad:
        sys.exit(f"Lines of the tally need {', '.join(FAULTS)}, each 0 or 1: {bad}")
    rows = ["| | texts | broken word | broken grammar | broken sense | none of them | acceptability |", "|---|---|---|---|---|---|---|"]
    for model, name in enumerate(names):
        own = [(told, line) for (wrote, line), told in zip(texts, tally) if wrote == model]
        found = Counter(fault for told, _ in own for fault in FAULTS if told[fault])
        whole = sum(not any(told[fault] for fault in FAULTS) for told, _ in own)
        mean = sum(line["acceptability"] for _, line in own) / len(own)
        rows.append(f"| {name} | {len(own)} | {found['word']} | {found['grammar']} | {found['sense']} | {whole} | {mean:.3f} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["make", "sheet", "count"])
    parser.add_argument("--model", default="stories")
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--tally", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    if args.action == "make":
        return make(args.model, args.out)
    texts = in_order([read(path) for path in args.texts], args.seed)
    if args.action == "sheet":
        args.out.write_text(sheet(texts, len(args.texts)))
    else:
        print(count(texts, read(args.tally), [path.stem for path in args.texts]))


if __name__ == "__main__":
    main()
