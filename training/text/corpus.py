"""Reads the public text files and cuts them into documents of whole sentences.

Pure text in, text out: knows neither the tokenizer nor the model.
"""

import re
from pathlib import Path

QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "`": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\t": " "})
CLEAN = re.compile(r"^[ -~]+$")
SENTENCE = re.compile(r"""(?<=[.!?])(?:["'])?\s+(?=[A-Z"'])""")
# GPT-2's pre-tokenizer, restricted to ASCII: the same cut that the ByteLevel pre-tokenizer makes on clean text.
WORD = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def clean(line: str) -> str | None:
    """One line with plain quotes and single spaces; None where other than printable ASCII is left."""
    text = re.sub(r" +", " ", line.translate(QUOTES)).strip()
    text = text.replace("''", '"')
    return text if text and CLEAN.match(text) else None


def sentences(text: str) -> list[str]:
    """Whole sentences, each with balanced double quotes; an unfinished end (a cut story) is dropped."""
    pieces, start = [], 0
    for gap in SENTENCE.finditer(text):
        end = gap.end() - (len(gap.group()) - len(gap.group().rstrip()))
        pieces.append(text[start:end].strip())
        start = gap.end()
    pieces.append(text[start:].strip())
    units, held = [], ""
    for piece in pieces:
        held = f"{held} {piece}" if held else piece
        if held.count('"') % 2 == 0:
            units.append(held)
            held = ""
    return [unit for unit in units if re.search(r"""[.!?]["']?$""", unit)]


def stories(folder: Path) -> list[list[str]]:
    """TinyStories: one document a line, as sentences in order. A story ends at its first damaged sentence."""
    documents = []
    for line in (folder / "text/tinystories.txt").read_text(encoding="utf-8").splitlines():
        text = clean(line)
        if text and len(units := sentences(text)) >= 3:
            documents.append(units)
    return documents


def plain_sentences(folder: Path) -> list[list[str]]:
    """Tatoeba and Common Voice: every sentence is a document of its own."""
    documents = []
    for name in ("tatoeba.txt", "commonvoice_cc0.txt"):
        for line in (folder / "text" / name).read_text(encoding="utf-8").splitlines():
            text = clean(line)
            if text and len(text) < 160 and text.count('"') % 2 == 0 and re.match(r"[A-Z].*[.!?]$", text):
                documents.append([text])
    return documents


def held_out(index: int) -> bool:
    """Every fiftieth document (2 %) is never trained on."""
    return index % 50 == 7
