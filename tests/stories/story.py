"""What a story tells: deeds at a played gate, and what the gate did about them."""

from gate.core.barrier.state import State
from gate.core.values.commands import Record
from gate.core.values.events import Action, OrderGiven, ReadArrived, RegistryChanged
from gate.core.values.model import Credential, Medium, Output, PermitRow, Wiring
from gate.core.values.settings import LaneSettings
from gate.core.values.timetable import Timetable
from simulator.world import Car, Fault, Play
from tests.stories.played_gate import PlayedGate
from tests.stories.wirings import LANE, MOVING


class Story(PlayedGate):
    """The words of a story. Deeds take place now; `run`, `until` and `wait` let time pass."""

    @property
    def state(self) -> State:
        return self.lane.barrier.state

    @property
    def kinds(self) -> list[str]:
        """The journal, kinds only, oldest first."""
        return [record.kind for _, record in self.journal]

    @property
    def pulses(self) -> list[Output]:
        """The relays that were switched on to move the boom, oldest first."""
        return [output for _, output, on in self.switched if on and output in MOVING]

    @property
    def alarms(self) -> list[str]:
        """The alarms that were raised, oldest first."""
        return [str(row.payload["alarm"]) for row in self.rows("alarm.raised")]

    def rows(self, kind: str) -> list[Record]:
        return [record for _, record in self.journal if record.kind == kind]

    def times(self, kind: str) -> list[float]:
        return [at for at, record in self.journal if record.kind == kind]

    def car(self, tag: str | None = None, plate: str | None = None) -> int:
        """A car of the usual kind drives up."""
        return self.arrive(Car.showing(tag=tag, plate=plate))

    def arrive(self, car: Car) -> int:
        number = self.strip.arrive(car)
        self._to(self.now)
        return number

    def back_out(self, car: int) -> None:
        assert self.strip.back_out(car)
        self._to(self.now)

    def rush(self, car: int) -> None:
        assert self.strip.rush(car)
        self._to(self.now)

    def fault(self, fault: Fault, *, on: bool = True) -> None:
        self.strip.switch(fault, on=on)
        self._to(self.now)

    def read(self, *, tag: str | None = None, plate: str | None = None) -> None:
        """A reader that sees far reports something, often enough to count."""
        seen = [("rfid", Credential(Medium.TAG, tag))] * 2 if tag else []
        seen += [("kamera", Credential(Medium.PLATE, plate))] if plate else []
        for reader, credential in seen:
            self._handle(ReadArrived(LANE, reader, credential, 0.95))
        self._to(self.now)

    def order(
        self,
        action: Action,
        *,
        lasting: float | None = None,
        age: float = 0.0,
        name: str | None = None,
        value: str | None = None,
    ) -> str | None:
        """A guard orders something; return why it was refused, "unheard" by a dead controller."""
        name = name or f"o{len(self.answers)}"
        until = None if lasting is None else self.wall + self.now + lasting
        issued = self.now - age
        self._handle(
            OrderGiven(name, LANE, action, "user:1", "darurat", issued, until, value=value)
        )
        self._to(self.now)
        return self.answers.get(name, "unheard")

    def registry(self, *rows: PermitRow, timetable: Timetable | None = None) -> None:
        self._handle(RegistryChanged(self.book.version + 1, rows, timetable))
        self._to(self.now)

    def until(self, kind: str, within: float = 60.0) -> Record:
        """Let time pass until the journal says so."""
        before = len(self.rows(kind))
        self.wait(lambda: len(self.rows(kind)) > before, within, kind)
        return self.rows(kind)[before]


def closed(settings: LaneSettings | Wiring, play: Play | None = None) -> Story:
    """Begin with the boom found down and settled."""
    told = Story(settings, play)
    told.run(5)
    assert told.state is State.CLOSED
    return told
