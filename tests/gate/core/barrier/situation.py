"""Everything the next scan of a barrier and its relays depends on, for the model check.

Moments are kept as ages, no older than the longest timer that asks for them, and what no row can
ask for any more is forgotten: so the situations are finite, and few.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gate.core.barrier.contactors import Contactors
from gate.core.barrier.output_stage import OutputStage
from gate.core.barrier.state import IDLE_CREDIT, RAISED, Barrier, State
from gate.core.values.model import Input, Output

UP, DOWN, LOOP = Input.OPEN_LIMIT, Input.CLOSED_LIMIT, Input.SAFETY_LOOP
ARMING, MOVING, UNDER = Input.ARMING_LOOP, Input.MOVING, (LOOP, Input.PHOTOCELL)
RECOVERY = "recovery"
TICK = 1.0
OLDEST = -4.0
LONG_AGO = -9.0
"""No timer of a model is longer than four ticks; what is older was long ago."""

TIMED = frozenset(
    {State.BOOT, State.OPENING, State.OPEN, State.CLEAR, State.CLOSING, State.COMMISSION}
)
"""States that ask how long they have lasted."""

RISING = frozenset({State.OPENING, State.EMERGENCY})
"""States that ask when the boom was told to rise."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the next scan depends on, at moment 0."""

    barrier: Barrier
    relays: OutputStage
    motor: Contactors
    active: frozenset[Input]
    changed: tuple[tuple[Input, float], ...]


def normal(
    barrier: Barrier,
    relays: OutputStage,
    motor: Contactors,
    active: frozenset[Input],
    changed: Mapping[Input, float],
    *,
    recovers: bool = False,
) -> Situation:
    """Set the clock back to 0 and forget what no row can ask for any more.

    The upper limit is asked since when it is off by a raised boom, and whether it came since the
    boom was told to rise, which a boom still rising has answered; the lower limit is asked by a
    closed boom. Whether the way is free is told by the states of a raised boom, but not by a
    latched one that `recovers`. Whether anything moves is asked where a step may be given.
    """
    recovers = recovers and barrier.latch == RECOVERY
    asked = {UP: LONG_AGO} if UP in changed else {}
    if UP in asked and UP not in active and barrier.state in RAISED:
        asked[UP] = _aged(changed[UP])
    if DOWN in changed and barrier.state is State.CLOSED:
        asked[DOWN] = LONG_AGO if DOWN in active else _aged(changed[DOWN])
    if MOVING in changed and barrier.state in {State.CLOSED, State.UNKNOWN, State.CLEAR}:
        asked[MOVING] = LONG_AGO if MOVING in active else _aged(changed[MOVING])
    if recovers and barrier.state is State.LATCHED:
        asked |= {sensor: _aged(changed[sensor]) for sensor in UNDER}
    if ARMING in changed and barrier.state not in IDLE_CREDIT:
        asked[ARMING] = _fallen(barrier, active, changed[ARMING])
    if barrier.state is State.COMMISSION:  # which any change ends
        asked = dict.fromkeys(changed, LONG_AGO)
    kept = active.intersection(asked)
    held = Output.HOLD in motor.levels
    ages = tuple(asked.items())
    known = _forgetful(barrier, held=held)
    if recovers:
        known = _recovering(known, barrier)
    return Situation(known, _idle(relays), _rested(motor), kept, ages)


def _recovering(known: Barrier, barrier: Barrier) -> Barrier:
    """The latch of a restart ends by time, once people have been warned."""
    if barrier.state is not State.LATCHED:
        return replace(known, latch=RECOVERY)
    warned = None if barrier.warned_at is None else barrier.warned_at - TICK
    return replace(known, latch=RECOVERY, since=_aged(barrier.since), warned_at=warned)


def _fallen(barrier: Barrier, active: frozenset[Input], moment: float) -> float:
    """When the arming loop fell, if that was since the boom waits for this credit.

    Only a boom that is up counts from that moment.
    """
    if ARMING in active or not barrier.credits or moment < barrier.awaited_since:
        return LONG_AGO - TICK
    awaited = _awaited(barrier)
    return max(_aged(moment), awaited) if barrier.state is State.OPEN else awaited


def _aged(moment: float) -> float:
    aged = moment - TICK
    return aged if aged >= OLDEST else LONG_AGO


def _rested(motor: Contactors) -> Contactors:
    """A dead time that is over is forgotten, and so is what each scan says anew."""
    ended = motor.ended - TICK
    if ended <= -TICK or motor.last is None:
        motor = replace(motor, last=None, ended=LONG_AGO)
    else:
        motor = replace(motor, ended=ended)
    since = motor.since - TICK if motor.driving is not None else LONG_AGO
    return replace(motor, levels=frozenset(), since=since)


def _forgetful(barrier: Barrier, *, held: bool) -> Barrier:
    """Keep what can be asked for; why the place of a boom is unknown, if its contact is held."""
    state, hold = barrier.state, barrier.hold
    return Barrier(
        state=state,
        since=_aged(barrier.since) if state in TIMED else LONG_AGO,
        cause=barrier.cause if held and state is State.UNKNOWN else None,
        credits=tuple(f"c{number}" for number, _ in enumerate(barrier.credits)),
        awaited_since=_awaited(barrier),
        under=barrier.under,
        hold=None if hold is None else replace(hold, ends=hold.ends - TICK),
        latch=None if barrier.latch is None else "kept",
        fault="kept" if barrier.fault is not None and state is State.BOOT else None,
        reopens=barrier.reopens,
        raised_at=_aged(barrier.raised_at) if state in RISING else LONG_AGO,
        retried=barrier.retried and state is State.OPENING,
        loop_seen_occupied=barrier.loop_seen_occupied and not barrier.trusted,
        trusted=barrier.trusted,
        stop_seen=barrier.stop_seen and state is State.BOOT,
        halted=barrier.halted,
        test=barrier.test,
    )


def _awaited(barrier: Barrier) -> float:
    """A boom that waits counts from there, a closing one asks whether it was since; others not."""
    since, awaited = barrier.since, barrier.awaited_since
    if not barrier.credits or awaited < since:
        return LONG_AGO
    if barrier.state is State.OPEN:
        return _aged(awaited)
    return 0.0 if barrier.state is State.CLOSING else LONG_AGO


def _idle(relays: OutputStage) -> OutputStage:
    """A gap that is over is forgotten."""
    if relays.on is not None:
        until = relays.until - TICK
        return OutputStage(relays.on, until, relays.queued, lowers=relays.lowers)
    ended = relays.ended - TICK
    if ended <= -TICK:
        return OutputStage(queued=relays.queued)
    return OutputStage(queued=relays.queued, last=relays.last, ended=ended)
