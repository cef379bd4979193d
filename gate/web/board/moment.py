"""Everything the live page is made from, at one moment, and who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from gate.core.values.model import Direction, Instant
from gate.core.values.schedule import Window
from gate.registry.people.staff import Role
from gate.registry.views import VehicleView
from gate.status.model import Status, Waiting
from gate.words.language import Language, message


@dataclass(frozen=True, slots=True)
class Sent:
    """An order these pages gave; `at` is monotonic."""

    id: str
    at: float


@dataclass(frozen=True, slots=True)
class Passed:
    """The last vehicle through a lane; `wall` is POSIX seconds."""

    plate: str
    wall: float


@dataclass(frozen=True, slots=True)
class LaneName:
    """A lane as configured: what is known of it even when the controller is silent."""

    id: str
    name: str
    direction: str


@dataclass(frozen=True, slots=True)
class Site:
    """What of `gate.toml` the pages show; `readers` are their media by name."""

    name: str
    organisation: str
    technician_phone: str
    lanes: tuple[LaneName, ...]
    readers: Mapping[str, str] = field(default_factory=dict)

    @property
    def phone(self) -> str:
        """The technician's number, never broken over two lines."""
        return self.technician_phone.replace("-", "\N{NON-BREAKING HYPHEN}")

    def technician(self, language: Language) -> str:
        """Name whom to call inside a sentence, with the number if there is one."""
        if not self.phone:
            return language.say("teknisi")
        return language.say("teknisi {phone}", phone=self.phone)

    def lane(self, lane_id: str | None) -> LaneName | None:
        """Return a lane by its id, None when there is none."""
        return next((lane for lane in self.lanes if lane.id == lane_id), None)

    def lane_name(self, lane: LaneName, language: Language) -> str:
        """Call a lane by its direction, or by its own name where several lead the same way."""
        alike = [each for each in self.lanes if each.direction == lane.direction]
        if len(alike) > 1:
            return language.say("Jalur {name}", name=lane.name)
        entry = lane.direction == Direction.IN
        return language.say("Jalur masuk") if entry else language.say("Jalur keluar")


@dataclass(frozen=True, slots=True)
class Moment:
    """The gate as known now. `status` is the last word of the controller, `alive` if it counts.

    `vehicles` are those the status speaks of, `people` names by actor, `leaving` those who waited a
    moment ago, `lost` when a tag (canonical) was reported lost, `hours` the windows of a vehicle's
    schedules.
    """

    now: Instant
    status: Status | None = None
    alive: bool = False
    vehicles: Mapping[int, VehicleView] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    leaving: Mapping[str, Waiting] = field(default_factory=dict)
    sent: Mapping[str, Sent] = field(default_factory=dict)
    passed: Mapping[str, Passed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a page: decides words and buttons, and nothing else."""

    language: Language
    role: Role


_NAMED: Final = {
    "api": message("program {name}"),
    "mqtt": message("sistem {name}"),
    "cli": message("{name} di terminal"),
}
_NAMELESS: Final = {"plan": message("jadwal"), "key": message("sakelar kunci")}
"""Kinds of actors that are no users, with and without a name of their own."""

TERMINAL: Final = message("terminal")


def person(people: Mapping[str, str], actor: str | None, language: Language) -> str:
    """Name whoever did something: a user by name, a system by its own."""
    if actor is None:
        return language.say("portal")
    kind, _, name = actor.partition(":")
    if kind == "user":
        return people.get(actor) or language.say("petugas {number}", number=name)
    if name and kind in _NAMED:
        return language.say(_NAMED[kind], name=name)
    return language.say(_NAMELESS.get(kind, TERMINAL))
