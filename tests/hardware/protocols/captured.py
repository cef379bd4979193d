"""Frames seen on real wires or taken from makers' documents; each names its source."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("frames.json")


@dataclass(frozen=True, slots=True)
class Captured:
    data: bytes
    expect: dict[str, Any]
    kind: str
    valid: bool
    name: str


def captured(*protocols: str) -> list[Captured]:
    return [
        Captured(
            data=bytes.fromhex(entry["hex"]),
            expect=entry["expect"],
            kind=entry["kind"],
            valid=entry["valid"],
            name=f"{entry['hex']}, {entry['note'] or entry['source']}",
        )
        for entry in json.loads(_FILE.read_text(encoding="utf-8"))
        if entry["protocol"] in protocols
    ]
