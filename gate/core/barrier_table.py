"""The barrier's behaviour as a table: state → rows, read from the top, first guard that holds wins.

Row names are those of barrier.md §3.3, so a row can be held against its line there. Rows marked
with a wiring exist only under it: with `pulse_open` the board closes by itself, so closing is
watched; with `open_close` we order it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gate.core import barrier_rules as rule
from gate.core.barrier_rules import Act, Guard
from gate.core.barrier_state import Demand, State
from gate.core.model import Input, Wiring


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `only` = the wiring under which it exists."""

    name: str
    when: Guard
    then: Act
    only: Wiring | None = None


GLOBAL: tuple[Row, ...] = (
    Row(
        "G3",
        lambda s: (
            s.on(Input.STOP) and s.barrier.state not in {State.BOOT, State.FAULT, State.STOPPED}
        ),
        lambda s: s.set(hold=None).go(State.STOPPED, "stop").note("boom.stopped"),
    ),
    Row(
        "G4",
        lambda s: (
            s.on(Input.FIRE)
            and not s.on(Input.STOP)
            and s.barrier.state not in {State.BOOT, State.EMERGENCY}
        ),
        lambda s: rule.emergency(s.set(hold=None)),
    ),
    Row(
        "G5",
        lambda s: (
            s.conflict
            and not s.on(Input.STOP)
            and s.barrier.state not in {State.BOOT, State.EMERGENCY, State.FAULT}
        ),
        rule.fault("limits_conflict"),
    ),
)
"""Rows above every state, in the order of barrier.md §3.2: stop, fire, limits."""

LOST_OPEN: tuple[Row, ...] = (
    Row("L3", lambda s: s.lost(Input.OPEN_LIMIT), rule.watch_closing, Wiring.PULSE_OPEN),
    Row(
        "L3",
        lambda s: s.lost(Input.OPEN_LIMIT, s.settings.timing.forced),
        rule.unknown("drift", "drift"),
        Wiring.OPEN_CLOSE,
    ),
)
"""A raised boom leaves its limit: the board is closing, or it drifts."""

LOWERED: tuple[Row, ...] = (Row("W4", lambda s: s.take(Demand.CLOSE), rule.lower),)

TABLE: Mapping[State, tuple[Row, ...]] = {
    State.BOOT: (
        Row(
            "B0",
            lambda s: s.on(Input.STOP) and not s.barrier.stop_seen,
            lambda s: s.set(stop_seen=True),
        ),
        Row(
            "B2",
            lambda s: s.barrier.stop_seen and rule.settled(s),
            lambda s: s.go(State.STOPPED, "stop").note("boom.stopped"),
        ),
        Row(
            "B3",
            lambda s: s.barrier.fault is not None and rule.settled(s),
            rule.restored_fault,
        ),
        Row(
            "B4",
            lambda s: s.on(Input.CLOSED_LIMIT) and not s.conflict and rule.settled(s),
            lambda s: s.set(trusted=True).go(State.CLOSED).note("boom.found"),
        ),
        Row(
            "B5",
            lambda s: s.on(Input.OPEN_LIMIT) and not s.conflict and rule.settled(s),
            rule.found_open,
        ),
        Row("B6", rule.settled, lambda s: s.go(State.UNKNOWN, "boot").note("boom.found")),
    ),
    State.CLOSED: (
        Row("C5", lambda s: s.take(Demand.RESET), rule.reset_at_rest),
        Row("C1", rule.wanted_up, lambda s: s.raise_boom(rule.why_up(s))),
        Row(
            "C2",
            lambda s: s.lost(Input.CLOSED_LIMIT, s.settings.timing.forced),
            rule.unknown("forced", "forced_open"),
        ),
        Row("C3", rule.loitered, lambda s: s.alarm("loitering")),
    ),
    State.OPENING: (
        Row(
            "O1",
            lambda s: (
                s.on(Input.OPEN_LIMIT)
                and (s.barrier.latch is not None or s.barrier.reopens > s.settings.max_reopen)
            ),
            rule.latch_open,
        ),
        Row(
            "O2",
            lambda s: s.on(Input.OPEN_LIMIT) and s.barrier.hold is not None,
            lambda s: s.note("boom.opened").go(State.HELD, "hold"),
        ),
        Row("O3", lambda s: s.on(Input.OPEN_LIMIT) and s.obstructed, rule.opened(State.PASSING)),
        Row(
            "O4a",
            lambda s: s.on(Input.OPEN_LIMIT) and not rule.sees_passage(s),
            rule.assume_passage,
        ),
        Row(
            "O4b",
            lambda s: s.on(Input.OPEN_LIMIT) and not s.barrier.credits,
            rule.opened(State.CLEAR),
        ),
        Row("O4", lambda s: s.on(Input.OPEN_LIMIT), rule.opened(State.OPEN)),
        Row(
            "O6a",
            lambda s: not s.barrier.retried and rule.not_moving(Input.CLOSED_LIMIT)(s),
            rule.retry,
        ),
        Row("O6", rule.not_moving(Input.CLOSED_LIMIT), rule.fault("not_moving")),
        Row("O5", rule.raised_too_long, rule.fault("open_timeout")),
    ),
    State.OPEN: (
        *LOST_OPEN,
        *LOWERED,
        Row("H2", lambda s: s.barrier.hold is not None, lambda s: s.go(State.HELD, "hold")),
        Row("W1", lambda s: s.obstructed, lambda s: s.go(State.PASSING, s.barrier.cause)),
        Row("W3", rule.backed_out, rule.back_out),
        Row("W2", rule.nobody_came, rule.time_out),
    ),
    State.PASSING: (
        *LOST_OPEN,
        Row("W4", lambda s: s.take(Demand.CLOSE), rule.lower_after_passage),
        Row("P1", lambda s: not s.obstructed, rule.spend_credit),
        Row("P3", rule.stuck, lambda s: s.alarm("safety_stuck")),
    ),
    State.CLEAR: (
        *LOST_OPEN,
        Row("H2", lambda s: s.barrier.hold is not None, lambda s: s.go(State.HELD, "hold")),
        Row("K1", lambda s: s.obstructed, lambda s: s.go(State.PASSING, s.barrier.cause)),
        Row("K2", lambda s: bool(s.barrier.credits), lambda s: s.go(State.OPEN, rule.why_up(s))),
        Row(
            "K3",
            lambda s: s.barrier.trusted and rule.may_close(s),
            lambda s: s.lower_boom(),
            Wiring.OPEN_CLOSE,
        ),
        Row(
            "K4",
            lambda s: not s.barrier.trusted and rule.may_close(s),
            lambda s: rule.latch_open(s.set(latch="untrusted")),
            Wiring.OPEN_CLOSE,
        ),
        Row("K5", rule.not_closing, lambda s: s.alarm("not_closing"), Wiring.PULSE_OPEN),
    ),
    State.HELD: (
        *LOST_OPEN,
        *LOWERED,
        Row(
            "H1",
            lambda s: s.barrier.hold is None,
            lambda s: s.go(State.CLEAR, "released").note("boom.released"),
        ),
        Row("W1", lambda s: s.obstructed, lambda s: s.go(State.PASSING, "hold")),
    ),
    State.LATCHED: (
        Row("L1", lambda s: not s.obstructed and s.take(Demand.RESET), rule.reset_at_rest),
        *LOST_OPEN,
    ),
    State.CLOSING: (
        Row(
            "S3",
            lambda s: s.on(Input.CLOSED_LIMIT) and not s.on(Input.OPEN_LIMIT),
            rule.closed("boom.closed"),
        ),
        Row("S1", lambda s: s.obstructed, rule.reopen),
        Row("W2", rule.nobody_came, lambda s: rule.void_credits(s, "passage.timeout")),
        Row("S2", rule.wanted_up, lambda s: s.raise_boom(rule.why_up(s))),
        Row(
            "S6",
            lambda s: s.on(Input.OPEN_LIMIT),
            lambda s: s.go(State.CLEAR, "board").note("boom.reopened"),
            Wiring.PULSE_OPEN,
        ),
        Row("S5", rule.not_moving(Input.OPEN_LIMIT), rule.fault("not_moving"), Wiring.OPEN_CLOSE),
        Row(
            "S4",
            lambda s: s.for_long(s.settings.timing.dead + s.settings.timing.close_max),
            rule.run_out,
            Wiring.OPEN_CLOSE,
        ),
        Row(
            "S4",
            lambda s: s.for_long(s.settings.timing.dead + s.settings.timing.close_max),
            rule.unknown("drift", "drift"),
            Wiring.PULSE_OPEN,
        ),
    ),
    State.UNKNOWN: (
        Row("I1", lambda s: s.on(Input.CLOSED_LIMIT), rule.closed("boom.found")),
        Row("I2", lambda s: s.on(Input.OPEN_LIMIT), rule.found_open),
        Row("I3", rule.wanted_up, lambda s: s.raise_boom("recover")),
    ),
    State.STOPPED: (
        Row(
            "T1",
            lambda s: not s.on(Input.STOP) and bool(s.barrier.credits),
            lambda s: s.raise_boom(rule.why_up(s)),
        ),
        Row("T2", lambda s: not s.on(Input.STOP) and s.take(Demand.RESET), rule.reset_to_boot),
    ),
    State.EMERGENCY: (
        Row(
            "E2",
            lambda s: not s.on(Input.FIRE) and s.on(Input.OPEN_LIMIT),
            lambda s: s.go(State.LATCHED, "emergency").note("boom.latched"),
        ),
        Row(
            "E3",
            lambda s: not s.on(Input.FIRE),
            lambda s: s.go(State.UNKNOWN, "emergency").note("boom.released"),
        ),
        Row(
            "E1",
            lambda s: not s.on(Input.OPEN_LIMIT) and rule.raised_too_long(s),
            lambda s: s.alarm("fire_not_open").raise_boom(),
        ),
    ),
    State.FAULT: (Row("F1", lambda s: s.take(Demand.RESET), rule.reset_to_boot),),
}
