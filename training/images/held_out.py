"""Lists what training never saw: `python3 held_out.py` gives pairs of objects, coloured objects, and pairs of coloured objects, a line each."""
from itertools import combinations

from scenes import Scene, Thing, held_out
from vocabulary import COLOURS, OBJECTS


def pairs() -> list[str]:
    """Two objects in their own colours, whatever their relation."""
    names = [name for name, *_ in OBJECTS]
    return [f"{a}, {b}" for a, b in combinations(names, 2) if held_out(Scene("two", (Thing(a), Thing(b))))]


def colourings() -> list[str]:
    """One object in another colour."""
    coloured = [Thing(name, colour) for name, *_ in OBJECTS for colour, *_ in COLOURS]
    return [f"{one.colour} {one.name}" for one in coloured if held_out(Scene("colour", (one,)))]


def bindings() -> list[str]:
    """Two objects, each in another colour of its own."""
    coloured = [Thing(name, colour) for name, *_ in OBJECTS for colour, *_ in COLOURS]
    both = [(a, b) for a, b in combinations(coloured, 2) if a.name != b.name and a.colour != b.colour]
    return [f"{a.colour} {a.name}, {b.colour} {b.name}" for a, b in both if held_out(Scene("binding", (a, b)))]


if __name__ == "__main__":
    for title, lines in (("pairs", pairs()), ("colourings", colourings()), ("bindings", bindings())):
        print(f"{len(lines)} {title}:", *lines, sep="\n")
