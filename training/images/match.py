"""Trains, tests and exports the scorer on scenes and captions that are nearly right.

`python3 match.py train --data ../shared/data --out OUT --minutes 10` (the same again goes on, with more `--minutes` for longer), `python3 match.py test --data ../shared/data --run OUT`,
`python3 match.py export --run OUT --model media/scorers/emoji-match`
"""
import argparse
import json
import sys
import time
from collections import defaultdict
from dataclasses import replace
from multiprocessing import Process, Queue
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from export import halved, write_json, write_tokenizer
from matcher import CELLS, Matcher
from scenes import SIZE, Painter, Scene, Thing, draw_scene, wrong_scene
from vocabulary import COLOURS, NUMBERS, OBJECTS, PLURALS, tokenize

sys.path.append(str(Path(__file__).parents[1]))
from checkpoints import Checkpoints  # noqa: E402

BATCH = 48
CAPTIONS = 6  # of an image, the first of them right
POOL = 12_000  # painted scenes kept, the newest
RATE = 1.5e-3
SMOOTH = 0.03
NAMES = {name: place + 1 for place, (name, _, _) in enumerate(OBJECTS)}
SHADES = {name: place + 1 for place, (name, _) in enumerate(COLOURS)}


class RecordingPainter(Painter):
    """Keeps which object and colour the cells of the last scene show."""

    def paint_cells(self, scene: Scene, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        image = self.paint(scene, random)
        cells = np.zeros((2, CELLS, CELLS), dtype=np.int64)
        things = scene.things * scene.count if scene.kind == "counting" else scene.things
        side = SIZE // CELLS
        for thing, (size, left, top) in zip(things, self.last):
            alpha = np.zeros((SIZE, SIZE), dtype=np.float32)
            alpha[top:top + size, left:left + size] = self.sprite(thing.name, thing.colour, size)[..., 3]
            shown = alpha.reshape(CELLS, side, CELLS, side).mean((1, 3)) > 0.35
            cells[0][shown], cells[1][shown] = NAMES[thing.name], SHADES.get(thing.colour, 0)
        return image, cells

    def _places(self, scene: Scene, count: int, random: np.random.Generator) -> list[tuple[int, int, int]]:
        self.last = Painter._places(scene, count, random)
        return self.last


def wrong_caption(scene: Scene, random: np.random.Generator) -> str:
    """Nearly right, of another number of things, or (seldom) of quite another scene."""
    chance = random.random()
    if chance < 0.08:
        return draw_scene(random).caption()
    if chance < 0.25:
        name = scene.things[0].name
        other = str(random.choice([n for n in NAMES if all(n != thing.name for thing in scene.things)]))
        if len(scene.things) == 2:
            return f"two {PLURALS[str(random.choice([thing.name for thing in scene.things]))]}"
        if scene.kind == "counting" or random.random() < 0.5:
            return Scene("two", (Thing(name), Thing(other))).caption()
        return f"{random.choice(list(NUMBERS.values()))} {PLURALS[name]}"
    return wrong_scene(scene, random)[1].caption()


def paint_scenes(data: Path, seed: int, queue: Queue) -> None:
    random, painter = np.random.default_rng(seed), RecordingPainter(data)
    while True:
        scenes = [draw_scene(random) for _ in range(32)]
        queue.put((scenes, [painter.paint_cells(scene, random) for scene in scenes]))


def degraded(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As a denoiser sees them early: blurred and noisy, some of them. float32 [batch, 32, 32, 3] in −1 … 1."""
    images = images.astype(np.float32) / 127.5 - 1
    soft = images.reshape(len(images), 16, 2, 16, 2, 3).mean((2, 4)).repeat(2, 1).repeat(2, 2)
    blur = (random.random(len(images)) < 0.35) * random.random(len(images))
    noise = (random.random(len(images)) < 0.6) * random.random(len(images)) * 0.3
    images = images + blur[:, None, None, None] * (soft - images)
    return np.clip(images + noise[:, None, None, None] * random.standard_normal(images.shape, dtype=np.float32), -1, 1).astype(np.float32)


def train(args: argparse.Namespace) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    random, model = np.random.default_rng(3), Matcher()
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.02)
    checkpoints, step, before = Checkpoints(args.out, {"recipe": "match 1", "batch": BATCH, "captions": CAPTIONS, "rate": RATE, "smooth": SMOOTH}), 0, 0.0
    if (saved := checkpoints.load()) is not None:
        model.load_state_dict(saved["model"]), optimiser.load_state_dict(saved["optimiser"])
        step, before = saved["step"], saved["spent"]
    # A resumed run paints other scenes than the run before it.
    queue: Queue = Queue(8)
    Process(target=paint_scenes, args=(args.data, 7 + step, queue), daemon=True).start()
    checkpoints.log({"parameters": sum(p.numel() for p in model.parameters()), "step": step, "spent": round(before)})
    pool: list = []
    labels = torch.zeros(BATCH, CAPTIONS)
    labels[:, 0] = 1
    began, budget, notes = time.monotonic(), args.minutes * 60, []
    while (spent := before + time.monotonic() - began) < budget:
        # Scenes are painted beside the training; what is there is used again with other captions.
        for _ in range(1 if len(pool) >= 640 else 20):
            scenes, painted = queue.get()
            pool.extend((scene, *parts) for scene, parts in zip(scenes, painted))
        del pool[:-POOL]
        chosen = [pool[i] for i in random.integers(len(pool), size=BATCH)]
        images = torch.from_numpy(degraded(np.stack([image for _, image, _ in chosen]), random)).permute(0, 3, 1, 2).contiguous()
        cells = torch.from_numpy(np.stack([shown for _, _, shown in chosen])).flatten(2)
        captions = torch.tensor([tokenize(text) for scene, _, _ in chosen
                                 for text in (scene.caption(), *(wrong_caption(scene, random) for _ in range(CAPTIONS - 1)))])
        seen, objects, colours = model.look(images)
        logits = model.compare(seen, captions).view(BATCH, CAPTIONS)
        told = F.cross_entropy(objects.flatten(0, 1), cells[:, 0].flatten()) + F.cross_entropy(colours.flatten(0, 1), cells[:, 1].flatten())
        apart = F.cross_entropy(logits, torch.zeros(BATCH, dtype=torch.long))
        each = F.binary_cross_entropy_with_logits(logits, labels * (1 - 2 * SMOOTH) + SMOOTH, weight=1 + labels * (CAPTIONS - 2))
        optimiser.zero_grad(set_to_none=True)
        (told + apart + each).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * max(0.02, 1 - spent / budget)
        optimiser.step()
        step += 1
        notes.append((told.item(), apart.item(), (logits[:, :1] > logits[:, 1:]).float().mean().item()))
        if step % 50 == 0:
            cell, near, hits = (round(float(mean), 4) for mean in np.mean(notes[-50:], 0))
            checkpoints.log({"step": step, "minutes": round(spent / 60, 1), "images": step * BATCH, "pool": len(pool), "cells": cell, "apart": near, "right": hits})
        if checkpoints.due():
            checkpoints.save(state_of(model, optimiser, step, spent))
    checkpoints.save(state_of(model, optimiser, step, max(spent, before)))


def state_of(model, optimiser, step: int, spent: float) -> dict:
    return {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent}


def test(args: argparse.Namespace) -> None:
    """How often the right caption scores above a nearly right one, by what is wrong: clean, newly painted scenes, every other one of a composition held out."""
    torch.set_num_threads(args.threads)
    model = Matcher()
    model.load_state_dict(torch.load(args.run / "last.pt")["model"])
    model.eval()
    random, painter = np.random.default_rng(12345), Painter(args.data)
    found: dict[str, list[tuple]] = defaultdict(list)
    for i in range(args.count):
        scene = draw_scene(random, unseen=i % 2 == 1)
        kind, other = wrong_scene(scene, random)
        image = torch.from_numpy(painter.paint(scene, random)).permute(2, 0, 1).float() / 127.5 - 1
        with torch.no_grad():
            right, wrong = model(image.expand(2, -1, -1, -1), torch.tensor([tokenize(scene.caption()), tokenize(other.caption())])).tolist()
        found[kind].append((right > wrong, right, wrong))
    for kind, results in sorted(found.items()):
        hits, right, wrong = np.mean(results, 0)
        print(f"{kind}: {hits:.3f} of {len(results)}; mean logits {right:.2f} right, {wrong:.2f} wrong")


def export(args: argparse.Namespace) -> None:
    model = Matcher()
    model.load_state_dict(torch.load(args.run / "last.pt")["model"])
    for weights in model.parameters():
        weights.data = weights.data.half().float() if weights.numel() >= 64 else weights.data
    model.eval()
    args.model.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor([tokenize("a red car"), tokenize("two cats")])
    pixels = torch.linspace(-1, 1, 2 * 3 * 32 * 32).view(2, 3, 32, 32)
    options = {"dynamo": False} if torch.__version__ >= "2" else {}
    torch.onnx.export(model, (pixels, ids), str(args.model / "model.onnx"), input_names=["pixel_values", "input_ids"], output_names=["match"],
                      dynamic_axes={name: {0: "batch"} for name in ("pixel_values", "input_ids", "match")}, opset_version=14, do_constant_folding=True, **options)
    halved(args.model / "model.onnx")
    write_json(args.model / "config.json", {"model_type": "emoji_match", "image_size": 32})
    write_tokenizer(args.model)
    with torch.no_grad():
        print(json.dumps([round(value, 5) for value in model(pixels, ids).tolist()]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, action in (("train", train), ("test", test), ("export", export)):
        command = commands.add_parser(name)
        command.set_defaults(action=action)
        command.add_argument("--data", type=Path)
        command.add_argument("--out", type=Path)
        command.add_argument("--run", type=Path)
        command.add_argument("--model", type=Path)
        command.add_argument("--minutes", type=float, default=10)
        command.add_argument("--count", type=int, default=3000)
        command.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    args.action(args)


if __name__ == "__main__":
    main()
