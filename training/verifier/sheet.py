"""Lays out pictures with the verifier's verdicts, to be checked by eye: `python3 sheet.py --run RUN --pictures FOLDER --out sheet.png --verdicts verdicts.jsonl`.

FOLDER holds a folder for each prompt, as `fk-steer run --out-dir` writes them. A green frame: it fits; a red one: it does not.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from judge import fits, found_things
from verify import load

sys.path.append(str(Path(__file__).parents[1] / "images"))
from scenes import Scene, Thing  # noqa: E402
from vocabulary import COLOURS, NUMBERS, OBJECTS, PLURALS, RELATIONS  # noqa: E402

SCALE, GAP, MARGIN = 2, 6, 14


def thing(said: str) -> Thing:
    *colour, name = said.split()[1:]
    if name not in [known for known, _, _ in OBJECTS] or any(shade not in dict(COLOURS) for shade in colour) or len(colour) > 1:
        raise SystemExit(f'"{said}" is no thing of these scenes')
    return Thing(name, colour[0] if colour else None)


def scene_of(caption: str) -> Scene:
    """The scene that a caption tells of."""
    number, *rest = caption.split()
    for count, word in NUMBERS.items():
        if number == word:
            return Scene("counting", (Thing({plural: name for name, plural in PLURALS.items()}[" ".join(rest)]),), count=count)
    for relation in RELATIONS:
        if f" {relation} " in caption:
            return Scene("position", tuple(map(thing, caption.split(f" {relation} "))), relation=relation)
    things = tuple(map(thing, caption.split(" and ")))
    coloured = any(one.colour for one in things)
    return Scene(("colour" if coloured else "single") if len(things) == 1 else "binding" if coloured else "two", things)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--verdicts", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, rows = load(args.run), []
    for folder in sorted(path for path in args.pictures.iterdir() if path.is_dir()):
        caption = json.loads((folder / "run.json").read_text())["prompt"]
        pictures = [np.asarray(Image.open(path).convert("RGB")) for path in sorted(folder.glob("particle-*.png"))]
        pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.no_grad():
            found = [found_things(things) for things in model(pixels).numpy()]
        rows.append((caption, pictures, found, [fits(scene_of(caption), things) for things in found]))
    side = 32 * SCALE
    columns = max(len(pictures) for _, pictures, _, _ in rows)
    sheet = Image.new("RGB", (GAP + columns * (side + GAP), len(rows) * (side + GAP + MARGIN)), "white")
    draw = ImageDraw.Draw(sheet)
    with args.verdicts.open("w") as file:
        for row, (caption, pictures, found, verdicts) in enumerate(rows):
            top = row * (side + GAP + MARGIN)
            draw.text((GAP, top + 1), f"{row + 1}. {caption}", fill="black")
            for column, (picture, things, verdict) in enumerate(zip(pictures, found, verdicts)):
                left = GAP + column * (side + GAP)
                draw.rectangle((left - 2, top + MARGIN - 2, left + side + 1, top + MARGIN + side + 1), fill="#1a9641" if verdict else "#d7191c")
                sheet.paste(Image.fromarray(picture).resize((side, side), Image.NEAREST), (left, top + MARGIN))
                line = {"row": row + 1, "caption": caption, "column": column + 1, "fits": verdict, "found": [" ".join(filter(None, (t.colour, t.name))) for t in things]}
                print(json.dumps(line), file=file)
    sheet.quantize(200).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
