"""One lane of the real core, driven by hand: inputs, reads, orders and time go in by its one door.

Contacts count at once (no debounce), so that a test says what the lane sees and nothing else.
Whatever a test does, the lane never asks to be woken at a moment that has passed, and no claim and
no order ever earns a second credit.
"""

from collections.abc import Iterable

from gate.core.access.book import PermitBook
from gate.core.barrier.state import State
from gate.core.claims.claim import Claim
from gate.core.lane.state import LaneState
from gate.core.site import Site
from gate.core.values.commands import Answer, Command, Energise, Json, Record, Release
from gate.core.values.events import (
    Action,
    DeadlinePassed,
    Event,
    InputsSampled,
    OrderGiven,
    ReadArrived,
    ReaderFound,
    ReaderLost,
    RegistryChanged,
)
from gate.core.values.model import (
    Credential,
    Direction,
    Input,
    Instant,
    Output,
    PermitRow,
    Wiring,
)
from gate.core.values.orders import CATALOGUE, FROM_ANYONE
from gate.core.values.plan import Plan
from gate.core.values.settings import (
    Debounce,
    LaneSettings,
    PlateRules,
    SiteSettings,
    UntrustedClock,
)
from gate.core.values.timetable import Timetable
from tests.gate.core.barrier.rig import FITTED
from tests.gate.core.vehicles import code, plate, tag, vehicle

LANE = "masuk"
WALL = 1_795_500_000.0  # 24 November 2026

A_TAG, A_PLATE = tag("01001293D8"), plate("N1234AP")
B_TAG, B_PLATE = tag("0100000002"), plate("N3008RK")
BLOCKED_TAG, STRICT_TAG, STRICT_PLATE = tag("0100000003"), tag("0100000004"), plate("N1RI")
GUEST_CODE = code("4711")
NO_TAG, NO_PLATE = tag("0BADBADBAD"), plate("B1XX")

BLOCKED = vehicle(3, BLOCKED_TAG, blocked="tunggakan")
GUEST = vehicle(5, GUEST_CODE, valid_from=int(WALL), valid_until=int(WALL) + 86_400)
VEHICLES = (
    vehicle(1, A_PLATE, A_TAG),
    vehicle(2, B_PLATE, B_TAG),
    BLOCKED,
    vehicle(4, STRICT_PLATE, STRICT_TAG, identification="both"),
    GUEST,
)

LIGHTS = frozenset({Output.RED, Output.GREEN})
RELAYS = {
    Wiring.PULSE_OPEN: frozenset({Output.OPEN}),
    Wiring.OPEN_CLOSE: frozenset({Output.OPEN, Output.CLOSE}),
    Wiring.HOLD_OPEN: frozenset({Output.HOLD}),
    Wiring.STEP: frozenset({Output.STEP}),
    Wiring.MOTOR: frozenset({Output.UP, Output.DOWN}),
}
"""The relays each wiring needs."""

AT_ONCE = dict.fromkeys(Input, Debounce(0.0, 0.0))
LOOPLESS = FITTED - {Input.ARMING_LOOP}

DOWN = frozenset({Input.CLOSED_LIMIT})
UP = frozenset({Input.OPEN_LIMIT})
LIMITS = DOWN | UP


class Rig:
    """A lane, and everything that came out of it."""

    def __init__(
        self,
        wiring: Wiring = Wiring.OPEN_CLOSE,
        *,
        fitted: Iterable[Input] = FITTED,
        memory: dict[str, Json] | None = None,
        untrusted_clock: UntrustedClock = UntrustedClock.DENY,
        signals: Iterable[Output] = LIGHTS,
        plans: Iterable[Plan] = (),
        **more: object,
    ) -> None:
        self.plates = more.pop("plates", PlateRules())
        self.settings = LaneSettings(
            LANE,
            Direction.IN,
            wiring,
            frozenset(fitted),
            RELAYS[wiring].union(signals),
            debounce=AT_ONCE,
            **more,  # type: ignore[arg-type] # settings of the lane, by name
        )
        self.site = Site(
            SiteSettings((self.settings,), untrusted_clock=untrusted_clock, plates=self.plates),
            PermitBook(VEHICLES, 1, Timetable(plans=tuple(plans))),
            "s",
            memory,
        )
        self.now = 0.0
        self.wall = WALL
        self.trusted = True
        self.active = DOWN
        self.unknown: frozenset[Input] = frozenset()
        self.on: set[Output] = set()
        self.pulses: list[Output] = []
        self.at_most: dict[Output, float | None] = {}
        self.journal: list[Record] = []
        self.memory: dict[str, Json] = dict(memory or {})
        self.credited: list[str] = []
        self._orders = 0

    @classmethod
    def closed(cls, wiring: Wiring = Wiring.OPEN_CLOSE, **how: object) -> "Rig":
        """A lane that has settled with its boom down."""
        rig = cls(wiring, **how)  # type: ignore[arg-type]
        rig.sample()
        rig.wait(3.1)
        assert rig.state is State.CLOSED
        return rig

    # What goes in

    def sample(self) -> None:
        fitted = self.settings.inputs
        self.handle(InputsSampled(LANE, self.active & fitted, self.unknown & fitted))

    def set(self, *sensors: Input, on: bool) -> None:
        """Some contacts change."""
        self.active = self.active | set(sensors) if on else self.active - set(sensors)
        self.sample()

    def lose(self, *sensors: Input) -> None:
        """Nobody can tell any more what some contacts show."""
        self.unknown |= set(sensors)
        self.sample()

    def find(self, *sensors: Input) -> None:
        """They can be told again."""
        self.unknown -= set(sensors)
        self.sample()

    def arrive(self) -> None:
        """A vehicle drives onto the arming loop."""
        self.set(Input.ARMING_LOOP, on=True)

    def leave(self) -> None:
        """The arming loop is free (again)."""
        self.set(Input.ARMING_LOOP, on=False)

    def raise_boom(self) -> None:
        """The boom travels up, as the pulse asked it to."""
        self.wait(0.5)
        self.set(*LIMITS, on=False)
        self.wait(1)
        self.set(Input.OPEN_LIMIT, on=True)

    def lower_boom(self) -> None:
        """The boom travels down, whoever asked it to."""
        self.set(*LIMITS, on=False)
        self.wait(1)
        self.set(Input.CLOSED_LIMIT, on=True)

    def drive_through(self) -> None:
        """The vehicle on the arming loop leaves it under the boom, and is gone."""
        self.set(Input.SAFETY_LOOP, on=True)
        self.leave()
        self.wait(1)
        self.set(Input.SAFETY_LOOP, on=False)
        self.wait(0.6)

    def read(
        self, credential: Credential, *, confidence: float | None = None, reader: str = "reader"
    ) -> list[Command]:
        return self.handle(ReadArrived(LANE, reader, credential, confidence))

    def order(self, action: Action, **details: object) -> str | None:
        """A guard orders something; return why it was refused."""
        self._orders += 1
        fields = {"id": f"o{self._orders}", "lane": LANE, "actor": "user:1", "reason": "duty"}
        order = OrderGiven(**fields | {"action": action, "issued": self.now} | details)  # type: ignore[arg-type]
        commands = self.handle(order)
        (answer,) = (command for command in commands if isinstance(command, Answer))
        assert answer.order == order.id
        known = FROM_ANYONE | CATALOGUE[action].refusals
        assert answer.refusal is None or answer.refusal in known
        return answer.refusal

    def registry(self, *rows: PermitRow) -> None:
        self.handle(RegistryChanged(self.site.book.version + 1, rows))

    def plan(self, *plans: Plan) -> None:
        """Staff plan this for the lane, and nothing else."""
        timetable = Timetable(plans=plans)
        self.handle(RegistryChanged(self.site.book.version + 1, (), timetable))

    def lose_reader(self) -> None:
        self.handle(ReaderLost(LANE, "reader", "unplugged"))

    def find_reader(self) -> None:
        self.handle(ReaderFound(LANE, "reader"))

    def wait(self, seconds: float) -> None:
        """Let time pass, waking the site as often as it asks."""
        end = self.now + seconds
        while (deadline := self.site.deadline) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            self.handle(DeadlinePassed())
        self.now = end

    def handle(self, event: Event) -> list[Command]:
        """Take one event now; carry out what comes of it."""
        before = self.lane.barrier.credits
        now = Instant(self.now, self.wall + self.now, trusted=self.trusted)
        commands = self.site.handle(event, now)
        for command in commands:
            self._carry_out(command)
        self.credited += [name for name in self.lane.barrier.credits if name not in before]
        assert len(set(self.credited)) == len(self.credited), "a credit was earned twice"
        deadline = self.site.deadline
        assert deadline is None or deadline > self.now, "asks to be woken in the past"
        return commands

    def _carry_out(self, command: Command) -> None:
        match command:
            case Energise(_, output, at_most):
                assert output not in self.on
                self.on.add(output)
                self.at_most[output] = at_most
                if at_most is not None:
                    self.pulses.append(output)
            case Release(_, output):
                self.on.remove(output)
            case Record():
                self.journal.append(command)
                self.memory |= command.remember
            case Answer():
                pass

    # What is to be seen

    @property
    def lane(self) -> LaneState:
        return self.site.lanes[LANE].state

    @property
    def state(self) -> State:
        return self.lane.barrier.state

    @property
    def credit(self) -> int:
        return len(self.lane.barrier.credits)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of vehicles that are there, oldest first."""
        return self.lane.evidence.live()

    @property
    def claim(self) -> Claim:
        """The only one of them."""
        (claim,) = self.claims
        return claim

    @property
    def outcomes(self) -> list[tuple[str, ...]]:
        """The decisions as journalled: `granted` or the objections, then why it was withheld."""
        return [
            (*(row.payload["objections"] or ["granted"]), *filter(None, [row.payload["withheld"]]))
            for row in self.rows("decision.")
        ]

    def rows(self, kind: str) -> list[Record]:
        """The journal's rows whose kind begins so, oldest first."""
        return [row for row in self.journal if row.kind.startswith(kind)]

    def kinds(self, kind: str = "") -> list[str]:
        return [row.kind for row in self.rows(kind)]

    def restarted(self) -> "Rig":
        """The same lane after its controller was started again, boom and contacts as they are."""
        again = Rig(
            self.settings.wiring,
            fitted=self.settings.inputs,
            timing=self.settings.timing,
            memory=self.memory,
            signals=self.settings.outputs,
            plans=self.site.book.timetable.plans,
        )
        again.now, again.active = self.now, self.active
        again.wall, again.trusted = self.wall, self.trusted
        again.sample()
        return again
