"""What each judge is taught and how it is measured: batches of texts with targets, and figures on what was held out. Knows no network."""

import random
import re
from collections import Counter
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Callable

import numpy as np

import texts

Verdicts = Callable[[list[str]], np.ndarray]  # logits, in the order of the texts


def held(index: int) -> bool:
    """Every tenth text that people have rated is never trained on."""
    return index % 10 == 3


@dataclass(frozen=True)
class Batch:
    """Texts with what is wanted of each; in `pairs` even places are better than the odd ones after them."""

    texts: list[str]
    targets: list[float]
    pairs: bool = False


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return round(float(np.corrcoef(a, b)[0, 1]), 4)


def area_under(scores: np.ndarray, labels: np.ndarray) -> float:
    """ROC AUC: how often a true one scores above a false one."""
    ranks = scores.argsort().argsort() + 1.0
    yes = int(labels.sum())
    return round(float((ranks[labels].sum() - yes * (yes + 1) / 2) / (yes * (len(labels) - yes))), 4)


class Sentiment:
    """Mean ratings over 4, in [−1, 1]; single words of the lexicon, too, whose ratings are of the same study."""

    kind = "value"

    def __init__(self, data: Path, lexicon: Path, without: str | None):
        self.train: texts.Rated = []
        self.test: dict[str, texts.Rated] = {}
        for domain in texts.DOMAINS:
            rated = [(text, rating / 4) for text, rating in texts.sentiment(data, domain)]
            self.test[domain] = rated if domain == without else [item for i, item in enumerate(rated) if held(i)]
            self.train += [] if domain == without else [item for i, item in enumerate(rated) if not held(i)]
        if without is not None:
            self.test = {without: self.test[without]}
        entries = [line.split("\t") for line in lexicon.read_text(encoding="utf-8").splitlines()]
        self.words = [(word, float(rating) / 4) for word, rating, *_ in entries if word.isalpha()]

    def size(self) -> int:
        return len(self.train) + len(self.words) // 2

    def batch(self, count: int, dice: random.Random) -> Batch:
        words = dice.choices(self.words, k=count // 5)
        # A word alone, or two of them, or in a frame: what it does to a sentence is learned from sentences.
        framed = [(dice.choice(("{}", "{}", "It is {}.", "so {}", "{}!")).format(word), rating) for word, rating in words]
        chosen = [*dice.choices(self.train, k=count - len(framed)), *framed]
        return Batch([text for text, _ in chosen], [rating for _, rating in chosen])

    def measure(self, verdicts: Verdicts) -> dict:
        return {domain: correlation(np.tanh(verdicts([t for t, _ in rated])), np.array([r for _, r in rated])) for domain, rated in self.test.items()}


WORD = re.compile(r"[a-z']+")


class Toxicity:
    """The share of raters who called a comment toxic; harmless texts beside, half of them with words that toxic comments have, too."""

    kind = "share"

    def __init__(self, data: Path, half: int):
        rated = texts.toxicity(data)
        self.train = [item for i, item in enumerate(rated) if not held(i) and texts.half_of(i) == half]
        self.test = [item for i, item in enumerate(rated) if held(i)]
        odds = self.log_odds(rated, data)
        stories = [" ".join(document[i : i + 2]) for document in texts.corpus.stories(data) for i in range(0, len(document), 2)]
        calm = [*stories, *texts.lines(data / "text/fairytaleqa.txt"), *(text for text, _ in texts.sentiment(data, "news"))]
        calm = [text for i, text in enumerate(calm) if texts.half_of(i) == half or held(i)]
        strength = lambda text: max((odds[word] for word in WORD.findall(text.lower())), default=0.0)
        ranked = sorted(calm, key=strength, reverse=True)
        self.hard = [text for i, text in enumerate(ranked[:6000]) if not held(i)]
        self.easy = random.Random(half).sample(ranked[6000:], 12000)
        self.hard_test = [text for i, text in enumerate(ranked[:6000]) if held(i)]
        # Sentences by people may insult, too: only those without such a word.
        everyday = [d[0] for i, d in enumerate(texts.corpus.plain_sentences(data)) if i % 20 == 1 + half and strength(d[0]) < 0.5]
        self.easy += everyday[:8000]

    @staticmethod
    def log_odds(rated: texts.Rated, data: Path) -> Counter:
        """How much likelier a word is in comments that most raters called toxic than in fairy tales and stories."""
        toxic = Counter(word for text, share in rated if share > 0.5 for word in set(WORD.findall(text.lower())))
        calm = Counter(word for text, share in rated if share == 0 for word in set(WORD.findall(text.lower())))
        total, quiet = sum(toxic.values()), sum(calm.values())
        return Counter({word: log((n + 0.5) / total) - log((calm[word] + 0.5) / quiet) for word, n in toxic.items() if n >= 20})

    def size(self) -> int:
        return len(self.train) * 3 // 2

    def batch(self, count: int, dice: random.Random) -> Batch:
        harmless = [*dice.choices(self.hard, k=count // 6), *dice.choices(self.easy, k=count // 6)]
        chosen = [*dice.choices(self.train, k=count - len(harmless)), *((text, 0.0) for text in harmless)]
        return Batch([text for text, _ in chosen], [share for _, share in chosen])

    def measure(self, verdicts: Verdicts) -> dict:
        shares = np.array([share for _, share in self.test])
        found = sigmoid(verdicts([text for text, _ in self.test]))
        bins = np.minimum((found * 10).astype(int), 9)
        gaps = [abs(found[bins == b].mean() - shares[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()]
        hard = sigmoid(verdicts(self.hard_test))
        return {"auc, most against fewest": area_under(found, shares > 0.5), "auc, any against none": area_under(found, shares > 0), "calibration error": round(float(sum(gaps)), 4),
                "correlation": correlation(found, shares), "hard negatives above one half": round(float((hard > 0.5).mean()), 4), "texts": len(shares)}  # fmt: skip


class Acceptability:
    """BLiMP's pairs but for phenomena that are held out, and sentences of stories and of people against the same with faults."""

    kind = "pairs"

    def __init__(self, data: Path):
        phenomena = sorted({phenomenon for _, _, phenomenon in texts.pairs(data)})
        self.unseen = set(phenomena[3::7])  # ten of the sixty-seven
        pairs = texts.pairs(data)
        self.train = [(a, b) for i, (a, b, p) in enumerate(pairs) if p not in self.unseen and not held(i)]
        self.known_test = [(a, b) for i, (a, b, p) in enumerate(pairs) if p not in self.unseen and held(i)][::3]
        self.unseen_test = {name: [(a, b) for a, b, p in pairs if p == name][::4] for name in sorted(self.unseen)}
        plain = [d[0] for i, d in enumerate(texts.corpus.plain_sentences(data)) if not texts.corpus.held_out(i)]
        documents = texts.corpus.stories(data)
        stories = [s for i, d in enumerate(documents) if not texts.corpus.held_out(i) for s in d]
        self.sentences = stories + plain[:: max(1, len(plain) // len(stories))]
        self.held_sentences = [s for i, d in enumerate(documents) if texts.corpus.held_out(i) for s in d][:2000]

    def size(self) -> int:
        return 4 * len(self.train)

    def batch(self, count: int, dice: random.Random) -> Batch:
        pairs = dice.choices(self.train, k=count // 4)
        while len(pairs) < count // 2:
            sentence = dice.choice(self.sentences)
            if (other := texts.corrupted(sentence, dice)) != sentence:
                pairs.append((sentence, other))
        return Batch([text for pair in pairs for text in pair], [1.0, 0.0] * len(pairs), pairs=True)

    def measure(self, verdicts: Verdicts) -> dict:
        better = lambda pairs: verdicts([a for a, _ in pairs]) > verdicts([b for _, b in pairs])
        unseen = {name: round(float(better(pairs).mean()), 4) for name, pairs in self.unseen_test.items()}
        dice = random.Random(17)
        faulty = [(s, other) for s in self.held_sentences if (other := texts.corrupted(s, dice)) != s]
        return {"known phenomena": round(float(better(self.known_test).mean()), 4), "unseen phenomena": round(float(np.mean(list(unseen.values()))), 4), **unseen,
                "sentences against faulty ones": round(float(better(faulty).mean()), 4)}  # fmt: skip
