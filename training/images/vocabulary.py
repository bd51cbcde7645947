"""What scenes are made of: objects, colours, numbers and relations, and the words for them."""

# Name, plural, code point of the Noto Emoji picture.
OBJECTS = [
    ("apple", "apples", "1f34e"), ("banana", "bananas", "1f34c"), ("car", "cars", "1f697"), ("house", "houses", "1f3e0"),
    ("tree", "trees", "1f333"), ("dog", "dogs", "1f436"), ("cat", "cats", "1f431"), ("bird", "birds", "1f426"),
    ("fish", "fishes", "1f41f"), ("star", "stars", "2b50"), ("heart", "hearts", "2764"), ("balloon", "balloons", "1f388"),
    ("book", "books", "1f4d5"), ("boat", "boats", "26f5"), ("rocket", "rockets", "1f680"), ("umbrella", "umbrellas", "2602"),
    ("flower", "flowers", "1f337"), ("bell", "bells", "1f514"), ("ball", "balls", "26bd"), ("cup", "cups", "2615"),
    ("hat", "hats", "1f3a9"), ("key", "keys", "1f511"), ("moon", "moons", "1f319"), ("cake", "cakes", "1f382"),
    ("frog", "frogs", "1f438"), ("pig", "pigs", "1f437"), ("bus", "buses", "1f68c"), ("guitar", "guitars", "1f3b8"),
    ("mushroom", "mushrooms", "1f344"), ("crown", "crowns", "1f451"), ("gift", "gifts", "1f381"), ("shirt", "shirts", "1f455"),
]

# Name, RGB in 0..1.
COLOURS = [
    ("red", (0.88, 0.13, 0.13)), ("orange", (0.97, 0.55, 0.08)), ("yellow", (0.96, 0.84, 0.10)), ("green", (0.15, 0.66, 0.22)),
    ("blue", (0.13, 0.36, 0.90)), ("purple", (0.55, 0.18, 0.78)), ("pink", (0.97, 0.45, 0.70)),
]

NUMBERS = {2: "two", 3: "three", 4: "four"}
RELATIONS = ["left of", "right of", "above", "below"]

PLURALS = {name: plural for name, plural, _ in OBJECTS}
PAD, UNKNOWN = "[PAD]", "[UNK]"
LENGTH = 12  # tokens of a caption


def article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def words() -> list[str]:
    """All tokens, padding first."""
    found = [PAD, UNKNOWN, "a", "an", "and", "of"]
    found += [word for relation in RELATIONS for word in relation.split() if word != "of"]
    found += list(NUMBERS.values()) + [name for name, _ in COLOURS]
    found += [word for name, plural, _ in OBJECTS for word in (name, plural)]
    return list(dict.fromkeys(found))


TOKENS = {word: token for token, word in enumerate(words())}


def tokenize(caption: str) -> list[int]:
    """Token ids of a caption, filled up with padding."""
    ids = [TOKENS.get(word, TOKENS[UNKNOWN]) for word in caption.lower().split()][:LENGTH]
    return ids + [TOKENS[PAD]] * (LENGTH - len(ids))
