"""Scenes of emoji with exact captions, of GenEval's six kinds: what is in them, what is said of them, how they look."""
import colorsys
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from vocabulary import COLOURS, NUMBERS, OBJECTS, PLURALS, RELATIONS, article

SIZE = 32
KINDS = ["single", "two", "counting", "colour", "position", "binding"]
OPPOSITES = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}


@dataclass(frozen=True)
class Thing:
    name: str
    colour: str | None = None

    def said(self) -> str:
        words = self.name if self.colour is None else f"{self.colour} {self.name}"
        return f"{article(words)} {words}"


@dataclass(frozen=True)
class Scene:
    """`things` has one entry for a counted kind of thing, else one for each thing."""
    kind: str
    things: tuple[Thing, ...]
    count: int = 1
    relation: str | None = None

    def caption(self) -> str:
        first = self.things[0]
        if self.kind == "counting":
            return f"{NUMBERS[self.count]} {PLURALS[first.name]}"
        if len(self.things) == 1:
            return first.said()
        second = self.things[1]
        return f"{first.said()} {self.relation or 'and'} {second.said()}"


def held_out(scene: Scene) -> bool:
    """One in sixteen pairs and colourings is never trained on: a fixed function of its words."""
    if scene.kind in ("single", "counting"):
        return False
    words = "|".join(sorted(f"{thing.name}{thing.colour or ''}" for thing in scene.things))
    return sum((place + 1) * ord(letter) for place, letter in enumerate(words)) % 16 == 3


def draw_scene(random: np.random.Generator, unseen: bool = False) -> Scene:
    """A scene of a random kind; of those held out from training where `unseen`."""
    while True:
        scene = _draw(random)
        if held_out(scene) == unseen:
            return scene


def _draw(random: np.random.Generator) -> Scene:
    kind = KINDS[random.choice(6, p=[0.14, 0.16, 0.2, 0.14, 0.18, 0.18])]
    names = [OBJECTS[i][0] for i in random.choice(len(OBJECTS), 2, replace=False)]
    colours = [COLOURS[i][0] for i in random.choice(len(COLOURS), 2, replace=False)]
    if kind == "single":
        return Scene(kind, (Thing(names[0]),))
    if kind == "two":
        return Scene(kind, (Thing(names[0]), Thing(names[1])))
    if kind == "counting":
        return Scene(kind, (Thing(names[0]),), count=int(random.integers(2, 5)))
    if kind == "colour":
        return Scene(kind, (Thing(names[0], colours[0]),))
    if kind == "position":
        return Scene(kind, (Thing(names[0]), Thing(names[1])), relation=RELATIONS[random.integers(4)])
    return Scene(kind, (Thing(names[0], colours[0]), Thing(names[1], colours[1])))


def wrong_scene(scene: Scene, random: np.random.Generator) -> tuple[str, Scene]:
    """A scene whose caption is nearly right, and what is wrong with it: object, colour, count, relation or binding."""
    first, *rest = scene.things
    if scene.kind == "counting" and random.random() < 0.7:
        counts = [count for count in NUMBERS if count != scene.count]
        return "count", replace(scene, count=int(random.choice(counts)))
    if scene.relation is not None and random.random() < 0.7:
        return "relation", replace(scene, relation=OPPOSITES[scene.relation])
    if scene.kind == "binding" and random.random() < 0.7:
        second = rest[0]
        return "binding", replace(scene, things=(replace(first, colour=second.colour), replace(second, colour=first.colour)))
    if first.colour is not None and random.random() < 0.6:
        taken = {thing.colour for thing in scene.things}
        colours = [name for name, _ in COLOURS if name not in taken]
        return "colour", replace(scene, things=(replace(first, colour=str(random.choice(colours))), *rest))
    taken_names = {thing.name for thing in scene.things}
    names = [name for name, _, _ in OBJECTS if name not in taken_names]
    which = int(random.integers(len(scene.things)))
    things = list(scene.things)
    things[which] = replace(things[which], name=str(random.choice(names)))
    return "object", replace(scene, things=tuple(things))


class Painter:
    """Renders scenes at 32 pixels from a folder of Noto Emoji pictures."""

    def __init__(self, data: Path):
        folder = data / "emoji" / "png" / "72"
        self.pictures = {name: self._load(folder / f"emoji_u{code}.png") for name, _, code in OBJECTS}
        self.sprite = lru_cache(maxsize=None)(self._sprite)

    def paint(self, scene: Scene, random: np.random.Generator) -> np.ndarray:
        """uint8 [32, 32, 3]"""
        canvas = self._background(random)
        things = scene.things * scene.count if scene.kind == "counting" else scene.things
        for thing, (size, left, top) in zip(things, self._places(scene, len(things), random)):
            sprite = self.sprite(thing.name, thing.colour, size)
            part = canvas[top:top + size, left:left + size]
            alpha = sprite[..., 3:]
            part[...] = part * (1 - alpha) + sprite[..., :3] * alpha
        return np.clip(np.rint(canvas * 255), 0, 255).astype(np.uint8)

    @staticmethod
    def _load(path: Path) -> np.ndarray:
        picture = np.asarray(Image.open(path).convert("RGBA"), dtype=np.float32) / 255
        rows, columns = np.nonzero(picture[..., 3] > 0.05)
        return picture[rows.min():rows.max() + 1, columns.min():columns.max() + 1]

    def _sprite(self, name: str, colour: str | None, size: int) -> np.ndarray:
        """float32 [size, size, 4], the picture in the middle of a square."""
        picture = self.pictures[name]
        if colour is not None:
            picture = tinted(picture, dict(COLOURS)[colour])
        height, width = picture.shape[:2]
        scale = size / max(height, width)
        fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
        alpha = picture[..., 3:]
        premultiplied = np.concatenate([picture[..., :3] * alpha, alpha], axis=-1)
        small = np.asarray(Image.fromarray(np.rint(premultiplied * 255).astype(np.uint8), "RGBA").resize(fitted, Image.BOX), dtype=np.float32) / 255
        small[..., :3] /= np.maximum(small[..., 3:], 1e-3)
        square = np.zeros((size, size, 4), dtype=np.float32)
        top, left = (size - fitted[1]) // 2, (size - fitted[0]) // 2
        square[top:top + fitted[1], left:left + fitted[0]] = np.clip(small, 0, 1)
        return square

    @staticmethod
    def _background(random: np.random.Generator) -> np.ndarray:
        """A soft, light colour that changes a little from top to bottom."""
        hue = random.random()
        top, bottom = (np.array(colorsys.hsv_to_rgb(hue, random.uniform(0.0, 0.1), random.uniform(0.93, 1))) for _ in range(2))
        slope = np.linspace(0, 1, SIZE)[:, None, None]
        return np.broadcast_to(top * (1 - slope) + bottom * slope, (SIZE, SIZE, 3)).astype(np.float32).copy()

    @staticmethod
    def _places(scene: Scene, count: int, random: np.random.Generator) -> list[tuple[int, int, int]]:
        """Size, left and top of each thing; none covers another."""
        between = lambda low, high: int(random.integers(low, high + 1))
        if count == 1:
            size = between(18, 26)
            return [(size, between(1, SIZE - size - 1), between(1, SIZE - size - 1))]
        if count == 2:
            size = between(13, 15)
            first, second = between(0, 16 - size), between(16, SIZE - size)
            across = [between(2, SIZE - size - 2) for _ in range(2)]
            upright = scene.relation in ("above", "below") or (scene.relation is None and random.random() < 0.35)
            swapped = scene.relation in ("right of", "below") or (scene.relation is None and random.random() < 0.5)
            if scene.relation is not None:
                across[1] = min(max(across[0] + between(-3, 3), 0), SIZE - size)
            along = (second, first) if swapped else (first, second)
            if upright:
                return [(size, across[i], along[i]) for i in range(2)]
            return [(size, along[i], across[i]) for i in range(2)]
        size = between(11, 14)
        corners = [(0, 0), (16, 0), (0, 16), (16, 16)]
        chosen = [corners[i] for i in random.permutation(4)[:count]]
        return [(size, left + between(0, 16 - size), top + between(0, 16 - size)) for left, top in chosen]


def tinted(picture: np.ndarray, colour: tuple[float, float, float]) -> np.ndarray:
    """The picture in shades of one colour: dark stays dark, light stays light."""
    light = picture[..., :3] @ np.array([0.3, 0.59, 0.11], dtype=np.float32)
    inside = light[picture[..., 3] > 0.5]
    low, middle, high = np.quantile(inside, [0.05, 0.5, 0.95])
    # Half of the picture has the colour itself or a lighter one; a flat picture has it everywhere.
    shade = np.clip(0.6 + (light - middle) / max(high - low, 0.4), 0, 1)[..., None]
    target = np.array(colour, dtype=np.float32)
    dark = target * (0.45 + 0.55 * shade / 0.6)
    bright = target + (1 - target) * 0.55 * (shade - 0.6) / 0.4
    return np.concatenate([np.where(shade < 0.6, dark, bright), picture[..., 3:]], axis=-1)
