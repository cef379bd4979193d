"""A status that has everything, as a controller once wrote it."""

import json
from pathlib import Path
from typing import Any

from gate.status.model import Status, from_json, to_json

RECORDED = Path(__file__).with_name("recorded.json")
"""Two lanes: one locked down with a vehicle waiting, one held open; a reader and the disk fail."""


def whole() -> Status:
    return from_json(RECORDED.read_bytes())


def in_json(part: Any) -> Any:
    """A part of a status as it stands in the file."""
    return json.loads(to_json(part))
