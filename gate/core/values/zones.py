"""The zones of a site as they are set up: which lanes lead there, how many fit, who may come again.

A lane that is an exit of one zone and an entry of another leads from the one to the other; what
leads into no zone leads outside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gate.core.values.model import Category


class Passback(StrEnum):
    """What is done about a vehicle that comes in again without having left, or the reverse."""

    OFF = "off"
    SOFT = "soft"  # it passes, with an alarm
    HARD = "hard"  # it is denied
    TIMED = "timed"  # it is denied for some minutes after its last passage


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone. `entries` and `exits` are the lanes whose own direction leads into it or out of it.

    `shares` are the most vehicles of a category, `minutes` how long `TIMED` lasts. From
    `forgive_at` on (minutes after midnight, None = never) no earlier passage counts against one.
    `exempt` categories are held against nothing of this.
    """

    id: str
    entries: frozenset[str]
    exits: frozenset[str]
    name: str = ""
    capacity: int | None = None
    shares: Mapping[Category, int] = field(default_factory=dict)
    passback: Passback = Passback.OFF
    minutes: int = 15
    forgive_at: int | None = None
    exempt: frozenset[Category] = frozenset({Category.EMERGENCY})


class Way(NamedTuple):
    """From which zone to which, None = outside."""

    leaves: Zone | None
    enters: Zone | None


def way(zones: Iterable[Zone], lane: str) -> Way:
    """Return where a lane leads whoever goes its own way."""
    known = tuple(zones)
    return Way(
        next((zone for zone in known if lane in zone.exits), None),
        next((zone for zone in known if lane in zone.entries), None),
    )
