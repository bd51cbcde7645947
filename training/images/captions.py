"""Captions of GenEval's six kinds that training never saw (single things and numbers it all saw): `python3 captions.py > ../../test/bench/evidence/captions.json`."""

import json

import numpy as np

from scenes import KINDS, draw_scene

EACH = 10

captions: dict[str, list[str]] = {kind: [] for kind in KINDS}
random = np.random.default_rng(2024)
while any(len(of_kind) < EACH for of_kind in captions.values()):
    for unseen in (True, False):
        scene = draw_scene(random, unseen)
        of_kind = captions[scene.kind]
        wanted = unseen or scene.kind in ("single", "counting")
        if wanted and len(of_kind) < EACH and scene.caption() not in of_kind:
            of_kind.append(scene.caption())
print(json.dumps(captions, indent=2))
