"""From what the detector finds to a verdict on a caption, by GenEval's rules (Ghosh et al. 2023): all that is asked for must be there.

The extension does the same in TypeScript; test/golden/verifier.json holds both to it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "images"))
from scenes import Scene  # noqa: E402
from vocabulary import COLOURS, OBJECTS  # noqa: E402

SURE = 0.35  # of a thing's middle, by 208 pictures of the denoiser's that were looked at; how near two middles may be is said by `found_things`
NAMES = [name for name, _, _ in OBJECTS]
SHADES = [None, *(name for name, _ in COLOURS)]  # the first: in its own colours


@dataclass(frozen=True)
class Found:
    name: str
    colour: str | None
    x: int
    y: int


def found_things(things: np.ndarray) -> list[Found]:
    """float32 [41, 16, 16] to what is there: middles that no cell within two of them outdoes."""
    middle = 1 / (1 + np.exp(-things[0]))
    found = []
    for y, x in zip(*np.nonzero(middle >= SURE)):
        near = middle[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3]
        if middle[y, x] < near.max():
            continue
        name = NAMES[int(things[1 : 1 + len(NAMES), y, x].argmax())]
        found.append(Found(name, SHADES[int(things[1 + len(NAMES) :, y, x].argmax())], int(x), int(y)))
    return found


def fits(scene: Scene, found: list[Found]) -> bool:
    """Whether what was found holds what the scene's caption says."""
    shown = [[thing for thing in found if thing.name == wanted.name and wanted.colour in (None, thing.colour)] for wanted in scene.things]
    if scene.kind == "counting":
        return len(shown[0]) == scene.count
    if not all(shown):
        return False
    if scene.relation is None:
        return True
    return any(stands(scene.relation, a, b) for a in shown[0] for b in shown[1])


def stands(relation: str, a: Found, b: Found) -> bool:
    across, down = b.x - a.x, b.y - a.y
    return {"left of": across > 0 and across >= abs(down), "right of": across < 0 and -across >= abs(down),
            "above": down > 0 and down >= abs(across), "below": down < 0 and -down >= abs(across)}[relation]  # fmt: skip
