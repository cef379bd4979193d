"""One played site and the real core in virtual time: no clock, no thread, no device.

Time jumps from one thing that happens to the next. Outputs are let go of after their time as a
driver would, and the boom is watched: whatever a story does, it never lies on a vehicle.
"""

from collections.abc import Iterable

from gate.core.book import PermitBook
from gate.core.commands import Answer, Energise, Json, Record, Release
from gate.core.events import (
    Action,
    DeadlinePassed,
    Event,
    InputsSampled,
    OrderGiven,
    ReadArrived,
    RegistryChanged,
)
from gate.core.lane_state import LaneState
from gate.core.model import (
    Credential,
    Direction,
    Input,
    Instant,
    Medium,
    Output,
    PermitRow,
    Wiring,
)
from gate.core.plates import canonical
from gate.core.settings import LaneSettings, SiteSettings
from gate.core.site import Site
from simulator.world import Car, Fault, World

LANE = "masuk"
WALL = 1_795_500_000.0  # 24 November 2026

MEMBER, BLOCKED, EXPIRED, STRICT, SECOND = (
    PermitRow(1, "N1234AP", "employee", "any", None, None, None, None,
              ("plate:N1234AP", "tag:01001293D8"), (), removed=False),
    PermitRow(2, "N3008RK", "vendor", "any", None, None, "tunggakan kontrak", None,
              ("plate:N3008RK", "tag:0100000002"), (), removed=False),
    PermitRow(3, "N871PS", "employee", "any", None, int(WALL) - 86_400, None, None,
              ("plate:N871PS", "tag:0100000003"), (), removed=False),
    PermitRow(4, "N1RI", "official", "both", None, None, None, None,
              ("plate:N1RI", "tag:0100000004"), (), removed=False),
    PermitRow(5, "N5521UV", "employee", "any", None, None, None, None,
              ("plate:N5521UV", "tag:0100000005"), (), removed=False),
)  # fmt: skip


class Story:
    """A lane, its world, and everything the gate did so far."""

    def __init__(
        self,
        wiring: Wiring,
        *,
        rows: Iterable[PermitRow] = (MEMBER, BLOCKED, EXPIRED, STRICT, SECOND),
        trusted: bool = True,
    ) -> None:
        outputs = {Output.OPEN, Output.RED, Output.GREEN}
        if wiring is Wiring.OPEN_CLOSE:
            outputs.add(Output.CLOSE)
        lane = LaneSettings(LANE, Direction.IN, wiring, frozenset(Input), frozenset(outputs))
        self.settings = SiteSettings((lane,), confirmations={"rfid": 2})
        self.book = PermitBook(rows, version=1)
        self.world = World(self.settings.lanes)
        self.now = 0.0
        self.trusted = trusted
        self.journal: list[tuple[float, Record]] = []
        self.pulses: list[tuple[float, Output]] = []
        self.answers: dict[str, str | None] = {}
        self.memory: dict[str, Json] = {}
        self.power_up()

    def power_up(self) -> None:
        """The controller starts (again) on the world as it stands."""
        self.site = Site(self.settings, self.book, f"s{len(self.journal)}", self.memory)
        self._on: dict[Output, float | None] = {}
        self._sampled: frozenset[Input] | None = None

    @property
    def lane(self) -> LaneState:
        return self.site.lanes[LANE].state

    @property
    def kinds(self) -> list[str]:
        """The journal, kinds only, oldest first."""
        return [record.kind for _, record in self.journal]

    def rows(self, kind: str) -> list[Record]:
        return [record for _, record in self.journal if record.kind == kind]

    def car(self, tag: str | None = None, plate: str | None = None) -> int:
        """A car drives up."""
        number = self.world.lanes[LANE].arrive(Car.showing(tag=tag, plate=plate))
        self._to(self.now)
        return number

    def back_out(self, car: int) -> None:
        assert self.world.lanes[LANE].back_out(car)
        self._to(self.now)

    def fault(self, fault: Fault, *, on: bool = True) -> None:
        self.world.lanes[LANE].switch(fault, on=on)
        self._to(self.now)

    def order(self, action: Action, *, until: float | None = None, age: float = 0.0) -> str | None:
        """A guard orders something; return why it was refused."""
        name = f"o{len(self.answers)}"
        until = None if until is None else WALL + until
        self._handle(
            OrderGiven(name, LANE, action, "user:1", "darurat", self.now - age, until=until)
        )
        return self.answers[name]

    def registry(self, *rows: PermitRow) -> None:
        self._handle(RegistryChanged(self.book.version + 1, rows))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            moments = (
                self.world.next_change(self.now),
                self.site.deadline,
                *(moment for moment in self._on.values() if moment is not None),
            )
            ahead = [moment for moment in moments if moment is not None and moment > self.now]
            self._to(min([*ahead, end]))

    def until(self, kind: str, within: float = 60.0) -> Record:
        """Let time pass until the journal says so."""
        before, end = len(self.rows(kind)), self.now + within
        while len(self.rows(kind)) == before and self.now < end:
            self.run(0.1)
        assert len(self.rows(kind)) > before, f"no {kind} within {within} s: {self.kinds}"
        return self.rows(kind)[-1]

    def _to(self, moment: float) -> None:
        self.now = moment
        seen = self.world.step(moment, {LANE: frozenset(self._on)})
        assert not self.world.lanes[LANE].touching, f"the boom lies on a vehicle at {moment}"
        for sighting in seen:
            value = sighting.text
            if sighting.medium is Medium.PLATE:
                value = canonical(value)
            reader = "rfid" if sighting.medium is Medium.TAG else "kamera"
            read = Credential(sighting.medium, value)
            self._handle(ReadArrived(LANE, reader, read, sighting.confidence), at=sighting.at)
        for output, ends in list(self._on.items()):
            if ends is not None and moment >= ends:
                del self._on[output]
        inputs = self.world.inputs(LANE)
        if inputs != self._sampled:
            self._sampled = inputs
            self._handle(InputsSampled(LANE, inputs))
        deadline = self.site.deadline
        if deadline is not None and moment >= deadline:
            self._handle(DeadlinePassed())

    def _handle(self, event: Event, at: float | None = None) -> None:
        now = self.now if at is None else at
        for command in self.site.handle(event, Instant(now, WALL + now, trusted=self.trusted)):
            match command:
                case Energise(_, output, at_most):
                    self._on[output] = None if at_most is None else now + at_most
                    if at_most is not None:
                        self.pulses.append((now, output))
                case Release(_, output):
                    self._on.pop(output, None)
                case Record():
                    self.journal.append((now, command))
                    self.memory |= command.remember
                case Answer(order, refusal):
                    self.answers[order] = refusal
