"""Trains, tests and exports the verifier, a judge of pictures that nothing is steered by.

`python3 verify.py train --data ../shared/data --out OUT --hours 0.25` (the same again goes on), `python3 verify.py test --data ../shared/data --run OUT`,
`python3 verify.py export --run OUT --model media/scorers/verifier`
"""

import argparse
import copy
import math
import sys
from base64 import b64encode
from collections import defaultdict
from multiprocessing import Process, Queue
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from detector import CELLS, Detector
from judge import NAMES, SHADES, fits, found_things

sys.path.append(str(Path(__file__).parents[1]))
sys.path.append(str(Path(__file__).parents[1] / "images"))
from checkpoints import Checkpoints, computed  # noqa: E402
from scenes import SIZE, Painter, Scene, Thing, draw_scene, wrong_scene  # noqa: E402

BATCH = 64
RATE = 2e-3
POOL = 24_000  # painted scenes kept, the newest
DECAY = 0.995  # of the exponential mean, a step
BESIDE = 0.5  # of pictures show things in no caption's order


class Recorder(Painter):
    """Keeps where the middles of the last scene's things are."""

    def paint_things(self, scene: Scene, random: np.random.Generator) -> tuple[np.ndarray, list[tuple[int, int, int, int]]]:
        image = self.paint(scene, random)
        things = scene.things * scene.count if scene.kind == "counting" else scene.things
        return image, [self.seen(thing, place) for thing, place in zip(things, self.last)]

    def paint_beside(self, random: np.random.Generator) -> tuple[np.ndarray, list[tuple[int, int, int, int]]]:
        """Up to five things of any kind wherever there is room: what a denoiser paints, too, and no caption says."""
        canvas, taken, seen = self._background(random), np.zeros((SIZE, SIZE), dtype=bool), []
        names = random.choice(NAMES, 2, replace=False)
        largest = int(random.integers(11, 22))
        for _ in range(int(random.integers(0, 6))):
            size = int(random.integers(10, largest + 1))
            left, top = (int(random.integers(0, SIZE - size + 1)) for _ in range(2))
            room = taken[top : top + size, left : left + size]
            if room.mean() > 0.08:
                continue
            room[...] = True
            name = str(random.choice(names)) if random.random() < 0.5 else str(random.choice(NAMES))
            thing = Thing(name, SHADES[int(random.integers(len(SHADES)))] if random.random() < 0.5 else None)
            sprite = self.sprite(thing.name, thing.colour, size)
            part = canvas[top : top + size, left : left + size]
            part[...] = part * (1 - sprite[..., 3:]) + sprite[..., :3] * sprite[..., 3:]
            seen.append(self.seen(thing, (size, left, top)))
        return np.clip(np.rint(canvas * 255), 0, 255).astype(np.uint8), seen

    @staticmethod
    def seen(thing: Thing, place: tuple[int, int, int]) -> tuple[int, int, int, int]:
        size, left, top = place
        cell = lambda start: min(CELLS - 1, (2 * start + size) * CELLS // (2 * SIZE))
        return NAMES.index(thing.name), SHADES.index(thing.colour), cell(left), cell(top)

    def _places(self, scene: Scene, count: int, random: np.random.Generator) -> list[tuple[int, int, int]]:
        self.last = Painter._places(scene, count, random)
        return self.last


def paint_scenes(data: Path, seed: int, queue: Queue) -> None:
    random, painter = np.random.default_rng(seed), Recorder(data)
    while True:
        queue.put([painter.paint_beside(random) if random.random() < BESIDE
                   else painter.paint_things(draw_scene(random, random.random() < 0.2), random) for _ in range(64)])  # fmt: skip


def degraded(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Blurred, noisy, paler, some of them: pictures by a denoiser are never as clean as painted ones. float32 in −1 … 1."""
    images = images.astype(np.float32) / 127.5 - 1
    soft = images.reshape(len(images), 16, 2, 16, 2, 3).mean((2, 4)).repeat(2, 1).repeat(2, 2)
    blur = (random.random(len(images)) < 0.3) * random.random(len(images)) * 0.7
    noise = (random.random(len(images)) < 0.6) * random.random(len(images)) * 0.2
    pale = 1 - random.random(len(images)) * 0.15
    images = images + blur[:, None, None, None] * (soft - images)
    images = 1 - (1 - images) * pale[:, None, None, None]
    return np.clip(images + noise[:, None, None, None] * random.standard_normal(images.shape, dtype=np.float32), -1, 1).astype(np.float32)


def targets(seen: list[list[tuple[int, int, int, int]]]) -> tuple[torch.Tensor, torch.Tensor]:
    """How near a middle each cell is, 1 at it [batch, 16, 16]; and rows (picture, object, colour, x, y) of all middles."""
    heat = np.zeros((len(seen), CELLS, CELLS), dtype=np.float32)
    line = np.arange(CELLS)
    for picture, things in enumerate(seen):
        for _, _, x, y in things:
            near = np.exp(-((line[None, :] - x) ** 2 + (line[:, None] - y) ** 2) / 1.6)
            heat[picture] = np.maximum(heat[picture], near)
    rows = [(picture, *thing) for picture, things in enumerate(seen) for thing in things]
    return torch.from_numpy(heat), torch.tensor(rows, dtype=torch.long).view(-1, 5)


def loss_of(things: torch.Tensor, heat: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """CenterNet's focal loss of the middles (Zhou et al. 2019), cross entropies of object and colour at them."""
    logits = things[:, 0]
    sure = logits.sigmoid()
    hit = (heat == 1).float()
    middles = -(hit * (1 - sure) ** 2 * F.logsigmoid(logits) + (1 - hit) * (1 - heat) ** 4 * sure**2 * F.logsigmoid(-logits)).sum()
    picture, name, colour, x, y = rows.T
    # The cells beside a middle say the same: the peak may come out one cell aside.
    told = torch.zeros((), device=things.device)
    for across, down in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
        at = things[picture, 1:, (y + down).clamp(0, CELLS - 1), (x + across).clamp(0, CELLS - 1)]
        told = told + F.cross_entropy(at[:, : len(NAMES)], name, reduction="sum") + F.cross_entropy(at[:, len(NAMES) :], colour, reduction="sum")
    return (middles + told / 5) / max(1, len(rows))


def train(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    checkpoints = Checkpoints(args.out, {"recipe": "verifier 1", "seed": args.seed, "batch": BATCH, "rate": RATE})
    random, model = np.random.default_rng(args.seed + 3), Detector().to(device)
    mean = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.02)
    step, before = 0, 0.0
    if (saved := checkpoints.load()) is not None:
        model.load_state_dict(saved["model"]), mean.load_state_dict(saved["mean"]), optimiser.load_state_dict(saved["optimiser"])
        step, before = saved["step"], saved["spent"]
    queue: Queue = Queue(8)
    # A resumed run paints other scenes than the run before it.
    Process(target=paint_scenes, args=(args.data, args.seed + 7 + step, queue), daemon=True).start()
    checkpoints.log({"parameters": sum(p.numel() for p in model.parameters()), "step": step, "spent": round(before)})
    pool, drawn = [], -1
    began, budget, losses = computed(), args.hours * 3600, []
    while (spent := before + computed() - began) < budget:
        # Pictures are painted beside the training, half of a batch for each; what is there is used again, degraded otherwise.
        while len(pool) < 6400 or (step % 2 == 0 and drawn < step):
            pool.extend(queue.get())
            drawn = step
        del pool[:-POOL]
        chosen = [pool[i] for i in random.integers(len(pool), size=BATCH)]
        images = torch.from_numpy(degraded(np.stack([image for image, _ in chosen]), random)).permute(0, 3, 1, 2).contiguous()
        heat, rows = targets([seen for _, seen in chosen])
        with torch.autocast(device.type, torch.bfloat16):
            things = model(images.to(device))
        loss = loss_of(things.float(), heat.to(device), rows.to(device))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, spent / budget))))
        optimiser.step()
        step += 1
        with torch.no_grad():
            keep = min(DECAY, step / (step + 20))
            torch._foreach_lerp_(list(mean.parameters()), list(model.parameters()), 1 - keep)
        losses.append(loss.item())
        if step % 50 == 0:
            checkpoints.log({"step": step, "minutes": round(spent / 60, 1), "pictures": step * BATCH, "pool": len(pool), "loss": round(float(np.mean(losses[-50:])), 4)})
        if checkpoints.due():
            checkpoints.save(state_of(model, mean, optimiser, step, spent))
    checkpoints.save(state_of(model, mean, optimiser, step, max(spent, before)))


def state_of(model, mean, optimiser, step: int, spent: float) -> dict:
    return {"model": model.state_dict(), "mean": mean.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "spent": spent}


def load(run: Path) -> Detector:
    torch.backends.nnpack.set_flags(False)  # it says at every call that it does not know the processor
    model = Detector()
    model.load_state_dict(torch.load(run / "last.pt", map_location="cpu", weights_only=True)["mean"])
    return model.eval()


def test(args: argparse.Namespace) -> None:
    """How often it says yes to the truth and to a nearly right caption, by kind: newly painted scenes, every other one of a composition held out from the denoiser."""
    torch.set_num_threads(args.threads)
    model, random, painter = load(args.run), np.random.default_rng(12345), Painter(args.data)
    right, wrong = defaultdict(list), defaultdict(list)
    for i in range(args.count):
        scene = draw_scene(random, unseen=i % 2 == 1)
        what, other = wrong_scene(scene, random)
        pixels = torch.from_numpy(painter.paint(scene, random)).permute(2, 0, 1)[None].float() / 127.5 - 1
        with torch.no_grad():
            found = found_things(model(pixels)[0].numpy())
        right[scene.kind].append(fits(scene, found))
        wrong[what].append(fits(other, found))
    everything = [hit for hits in right.values() for hit in hits]
    print(f"truth: {np.mean(everything):.4f} of {len(everything)}")
    for kind, hits in sorted(right.items()):
        print(f"truth, {kind}: {np.mean(hits):.4f} of {len(hits)}")
    for what, hits in sorted(wrong.items()):
        print(f"wrong {what} taken for right: {np.mean(hits):.4f} of {len(hits)}")


def export(args: argparse.Namespace) -> None:
    from export import halved, write_json
    from vocabulary import COLOURS, OBJECTS

    model = load(args.run)
    for weights in model.parameters():
        weights.data = weights.data.half().float() if weights.numel() >= 64 else weights.data
    args.model.mkdir(parents=True, exist_ok=True)
    pixels = torch.linspace(-1, 1, 2 * 3 * 32 * 32).view(2, 3, 32, 32)
    torch.onnx.export(model, (pixels,), str(args.model / "model.onnx"), input_names=["pixel_values"], output_names=["things"], dynamo=False,
                      dynamic_axes={name: {0: "batch"} for name in ("pixel_values", "things")}, opset_version=14, do_constant_folding=True)  # fmt: skip
    halved(args.model / "model.onnx")
    write_json(args.model / "config.json", {"model_type": "emoji_verifier", "image_size": SIZE, "objects": [[name, plural] for name, plural, _ in OBJECTS], "colours": [name for name, _ in COLOURS]})
    if args.golden is not None:
        write_json(args.golden, {"source": "training/verifier/verify.py: newly painted scenes, seed 2026, and what PyTorch finds in them", "scenes": golden(model, args.data)})


def golden(model: Detector, data: Path) -> list[dict]:
    """Two scenes of each kind, what is found in them, and the verdicts on the true caption and on one that is nearly right."""
    random, painter, scenes = np.random.default_rng(2026), Painter(data), []
    while len(scenes) < 12:
        scene = draw_scene(random, unseen=random.random() < 0.3)
        if sum(one["kind"] == scene.kind for one in scenes) == 2:
            continue
        image, (_, other) = painter.paint(scene, random), wrong_scene(scene, random)
        with torch.no_grad():
            things = model(torch.from_numpy(image).permute(2, 0, 1)[None].float() / 127.5 - 1)[0].numpy()
        found = found_things(things)
        scenes.append({"kind": scene.kind, "caption": scene.caption(), "fits": fits(scene, found), "wrong": other.caption(), "wrongFits": fits(other, found),
                       "found": [[thing.name, thing.colour, thing.x, thing.y] for thing in found], "rgb": b64encode(image.tobytes()).decode()})  # fmt: skip
    return scenes


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
        command.add_argument("--golden", type=Path)
        command.add_argument("--hours", type=float, default=0.25)
        command.add_argument("--count", type=int, default=2000)
        command.add_argument("--threads", type=int, default=2)
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--device", default="cpu")
    args = parser.parse_args()
    args.action(args)


if __name__ == "__main__":
    main()
