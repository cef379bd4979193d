"""A site of one lane, `x`, written from the sound lanes of `lane_sound.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from gate.config.gate_toml import Config, load

HEAD = """
gate = { id = "g", name = "G", timezone = "UTC", data = "data", runtime = "run" }
[lane.x]
"""
READER = '[reader.r]\nlane = "x"\nport = "r"\nprotocol = "rdm6300"\n'

Change = tuple[str, str]


def table_of(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


SOUND = table_of("lane_sound.toml")


@dataclass(frozen=True)
class LaneSite:
    """Writes the sound lane of a wiring into a folder, with each text replaced once."""

    folder: Path

    def write(self, wiring: str, *changes: Change) -> Path:
        text = str(SOUND[wiring])
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = self.folder / "gate.toml"
        path.write_text(HEAD + text + READER, encoding="utf-8")
        return path

    def load(self, wiring: str, *changes: Change) -> Config:
        return load(self.write(wiring, *changes))


def more(table: str, *lines: str) -> Change:
    """Return the change that adds lines at the top of a table of the lane."""
    return f"[lane.x.{table}]\n", "\n".join([f"[lane.x.{table}]", *lines, ""])
