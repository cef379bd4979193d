"""What one lane remembers. The lane, its claims and its orders work on this; status reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gate.core.access.attempts import Attempts
from gate.core.barrier.contactors import Contactors
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import Barrier
from gate.core.claims.evidence import Evidence
from gate.core.lane.alarms import Alarms
from gate.core.lane.signals import Counter
from gate.core.occupancy.occupancy import Occupancy
from gate.core.values.commands import Json
from gate.core.values.events import OrderGiven
from gate.core.values.model import Input, Output
from gate.core.values.plan import Planned
from gate.core.values.settings import LaneSettings, PlateRules, UntrustedClock

_BLIND = frozenset({"reader_lost", "reader_silent"})
"""Alarms of a reader that cannot be counted on."""


@dataclass(frozen=True, slots=True)
class Travel:
    """Seconds the boom takes, as last measured between two limits."""

    up: float = 3.0
    down: float = 3.0


@dataclass(frozen=True, slots=True)
class LastOrder:
    """The newest order and what became of it. `at` is monotonic."""

    order: OrderGiven
    refusal: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Lockdown:
    """Nobody is let through: by whose order, why, since when (POSIX seconds)."""

    actor: str
    reason: str
    since: float


@dataclass(frozen=True, slots=True)
class Shared:
    """What the lanes of a site share: its rules for plates, who is inside, who tries too often.

    `occupancy` and `attempts` are None where nobody is counted or slowed down.
    """

    plates: PlateRules = field(default_factory=PlateRules)
    occupancy: Occupancy | None = None
    attempts: Attempts | None = None


@dataclass(slots=True)
class LaneState:
    """The memory of one lane.

    `undecided`: something changed that claims must be decided by; `judged_at` (monotonic) is when
    they were decided last. `rising_since` is when the boom left its closed limit, if it has not
    been stopped or turned since. `seen_orders` are ids in the order of their coming. `maintained`
    are the relays wanted on, `ailing` the sensor alarms that stand, `keys` the keys that are turned
    (None = not known yet), `planned` is what the timetable asks for, `plans_seen`: it was
    asked by a trusted clock before, `plan_cut`: its hold was ended by no person. `waived` is the
    occasion of the lockdown that a person has ended. `through` tells of the vehicle that passed
    last with a right to, at `through_at`. `leaving`: the vehicle on the arming loop came from the
    inside.
    `occupancy` and `attempts` are the site's, None where nobody is counted or slowed down;
    `plates` are the site's rules for plates.
    """

    settings: LaneSettings
    evidence: Evidence
    alarms: Alarms
    barrier: Barrier
    inputs: Inputs
    untrusted_clock: UntrustedClock
    occupancy: Occupancy | None = None
    attempts: Attempts | None = None
    plates: PlateRules = field(default_factory=PlateRules)
    travel: Travel = field(default_factory=Travel)
    stage: OutputStage = field(default_factory=OutputStage)
    contactors: Contactors = field(default_factory=Contactors)
    maintained: frozenset[Output] = frozenset()
    counter: Counter = field(default_factory=Counter)
    signals_due: float | None = None
    ailing: frozenset[tuple[str, str]] = frozenset()
    keys: frozenset[Input] | None = None
    leaving: bool = False
    planned: Planned | None = None
    plan_due: float | None = None
    plans_seen: bool = False
    plan_cut: bool = False
    waived: str | None = None
    through: Mapping[str, Json] = field(default_factory=dict)
    through_at: float = float("-inf")
    lamps: frozenset[Output] = frozenset()
    rising_since: float | None = None
    lockdown: Lockdown | None = None
    last_order: LastOrder | None = None
    seen_orders: dict[str, None] = field(default_factory=dict)
    undecided: bool = False
    judged_at: float = float("-inf")

    @property
    def on_loop(self) -> bool | None:
        """Whether a vehicle that wants in stands on the arming loop; None where none is fitted."""
        if Input.ARMING_LOOP not in self.settings.inputs:
            return None
        return Input.ARMING_LOOP in self.inputs.active and not self.leaving

    @property
    def camera_lost(self) -> bool:
        """Whether the lane has cameras, and every one of them is unplugged or silent."""
        lost = {
            str(alarm.detail.get("reader"))
            for alarm in self.alarms.all()
            if alarm.code in _BLIND and not alarm.over
        }
        return bool(self.settings.cameras) and lost >= self.settings.cameras

    @property
    def outputs(self) -> frozenset[Output]:
        """Everything that is on."""
        counting = {Output.COUNT} & self.settings.outputs if self.counter.on else set[Output]()
        pulse = set() if self.stage.on is None else {self.stage.on}
        return self.lamps | self.contactors.on | pulse | counting
