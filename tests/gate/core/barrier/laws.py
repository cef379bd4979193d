"""What must hold in every scan of a barrier and its relays.

Laws begin with the numbers of the invariants in `gate/core/barrier/README.md` §4.

A law looks at one `Move` and says what is wrong with it, or nothing. The model check and the
property tests hold every move they make against all of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gate.core.barrier.commission import TRIED
from gate.core.barrier.contactors import Contactors
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.latches import WARNING
from gate.core.barrier.machine import Outcome
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import IDLE_CREDIT, POWERLESS, RAISED, Barrier, Demand, State
from gate.core.values.model import Input, Output
from gate.core.values.settings import LaneSettings

UP, DOWN, STOP, FIRE = Input.OPEN_LIMIT, Input.CLOSED_LIMIT, Input.STOP, Input.FIRE
UNDER = (Input.SAFETY_LOOP, Input.PHOTOCELL)
UNSURE = (Input.LOOP_FAULT, Input.BOARD_FAULT, Input.BREAKAWAY)
MAINTENANCE = Input.MAINTENANCE
MOVERS = frozenset({Output.HOLD, Output.UP, Output.DOWN})
"""The maintained relays that can move the boom."""


RISING = frozenset({State.OPENING, State.EMERGENCY, State.COMMISSION})
WAY = (*UNDER, Input.ARMING_LOOP, Input.INNER_LOOP)


@dataclass(slots=True)
class Move:
    """One scan: what was, what came in, what became of it.

    `before` is the barrier with the credits and the hold that came with this scan; `motor` are the
    maintained relays before it, `turned` after it.
    """

    settings: LaneSettings
    before: Barrier
    relays: OutputStage
    inputs: Inputs
    ordered: bool
    demand: Demand | None
    now: float
    outcome: Outcome
    driven: OutputStage
    motor: Contactors = field(default_factory=Contactors)
    turned: Contactors = field(default_factory=Contactors)
    after: Barrier = field(init=False)

    def __post_init__(self) -> None:
        self.after = self.outcome.barrier

    @property
    def watched(self) -> bool:
        return self.settings.closes_itself

    @property
    def on_now(self) -> frozenset[Output]:
        """The relays that can move the boom and are on."""
        pulse = {self.driven.on} if self.driven.on is not None else set()
        return (self.turned.on & MOVERS) | pulse

    @property
    def lowers(self) -> bool:
        """Whether a relay of ours lowers the boom."""
        shut = self.starts and self.driven.on is Output.STEP and self.on(UP)
        return shut or self.driven.lowers or not self.on_now.isdisjoint({Output.CLOSE, Output.DOWN})

    def on(self, *sensors: Input) -> bool:
        return not self.inputs.active.isdisjoint(sensors)

    def entered(self, *states: State) -> bool:
        return self.after.state in states and self.before.state is not self.after.state

    def left(self, state: State) -> bool:
        return self.before.state is state and self.after.state is not state

    def lost_for(self, limit: Input) -> float:
        """Seconds for which a limit has been off."""
        return 0.0 if self.on(limit) else self.now - self.inputs.since(limit)

    @property
    def let_out(self) -> list[str]:
        """The credits that a free exit gave in this scan."""
        notes = self.outcome.notes
        return [note.claim or "" for note in notes if note.kind == "exit.requested"]

    @property
    def gone(self) -> list[str]:
        """The credits that a row says are used or void."""
        notes = self.outcome.notes
        return [note.claim for note in notes if note.claim and note.kind != "exit.requested"]

    def noted(self, kind: str) -> int:
        return sum(note.kind == kind for note in self.outcome.notes)

    def raised_alarms(self) -> list[str]:
        notes = self.outcome.notes
        return [str(note.detail["alarm"]) for note in notes if note.kind == "alarm.raised"]

    @property
    def starts(self) -> bool:
        """Whether a pulse begins in this scan."""
        return self.driven.on is not None and self.driven.until != self.relays.until


Law = Callable[[Move], bool]

LAWS: dict[str, Law] = {
    "1: never up and down at once": lambda m: not m.on_now >= {Output.UP, Output.DOWN},
    "2, 11-14: a relay lowers the boom only while closing, with nothing against it": lambda m: (
        not m.lowers
        or (
            m.after.state is State.CLOSING
            and m.after.trusted
            and m.after.latch is None
            and m.after.hold is None
            and not m.on(*UNDER, *UNSURE, STOP, FIRE, MAINTENANCE)
        )
    ),
    "3: stop means no pulse, none that waits, and no leave for the board": lambda m: (
        not (m.on(STOP) or m.after.halted)
        or (not m.on_now and m.driven.queued is None and Output.STOP_PERMIT not in m.turned.on)
    ),
    "3: an order to stop halts in the same scan": lambda m: (
        not m.after.halted or m.after.state in POWERLESS
    ),
    "4: an order to stop is ended by an order to open, a reset or a fire": lambda m: (
        not m.before.halted
        or m.after.halted
        or m.after.state is State.EMERGENCY
        or (m.ordered and not m.on(STOP))
        or (m.demand is Demand.RESET and m.after.state is State.BOOT)
    ),
    "5: nothing moves for us while somebody works on the barrier": lambda m: (
        not m.on(MAINTENANCE) or not m.on_now
    ),
    "8: between two directions of the motor lies the dead time": lambda m: (
        m.turned.driving is None
        or m.turned.driving is m.motor.driving
        or (
            m.motor.driving is None
            and (
                m.motor.last in {None, m.turned.driving}
                or m.now - m.motor.ended >= m.settings.timing.dead
            )
        )
    ),
    "9: the motor runs one way no longer than it may": lambda m: (
        m.turned.driving is None or m.now - m.turned.since < m.settings.timing.run_max
    ),
    "10: the motor is driven up in opening, emergency and a test, down in closing": lambda m: (
        m.turned.driving is None
        or m.after.state in (RISING if m.turned.driving is Output.UP else {State.CLOSING})
    ),
    "a step pulse begins where its limit proves the place of the boom": lambda m: (
        not m.starts
        or m.driven.on is not Output.STEP
        or (m.on(UP) is (m.after.state is State.CLOSING) and m.on(UP) is not m.on(DOWN))
    ),
    "4: a stop is left by an order, a reset, fire or a fault only": lambda m: (
        m.before.state is not State.STOPPED
        or m.after.state is State.STOPPED
        or (m.ordered and not m.on(STOP))
        or (m.demand is Demand.RESET and m.after.state is State.BOOT)
        or m.after.state is (State.EMERGENCY if m.on(FIRE) else State.FAULT)
        or (m.on(MAINTENANCE) and m.after.state is State.MAINTENANCE)
    ),
    "6: fire without stop is an emergency in the same scan": lambda m: (
        not m.on(FIRE)
        or m.on(STOP, MAINTENANCE)
        or (m.after.halted and FIRE in m.inputs.unknown)
        or m.after.state in {State.BOOT, State.EMERGENCY}
    ),
    "6: an emergency never closes": lambda m: m.after.state is not State.EMERGENCY or not m.lowers,
    "7, 13: only a reset takes a latch": lambda m: (
        m.before.latch is None
        or m.after.latch is not None
        or m.demand is Demand.RESET
        or m.noted("boom.recovered") == 1
    ),
    "7, 13: of a restart only, the way clear for long, and people warned": lambda m: (
        m.noted("boom.recovered") == 0
        or (
            m.settings.recovery_close
            and m.before.latch == "recovery"
            and m.before.warned_at is not None
            and m.now >= m.before.warned_at + WARNING
            and not m.on(*UNDER, *UNSURE)
            and all(
                m.now - m.inputs.since(sensor) >= m.settings.timing.recovery + WARNING
                for sensor in UNDER
            )
        )
    ),
    "7: an emergency is latched on entry": lambda m: (
        m.after.state is not State.EMERGENCY or m.after.latch is not None
    ),
    "8, 31: gap or dead time lies before a pulse, which has its full length ahead": lambda m: (
        not m.starts
        or (
            m.driven.until == m.now + m.settings.timing.pulse
            and m.now
            >= m.driven.ended
            + (
                m.settings.timing.pulse_gap
                if m.driven.on is m.driven.last
                else m.settings.timing.dead
            )
        )
    ),
    "31: a pulse ends at its time, or is cut by an order up or a veto": lambda m: (
        m.relays.on is None
        or m.driven.on is m.relays.on
        or m.now >= m.relays.until
        or m.outcome.veto.all
        or m.relays.lowers
    ),
    "31: an open pulse is not cut by anything but a veto of everything": lambda m: (
        m.relays.on is not Output.OPEN
        or m.driven.on is Output.OPEN
        or m.now >= m.relays.until
        or m.outcome.veto.all
    ),
    "10: no relay is on while booting, stopped or faulty": lambda m: (
        m.after.state not in POWERLESS or not m.on_now
    ),
    "11: booting lasts for its time, a stop seen in it is not forgotten": lambda m: (
        not m.left(State.BOOT)
        or (
            m.now >= m.before.since + m.settings.timing.settle
            and (not m.before.stop_seen or m.after.state in {*POWERLESS, State.EMERGENCY})
        )
    ),
    "12: closing is ordered from clear only, after the delay": lambda m: (
        m.watched
        or not m.entered(State.CLOSING)
        or (
            m.now - max(m.inputs.since(sensor) for sensor in UNDER) >= m.settings.timing.close_delay
        )
    ),
    "15: closed is entered on its limit only": lambda m: (
        not m.entered(State.CLOSED)
        or (m.on(DOWN) and not m.on(UP))
        or DOWN not in m.settings.inputs
    ),
    "16: a lost limit ends closed": lambda m: (
        m.after.state is not State.CLOSED
        or DOWN not in m.settings.inputs
        or m.lost_for(DOWN) < m.settings.timing.forced
    ),
    "16: a lost limit ends raised": lambda m: (
        m.after.state not in RAISED
        or UP not in m.settings.inputs
        or m.lost_for(UP)
        < (
            m.settings.debounce[Input.SAFETY_LOOP].off
            if m.watched and m.after.state is State.PASSING
            else m.settings.timing.forced
        )
    ),
    "17: closed is left upwards for a credit or a hold only": lambda m: (
        m.before.state is not State.CLOSED
        or m.after.state is not State.OPENING
        or bool(m.before.credits)
        or bool(m.let_out)
        or m.before.hold is not None
    ),
    "18: credits are capped": lambda m: len(m.after.credits) <= m.settings.max_credit,
    "20: every credit that goes is told of once, and a passage takes one": lambda m: (
        m.after.state in IDLE_CREDIT
        or sorted({*m.before.credits, *m.let_out} - set(m.after.credits)) == sorted(m.gone)
    ),
    "21: some states keep no credit": lambda m: (
        m.after.state not in IDLE_CREDIT or not m.after.credits
    ),
    "24: a fault is left by a reset or by fire": lambda m: (
        m.before.state is not State.FAULT
        or m.after.state is State.FAULT
        or (m.demand is Demand.RESET and m.after.state is State.BOOT)
        or (m.on(FIRE) and m.after.state is State.EMERGENCY)
        or (m.on(MAINTENANCE) and m.after.state is State.MAINTENANCE)
    ),
    "25: both limits at once mean no relay": lambda m: (
        not (m.on(UP) and m.on(DOWN)) or not m.on_now
    ),
    "26: a fault or latch is told once when it begins": lambda m: (
        m.noted("boom.fault") == m.entered(State.FAULT)
        or (m.noted("boom.fault") == 1 and m.after.state in {State.EMERGENCY, State.MAINTENANCE})
    ),
    "26: a fault that begins says why, in its state and as an alarm": lambda m: (
        not m.entered(State.FAULT)
        or (m.after.cause == m.after.fault and m.raised_alarms().count(m.after.cause or "") == 1)
    ),
    "26: a latch is told once when it begins, and says why": lambda m: (
        not m.entered(State.LATCHED) or (m.noted("boom.latched") == 1 and m.after.cause is not None)
    ),
    "26: a forced boom is one alarm": lambda m: (
        not m.entered(State.UNKNOWN)
        or m.after.cause != "forced"
        or m.raised_alarms().count("forced_open") == 1
    ),
    "34: reopenings are counted out": lambda m: m.after.reopens <= m.settings.max_reopen + 1,
    "34: a boom we close is latched after too many": lambda m: (
        m.watched
        or m.after.reopens <= m.settings.max_reopen
        or m.after.state not in {State.OPEN, State.PASSING, State.CLEAR, State.HELD, State.CLOSING}
    ),
    "a raised boom with a latch is latched, if we are the ones to close": lambda m: (
        m.watched or m.after.latch is None or m.after.state not in RAISED - {State.LATCHED}
    ),
    "a boom that waits has somebody to wait for": lambda m: (
        m.after.state is not State.OPEN or bool(m.after.credits)
    ),
    "a hold ends with its time": lambda m: m.after.hold is None or m.after.hold.ends > m.now,
    "who is under the boom is known while something passes": lambda m: (
        m.after.state is not State.PASSING or m.after.under is not None
    ),
    "an output is tried at rest only, with a clear way, and one that lowers nothing": lambda m: (
        not m.entered(State.COMMISSION)
        or (
            m.before.state in {State.CLOSED, State.LATCHED}
            and m.after.test in m.settings.outputs - {Output.CLOSE, Output.DOWN, Output.HOLD}
            and not m.on(*WAY, *UNSURE, STOP, FIRE, MAINTENANCE, Input.MOVING)
            and not m.before.credits
            and (m.before.hold is None or m.before.hold.ends <= m.now)
        )
    ),
    "an output is tried in its own state only, and no other begins there": lambda m: (
        (m.after.test is not None) is (m.after.state is State.COMMISSION)
        and (
            m.after.state is not State.COMMISSION
            or not m.starts
            or m.driven.on in {m.after.test, Output.OPEN}
        )
    ),
    "an output is tried until its time is over or anything changes": lambda m: (
        m.after.state is not State.COMMISSION
        or (m.now < m.after.since + TRIED and m.inputs.last_change() <= m.after.since)
    ),
    "a trial ends in a look at where the boom is": lambda m: (
        not m.left(State.COMMISSION) or m.after.state in POWERLESS | {State.EMERGENCY}
    ),
    "the deadline lies ahead": lambda m: m.outcome.deadline is None or m.outcome.deadline > m.now,
}


def broken(move: Move) -> Iterator[str]:
    """Name the laws this move breaks."""
    return (name for name, holds in LAWS.items() if not holds(move))
