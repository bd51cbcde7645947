"""Likelihood against diversity of what a text model writes unsteered, by temperature and by how its places are revealed: what its defaults are chosen by.

    python3 training/text/front.py --model stories --out front.jsonl [--temperature 0.6]… [--proposal ancestral]… [--proposal "remask-cap --cap 0.05"]… [--steps 64]…

The texts are of the tally's twenty prompts. What is in the file is not made again; other weights need another file. A line a setting: means over texts of `perplexity`
(log-likelihood of a token by a model of its own) and `acceptability`, dist-2 over the texts of a prompt, and denoiser calls a text.
"""

import argparse
import json
import subprocess
import sys
from itertools import product
from pathlib import Path

from tally import PROMPTS, ROOT

HEADS = ("proposal", "steps", "temperature", "perplexity", "acceptability", "dist-2", "calls")


def dist_2(texts: list[str]) -> float:
    """Different pairs of words among all of them."""
    words = [text.lower().split() for text in texts]
    pairs = [pair for own in words for pair in zip(own, own[1:])]
    return len(set(pairs)) / max(1, len(pairs))


def measured(model: str, proposal: str, steps: int, temperature: float, each: int) -> dict:
    prompts = [part for prompt in PROMPTS for part in ("--prompt", prompt)]
    rewards = ["--reward", "perplexity", "--reward", "acceptability", "--strength", "0", "--islands", "1", "--candidates", "1"]
    asked = [*rewards, "--proposal", *proposal.split(), "--steps", str(steps), "--temperature", str(temperature), "--particles", str(each), "--seed", "1", "--json"]
    told = subprocess.run(["node", str(ROOT / "scripts/steer.mjs"), "run", "--model", model, *prompts, *asked], capture_output=True, text=True)
    if told.returncode != 0:
        sys.exit(f"fk-steer run failed: {told.stderr.strip()}")
    run = json.loads(told.stdout)
    particles = run["particles"]
    means = [sum(particle["parts"][part] for particle in particles) / len(particles) for part in (0, 1)]
    varied = [dist_2([particle["text"] for particle in particles if particle["group"] == group]) for group in range(len(PROMPTS))]
    figures = (proposal, steps, temperature, round(means[0], 3), round(means[1], 3), round(sum(varied) / len(varied), 3), round(run["forwardPasses"] / len(particles), 1))
    return dict(zip(HEADS, figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="stories")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--temperature", type=float, action="append")
    parser.add_argument("--proposal", action="append", help="with the flags that it needs")
    parser.add_argument("--steps", type=int, action="append")
    parser.add_argument("--each", type=int, default=5, help="texts of a prompt")
    args = parser.parse_args()
    known = [json.loads(line) for line in args.out.read_text().splitlines()] if args.out.exists() else []
    for proposal, steps, temperature in product(args.proposal or ["ancestral"], args.steps or [64], args.temperature or [0.7]):
        if any((line["proposal"], line["steps"], line["temperature"]) == (proposal, steps, temperature) for line in known):
            continue
        known.append(measured(args.model, proposal, steps, temperature, args.each))
        with args.out.open("a") as file:
            print(json.dumps(known[-1]), file=file)
        print(json.dumps(known[-1]), flush=True)
    print("\n".join(f"| {' | '.join(map(str, row))} |" for row in [HEADS, ["---"] * len(HEADS), *(line.values() for line in known)]))


if __name__ == "__main__":
    main()
