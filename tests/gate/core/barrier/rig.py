"""A barrier on the bench: conditioned inputs are set by hand, time passes, what it did is kept."""

from collections.abc import Mapping
from dataclasses import replace

from gate.core.barrier import contactors, machine, output_stage
from gate.core.barrier.contactors import Contactors
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.machine import Outcome
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import Barrier, Demand, Hold, Note, State
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, Debounce, LaneSettings, Timing

UP, DOWN = Input.OPEN_LIMIT, Input.CLOSED_LIMIT
LOOP, BEAM, ARMING = Input.SAFETY_LOOP, Input.PHOTOCELL, Input.ARMING_LOOP
STOP, FIRE = Input.STOP, Input.FIRE
INNER = Input.INNER_LOOP
FITTED = frozenset({UP, DOWN, LOOP, BEAM, ARMING, STOP, FIRE})
"""What a well-equipped lane has; the rarer inputs are fitted by the tests about them."""

RELAYS: Mapping[Wiring, frozenset[Output]] = {
    Wiring.PULSE_OPEN: frozenset({Output.OPEN}),
    Wiring.OPEN_CLOSE: frozenset({Output.OPEN, Output.CLOSE}),
    Wiring.HOLD_OPEN: frozenset({Output.HOLD}),
    Wiring.STEP: frozenset({Output.STEP}),
    Wiring.MOTOR: frozenset({Output.UP, Output.DOWN}),
}
"""The relays a wiring cannot do without."""


class Rig:
    """One barrier with its output stage and its maintained relays.

    Steps when something changes and at its own deadlines; `switches` are flags of its settings.
    """

    def __init__(
        self,
        wiring: Wiring,
        *,
        inputs: frozenset[Input] = FITTED,
        outputs: frozenset[Output] = frozenset(),
        timing: Timing | None = None,
        barrier: Barrier | None = None,
        debounce: Mapping[Input, Debounce] = DEBOUNCE,
        **switches: bool,
    ) -> None:
        relays = RELAYS[wiring] | outputs
        bare = LaneSettings(
            "masuk", Direction.IN, wiring, inputs, relays, timing or Timing(), debounce
        )
        self.settings = replace(bare, **switches)  # type: ignore[arg-type] # names of its flags
        self.now = 1000.0
        self.active: frozenset[Input] = frozenset()
        self.unknown: frozenset[Input] = frozenset()
        self.changed = dict.fromkeys(inputs, self.now)
        self.barrier = replace(barrier or Barrier(), since=self.now)
        self.stage = OutputStage()
        self.contactors = Contactors()
        self.maintained: frozenset[Output] = frozenset()
        self.notes: list[Note] = []
        self.ended: list[str] = []
        self.pulses: list[tuple[float, Output]] = []
        self.deadline: float | None = None

    @property
    def state(self) -> State:
        return self.barrier.state

    @property
    def kinds(self) -> list[str]:
        """What was journalled, oldest first."""
        return [note.kind for note in self.notes]

    @property
    def outputs(self) -> list[Output]:
        """The pulses given, oldest first."""
        return [output for _, output in self.pulses]

    @property
    def alarms(self) -> list[str]:
        """The alarms raised, oldest first."""
        return [str(note.detail["alarm"]) for note in self.notes if note.kind == "alarm.raised"]

    @property
    def relays(self) -> frozenset[Output]:
        """What is on now, pulsed or maintained."""
        return self.contactors.on | ({self.stage.on} if self.stage.on else set())

    def claims(self, kind: str) -> list[str | None]:
        """The claims that rows of this kind are about."""
        return [note.claim for note in self.notes if note.kind == kind]

    def inputs(self) -> Inputs:
        return Inputs(self.active, self.unknown, dict(self.changed))

    def on(self, *sensors: Input) -> "Rig":
        """Some inputs become active."""
        return self.show(self.active.union(sensors))

    def off(self, *sensors: Input) -> "Rig":
        """Some inputs become inactive."""
        return self.show(self.active.difference(sensors))

    def show(self, active: frozenset[Input]) -> "Rig":
        """The inputs are these now."""
        for sensor in self.active ^ active:
            self.changed[sensor] = self.now
        self.active = active
        return self.step()

    def credit(self, claim: str = "c1") -> str | None:
        """Somebody is to be let through; return why the barrier takes no credit now."""
        self.barrier, refused = machine.credit(self.barrier, claim, self.settings, self.now)
        self.step()
        return refused

    def hold(self, seconds: float = 3600.0) -> "Rig":
        ends = self.now + seconds
        self.barrier = replace(self.barrier, hold=Hold("user:1", "acara", ends, ends))
        return self.step()

    def halt(self) -> "Rig":
        """A person orders the boom to stop."""
        self.barrier = replace(self.barrier, halted=True)
        return self.step()

    def step(self, demand: Demand | None = None) -> "Rig":
        """Bring the barrier up to now; a second step at the same moment must change nothing."""
        outcome = self._step(demand)
        again = self._scan(None)
        assert again.barrier == outcome.barrier
        assert (again.request, again.notes, again.ended) == (None, (), frozenset())
        assert again.deadline == outcome.deadline
        assert outcome.deadline is None or outcome.deadline > self.now
        return self

    def wait(self, seconds: float) -> "Rig":
        """Let time pass, stepping whenever the barrier or its output stage asks for it."""
        end = self.now + seconds
        while True:
            timing = self.settings.timing
            stage = output_stage.deadline(self.stage, timing)
            motor = contactors.deadline(self.contactors, self.maintained, timing)
            due = [moment for moment in (self.deadline, stage, motor) if moment is not None]
            self.now = max(self.now, min([*due, end]))
            self.step()
            if self.now >= end:
                return self

    def _scan(self, demand: Demand | None) -> Outcome:
        spent = self.contactors.spent is not None
        return machine.step(
            self.barrier, self.settings, self.inputs(), self.now, demand, spent=spent
        )

    def _step(self, demand: Demand | None) -> Outcome:
        """Make one scan, and another when the motor was spent in it, as a lane does."""
        spent = self.contactors.spent
        outcome = self._scan(demand)
        self.barrier, self.deadline = outcome.barrier, outcome.deadline
        self.maintained = outcome.maintained
        self.notes += outcome.notes
        self.ended += sorted(outcome.ended)
        before, timing = self.stage.on, self.settings.timing
        self.stage = output_stage.drive(self.stage, outcome.request, outcome.veto, timing, self.now)
        self.contactors = contactors.follow(self.contactors, outcome.maintained, timing, self.now)
        if self.stage.on is not None and self.stage.on is not before:
            self.pulses.append((self.now, self.stage.on))
        return outcome if spent is self.contactors.spent else self._step(None)


def settled(wiring: Wiring, *sensors: Input, **rig: object) -> Rig:
    """A barrier that has settled on these inputs; what the boot journalled is forgotten."""
    found = Rig(wiring, **rig).on(*sensors).wait(3.0)  # type: ignore[arg-type]
    found.notes.clear()
    return found


def closed(wiring: Wiring, **rig: object) -> Rig:
    """A boom that was found down, so that its safety loop is trusted."""
    return settled(wiring, DOWN, **rig)


def rise(rig: Rig) -> Rig:
    """The boom leaves its lower limit and reaches the upper one."""
    rig.wait(0.4).off(DOWN).wait(2.0)
    return rig.on(UP)


def raised(wiring: Wiring, *claims: str, **rig: object) -> Rig:
    """A boom that was opened for these vehicles, none of which has moved yet."""
    up = closed(wiring, **rig)
    for claim in claims:
        up.credit(claim)
    rise(up)
    up.notes.clear()
    return up


def passed(rig: Rig) -> Rig:
    """A vehicle drives over the safety loop."""
    return rig.wait(1.0).on(LOOP).wait(2.0).off(LOOP)


def closing(wiring: Wiring, **rig: object) -> Rig:
    """A boom on its way down after one passage, its upper limit left."""
    down = passed(raised(wiring, "c1", **rig)).wait(3.0)
    down.off(UP).wait(0.2)
    down.notes.clear()
    down.pulses.clear()
    return down
