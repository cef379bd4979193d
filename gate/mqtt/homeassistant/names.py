"""The names of our entities in Home Assistant, which has one language for everybody."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gate.core.values.model import Input

Words = Mapping[str, str]


def _both(indonesian: str, english: str) -> Words:
    return MappingProxyType({"id": indonesian, "en": english})


WORDS: Final[Mapping[str, Words]] = {
    "state": _both("Keadaan palang", "Boom state"),
    "problem": _both("Gangguan", "Problem"),
    "decision": _both("Keputusan terakhir", "Last decision"),
    "inside": _both("Kendaraan di dalam", "Vehicles inside"),
    "connection": _both("Sambungan", "Connection"),
}

READER: Final = _both("Pembaca", "Reader")

SENSORS: Final[Mapping[Input, Words]] = {
    Input.CLOSED_LIMIT: _both("Limit tertutup", "Closed limit"),
    Input.OPEN_LIMIT: _both("Limit terbuka", "Open limit"),
    Input.SAFETY_LOOP: _both("Loop pengaman", "Safety loop"),
    Input.ARMING_LOOP: _both("Loop kedatangan", "Arming loop"),
    Input.INNER_LOOP: _both("Loop dalam", "Inner loop"),
    Input.PHOTOCELL: _both("Fotosel", "Photocell"),
    Input.STOP: _both("Tombol stop", "Stop switch"),
    Input.FIRE: _both("Masukan alarm kebakaran", "Fire input"),
    Input.BREAKAWAY: _both("Palang lepas", "Boom off its holder"),
    Input.MAINTENANCE: _both("Perawatan", "Maintenance"),
    Input.BOARD_FAULT: _both("Gangguan mesin palang", "Board fault"),
    Input.LOOP_FAULT: _both("Gangguan detektor loop", "Loop detector fault"),
    Input.MOVING: _both("Palang bergerak", "Boom moving"),
    Input.MAINS_LOST: _both("Listrik padam", "Mains lost"),
}
"""Contacts that are shown; a key switch is turned for a moment and stands in the journal."""
