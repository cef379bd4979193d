"""The barrier as a pure function: one scan in, the next barrier and what to do out."""

from dataclasses import dataclass, replace
from itertools import chain

from gate.core.barrier import commission
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.output_stage import Veto
from gate.core.barrier.scan import Scan
from gate.core.barrier.state import IDLE_CREDIT, Barrier, Demand, Note, State
from gate.core.barrier.table import GLOBAL, TABLE, Row
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.refusal import Refusal
from gate.core.values.settings import LaneSettings

MOST_ROWS = 8
"""Rows one scan may fire. The model check finds chains of five; what is left waits a scan."""

_REFUSED_IN = {
    State.BOOT: Refusal.SETTLING,
    State.EMERGENCY: Refusal.EMERGENCY,
    State.FAULT: Refusal.FAULT,
    State.MAINTENANCE: Refusal.MAINTENANCE,
    State.COMMISSION: Refusal.COMMISSION,
    State.LATCHED: Refusal.LATCHED,
}
"""Why a state lets nobody open; a stopped one follows a fresh order (T1)."""

_NOT_CLOSED_IN = {State.OPENING: Refusal.OPENING, State.UNKNOWN: Refusal.UNKNOWN}
"""Why a state takes no order to close, beside those above."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step led to.

    `ended` are the alarms whose cause went in this step, `deadline` is when the barrier wants to
    be stepped again.
    """

    barrier: Barrier
    request: Output | None
    veto: Veto
    maintained: frozenset[Output]
    notes: tuple[Note, ...]
    ended: frozenset[AlarmCode]
    deadline: float | None


def step(
    barrier: Barrier,
    settings: LaneSettings,
    inputs: Inputs,
    now: float,
    demand: Demand | None = None,
    *,
    spent: bool = False,
) -> Outcome:
    """Bring the barrier up to `now`. Total: every state and every input vector has an outcome.

    `spent`: the motor has run as long as it may.
    """
    scan = Scan(barrier, settings, inputs, now, demand, spent)
    _watch_loop(scan)
    for _ in range(MOST_ROWS):
        scan.waiting_for.clear()
        row = _first_row(scan)
        if row is None:
            break
        row.then(scan)
    else:
        scan.waiting_for.append(now)
    return Outcome(
        scan.barrier,
        scan.request,
        scan.veto,
        scan.maintained,
        tuple(scan.notes),
        frozenset(scan.stood) - scan.barrier.alarmed,
        min(scan.waiting_for, default=None),
    )


def _first_row(scan: Scan) -> Row | None:
    rows = chain(GLOBAL, TABLE[scan.barrier.state])
    return next(
        (row for row in rows if (row.only is None or row.only(scan)) and row.when(scan)), None
    )


def _watch_loop(scan: Scan) -> None:
    """Trust the safety loop once it was seen occupied and then clear.

    A loop that could not be told in between has proved nothing: its detector may have tuned itself
    to the car that stands on it.
    """
    if Input.SAFETY_LOOP in scan.inputs.unknown:
        scan.set(loop_seen_occupied=False)
    elif scan.on(Input.SAFETY_LOOP):
        scan.set(loop_seen_occupied=True)
    elif scan.barrier.loop_seen_occupied:
        scan.set(trusted=True)


def credit(
    barrier: Barrier, claim: str, settings: LaneSettings, now: float
) -> tuple[Barrier, Refusal | None]:
    """Add a vehicle to be let through; return why not when the state takes none or holds enough.

    A stopped boom follows it (T1), so there only a fresh order may ask, never an authorisation:
    `takes_credit` tells.
    """
    refused = _no_credit(barrier, settings)
    if refused is not None:
        return barrier, refused
    if claim in barrier.credits:
        return barrier, None
    if len(barrier.credits) >= settings.max_credit:
        return barrier, Refusal.QUEUE_FULL
    return replace(barrier, credits=(*barrier.credits, claim), awaited_since=now), None


def _no_credit(barrier: Barrier, settings: LaneSettings) -> Refusal | None:
    """Why the state lets nobody open; a step pulse needs a boom whose place is proved."""
    if settings.wiring is Wiring.STEP and barrier.state is State.UNKNOWN:
        return Refusal.POSITION_UNKNOWN
    return _REFUSED_IN.get(barrier.state)


def refusal(
    barrier: Barrier, settings: LaneSettings, inputs: Inputs, action: Action
) -> Refusal | None:
    """Why the boom would not follow this order now; None when it would."""
    stopped = Input.STOP in inputs.active
    match action:
        case Action.OPEN:
            return Refusal.STOPPED if stopped else _no_credit(barrier, settings)
        case Action.HOLD | Action.FREE_FLOW:
            return _hold_refusal(barrier, settings, stopped=stopped)
        case Action.CLOSE:
            return _close_refusal(barrier, settings)
        case Action.RESET:
            return _reset_refusal(barrier, inputs)
        case Action.TEST_OUTPUT:
            return _test_refusal(barrier, settings, inputs)
        case _:
            return _plain_refusal(barrier, settings, action)


def _close_refusal(barrier: Barrier, settings: LaneSettings) -> Refusal | None:
    """Some boards close by themselves, and only so."""
    if not settings.powers.close:
        return Refusal.NOT_POSSIBLE
    if barrier.state in {State.CLOSED, State.CLOSING}:
        return Refusal.ALREADY_CLOSED
    if barrier.state in {State.OPEN, State.PASSING, State.CLEAR, State.HELD}:
        return None
    return _REFUSED_IN.get(barrier.state) or at_stop(barrier) or _NOT_CLOSED_IN[barrier.state]


def _plain_refusal(barrier: Barrier, settings: LaneSettings, action: Action) -> Refusal | None:
    """Letting go takes a hold, halting a relay for it; fire takes no order to stop."""
    if action is Action.RELEASE:
        return None if barrier.hold is not None else Refusal.NOT_HELD
    if action is not Action.STOP or not settings.powers.stop:
        return Refusal.NOT_POSSIBLE
    return _REFUSED_IN[State.EMERGENCY] if barrier.state is State.EMERGENCY else None


def _hold_refusal(barrier: Barrier, settings: LaneSettings, *, stopped: bool) -> Refusal | None:
    """Holding needs authority over closing, which a pulsed open contact does not give."""
    if not settings.powers.hold:
        return Refusal.NOT_POSSIBLE
    return Refusal.STOPPED if stopped else _REFUSED_IN.get(barrier.state) or at_stop(barrier)


def at_stop(barrier: Barrier) -> Refusal | None:
    """Why a stopped boom serves nobody: the switch was pressed, or a person has ordered it."""
    if barrier.state is not State.STOPPED:
        return None
    return Refusal.HALTED if barrier.halted else Refusal.STOPPED


def _reset_refusal(barrier: Barrier, inputs: Inputs) -> Refusal | None:
    match barrier.state:
        case State.FAULT:
            return None
        case State.STOPPED:
            return Refusal.STOPPED if Input.STOP in inputs.active else None
        case State.LATCHED:
            under = {Input.SAFETY_LOOP, Input.PHOTOCELL} & inputs.active
            return Refusal.OBSTRUCTED if under else None
        case State.CLOSED if barrier.latch is not None:
            return None
        case _:
            return Refusal.NOT_LATCHED


def _test_refusal(barrier: Barrier, settings: LaneSettings, inputs: Inputs) -> Refusal | None:
    if barrier.state in _REFUSED_IN and barrier.state is not State.LATCHED:
        return _REFUSED_IN[barrier.state]
    return commission.not_ready(barrier, settings, inputs)


def takes_credit(barrier: Barrier) -> bool:
    """Whether an authorisation would count now; claims wait while it would not."""
    return barrier.state not in IDLE_CREDIT
