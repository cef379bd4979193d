"""Frames seen on real wires or taken from makers' documents; each names its source.

`frames.json` is the project's collection of captures without the two protocols that libraries
speak for us (OSDP and Modbus): the same entries, in the same order.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("frames.json")


@dataclass(frozen=True, slots=True)
class Captured:
    protocol: str
    data: bytes
    expect: dict[str, Any]
    kind: str
    valid: bool
    name: str


def captured(*protocols: str) -> list[Captured]:
    """All frames and streams of these protocols, of all protocols when none is named."""
    return [
        Captured(
            protocol=entry["protocol"],
            data=bytes.fromhex(entry["hex"]),
            expect=entry["expect"],
            kind=entry["kind"],
            valid=entry["valid"],
            name=f"{entry['protocol']} {entry['hex']}, {entry['note'] or entry['source']}",
        )
        for entry in json.loads(_FILE.read_text(encoding="utf-8"))
        if not protocols or entry["protocol"] in protocols
    ]
