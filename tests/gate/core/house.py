"""A site with a way in and a way out, and the zone between them, driven by hand.

Nothing senses a vehicle under the boom: whoever was let in is taken to have passed once it is up.
"""

from gate.core.access.book import PermitBook
from gate.core.site import Site
from gate.core.values.commands import Answer, Command, Json, Record
from gate.core.values.events import (
    Action,
    DeadlinePassed,
    Event,
    InputsSampled,
    OrderGiven,
    ReadArrived,
    RegistryChanged,
)
from gate.core.values.model import Credential, Direction, Input, Instant, Output, PermitRow, Wiring
from gate.core.values.settings import LaneSettings, Limits, SiteSettings
from gate.core.values.timetable import Timetable
from gate.core.values.zones import Zone
from tests.gate.core.rig import AT_ONCE, DOWN, UP

WALL = 1_795_500_000.0  # 24 November 2026
ZONE = Zone("dalam", frozenset({"masuk"}), frozenset({"keluar"}))


def lane(name: str, direction: Direction) -> LaneSettings:
    return LaneSettings(
        name,
        direction,
        Wiring.PULSE_OPEN,
        frozenset({Input.CLOSED_LIMIT, Input.OPEN_LIMIT}),
        frozenset({Output.OPEN}),
        debounce=AT_ONCE,
    )


LANES = (lane("masuk", Direction.IN), lane("keluar", Direction.OUT))


class House:
    """The site, its controller state, and all that came out of it."""

    def __init__(
        self,
        *vehicles: PermitRow,
        zone: Zone = ZONE,
        limits: Limits | None = None,
        timetable: Timetable | None = None,
        lanes: tuple[LaneSettings, ...] = LANES,
    ) -> None:
        self.settings = SiteSettings(lanes, zones=(zone,), limits=limits)
        self.book = PermitBook(vehicles, 1, timetable)
        self.now, self.trusted = 0.0, True
        self.memory: dict[str, Json] = {}
        self.journal: list[Record] = []
        self.start()

    def start(self) -> None:
        """The controller starts (again); both booms are down and it has settled."""
        self.site = Site(self.settings, self.book, f"s{len(self.journal)}", self.memory)
        for name in self.site.lanes:
            self.handle(InputsSampled(name, DOWN))
        self.wait(4.0)

    def handle(self, event: Event) -> list[Command]:
        now = Instant(self.now, WALL + self.now, trusted=self.trusted)
        commands = self.site.handle(event, now)
        for _ in self.site.lanes:  # decisions that no relay was to wait for; each may bring another
            if self.site.deadline == self.now:
                commands += self.site.handle(DeadlinePassed(), now)
        for command in commands:
            if isinstance(command, Record):
                self.journal.append(command)
                self.memory |= command.remember
        assert self.site.deadline is None or self.site.deadline > self.now
        return commands

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.site.deadline is not None and self.site.deadline <= end:
            self.now = self.site.deadline
            self.handle(DeadlinePassed())
        self.now = end

    def read(self, name: str, credential: Credential, reader: str = "rfid") -> list[str] | None:
        """Show a credential; return the objections, None when nothing new was decided."""
        before = len(self.journal)
        self.handle(ReadArrived(name, reader, credential))
        decided = [row for row in self.journal[before:] if row.kind.startswith("decision.")]
        return list(decided[-1].payload["objections"]) if decided else None

    def go(self, name: str, credential: Credential) -> None:
        """Show a credential and drive through."""
        assert self.read(name, credential) == []
        self.through(name)

    def through(self, name: str) -> None:
        """Whoever was let in drives through, and the boom comes down again."""
        self.wait(1.0)
        self.handle(InputsSampled(name, UP))
        self.wait(1.0)
        self.handle(InputsSampled(name, frozenset()))
        self.wait(2.0)
        self.handle(InputsSampled(name, DOWN))
        self.wait(10.0)

    def order(self, action: Action, value: str | None = None, **fields: str) -> str | None:
        order = OrderGiven(
            f"o{len(self.journal)}", fields.get("lane", "masuk"), action, "user:1",
            fields.get("reason", "dihitung"), self.now, value=value,
        )  # fmt: skip
        answers = [each for each in self.handle(order) if isinstance(each, Answer)]
        return answers[0].refusal

    def learn(self, *rows: PermitRow) -> None:
        self.handle(RegistryChanged(self.book.version + 1, rows))

    def rows(self, kind: str) -> list[Record]:
        return [row for row in self.journal if row.kind == kind]

    def alarms(self, code: str) -> list[Record]:
        return [row for row in self.rows("alarm.raised") if row.payload["alarm"] == code]

    def inside(self) -> int:
        assert self.site.occupancy is not None
        return self.site.occupancy.inside("dalam")
