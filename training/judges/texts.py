"""Reads the texts that the judges learn from: plain ones, and ones that people have rated. Knows neither tokens nor networks."""

import json
import random
import re
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "text"))
import corpus  # noqa: E402

Rated = list[tuple[str, float]]


def half_of(index: int) -> int:
    """Which of two halves a document belongs to: what a judge reads, its holdout twin does not."""
    return (index // 2) % 2


def plain(line: str) -> str:
    """Any text with plain quotes and single spaces; other letters stay."""
    return re.sub(r"\s+", " ", line.translate(corpus.QUOTES)).replace("''", '"').strip()


def lines(path: Path) -> list[str]:
    return [text for line in path.read_text(encoding="utf-8").splitlines() if (text := plain(line))]


def rated(path: Path, field: str) -> Rated:
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [(plain(entry["text"]), float(entry[field])) for entry in entries if plain(entry["text"])]


def reading(folder: Path) -> dict[str, list[str]]:
    """Documents for language models, by what they are. What people have rated is read here without its ratings."""
    fairy = lines(folder / "text/fairytaleqa.txt")
    return {
        "stories": [" ".join(document) for document in corpus.stories(folder)],
        "plain": [document[0] for document in corpus.plain_sentences(folder)],
        "tales": [" ".join(fairy[i : i + 12]) for i in range(0, len(fairy), 12)] + lines(folder / "text/asp_pb_ccby.txt"),
        "opinions": [text for text, _ in toxicity(folder)] + [text for domain in DOMAINS for text, _ in sentiment(folder, domain)],
    }


DOMAINS = {"films": "movieReviewSnippets", "products": "amazonReviewSnippets", "news": "nytEditorialSnippets", "tweets": "tweets"}


def sentiment(folder: Path, domain: str) -> Rated:
    """Mean ratings from −4 to 4 (Hutto & Gilbert 2014)."""
    return rated(folder / "rewards/hutto" / f"{DOMAINS[domain]}.jsonl", "sentiment")


def toxicity(folder: Path) -> Rated:
    """The share of raters who called a comment toxic (Pavlopoulos et al. 2022)."""
    return rated(folder / "rewards/toxic_spans/toxicity.jsonl", "toxic")


def pairs(folder: Path) -> list[tuple[str, str, str]]:
    """BLiMP: an acceptable sentence, one that is not and differs little, and the phenomenon."""
    return [tuple(json.loads(line)) for path in sorted((folder / "rewards/blimp").glob("*.jsonl")) for line in path.read_text().splitlines() if line]


def corrupted(sentence: str, dice: random.Random) -> str:
    """The sentence with one or two faults such as a masked model makes: words missing, doubled, swapped, moved, of another form or place."""
    words = sentence.split(" ")
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        if len(words) < 3:
            return " ".join(words[::-1])
        at, fault = dice.randrange(len(words) - 1), dice.randrange(6)
        if fault == 0:
            del words[at]
        elif fault == 1:
            words.insert(at, words[at])
        elif fault == 2:
            words[at], words[at + 1] = words[at + 1], words[at]
        elif fault == 3:
            words.insert(dice.randrange(len(words)), words.pop(at))
        elif fault == 4:
            words[at] = dice.choice(words)
        else:
            words[at] = other_form(words[at], dice)
    return " ".join(words)


def other_form(word: str, dice: random.Random) -> str:
    """A verb or noun with an ending too many or too few; a little word for another."""
    little = ("the", "a", "to", "in", "on", "of", "and", "was", "is", "he", "she", "it", "his", "her", "that", "not", "with", "at", "they", "him", "them", "were", "are", "had", "has", "have")
    if word in little:
        return dice.choice(little)
    for ending, others in (("ing", ("", "ed", "s")), ("ed", ("", "ing")), ("s", ("", "ed"))):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + dice.choice(others)
    return word + dice.choice(("s", "ed", "ing"))
