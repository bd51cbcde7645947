"""Keeps a training so that it can be stopped and gone on with: its settings, its checkpoint, its log. Knows nothing of what is trained."""

import json
import time
from pathlib import Path

import torch

EVERY = 240  # seconds between checkpoints


def computed() -> float:
    """Seconds that this process has computed, its threads side by side: a budget in these is as long on a busy machine as on an idle one."""
    return time.process_time() / torch.get_num_threads()


class OtherSettings(SystemExit):
    """The training that lies in the folder was begun with other settings."""


class Checkpoints:
    """`settings` say what is trained; how long is none of them, for a training may be given more time."""

    def __init__(self, folder: Path, settings: dict):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.path = folder, folder / "last.pt"
        self.saved_at = time.monotonic()
        kept = folder / "settings.json"
        settings = json.loads(json.dumps(settings))
        if kept.exists():
            refuse_others(folder, json.loads(kept.read_text()), settings)
            if not self.path.exists():
                self.log({"lost": f"{self.path} is gone or was never written: this training begins anew"})
        kept.write_text(json.dumps(settings, indent=2) + "\n")

    def load(self) -> dict | None:
        return torch.load(self.path, map_location="cpu", weights_only=True) if self.path.exists() else None

    def due(self) -> bool:
        return time.monotonic() - self.saved_at > EVERY

    def save(self, state: dict) -> None:
        """Written beside, then renamed: a checkpoint is whole or the one before it."""
        part = self.path.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.path)
        self.saved_at = time.monotonic()

    def log(self, line: dict) -> None:
        text = json.dumps(line, ensure_ascii=False)
        print(text, flush=True)
        with (self.folder / "log.jsonl").open("a") as file:
            print(text, file=file)


def refuse_others(folder: Path, before: dict, now: dict) -> None:
    """Throws `OtherSettings`, naming each setting that differs."""
    names = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    if names:
        differ = "; ".join(f"{name} was {before.get(name)!r} and is {now.get(name)!r}" for name in names)
        raise OtherSettings(f"The training in {folder} was begun with other settings: {differ}. Go on with the old ones, or delete the folder to begin anew.")


def same_files(paths: list[Path]) -> dict[str, int]:
    """What tells a changed corpus from the one that a training began with: the sizes of its files."""
    return {path.name: path.stat().st_size for path in sorted(paths)}
