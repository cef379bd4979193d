"""The barrier's behaviour as a table: state → rows, read from the top, first guard that holds wins.

`gate/core/barrier/README.md` §3.3 gives the reason of each row under the same name. Rows marked
`only` exist where the wiring gives that power: a board that closes by itself is watched, another
closes at our word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gate.core.barrier import closing, commission, exits
from gate.core.barrier import latches as latch
from gate.core.barrier import passages as passage
from gate.core.barrier import rules as rule
from gate.core.barrier.scan import Act, Guard, Scan
from gate.core.barrier.state import Demand, State
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Input
from gate.core.values.row_kind import RowKind

Power = Callable[[Scan], bool]
"""What the wiring must give for a row to exist."""


def watched(scan: Scan) -> bool:
    """The board may lower the boom by itself now."""
    return scan.board_closes


def unwatched(scan: Scan) -> bool:
    """Nobody but us lowers the boom."""
    return not scan.board_closes


def closes(scan: Scan) -> bool:
    """We can lower the boom."""
    return scan.settings.powers.close


def holds(scan: Scan) -> bool:
    """We can keep the boom up."""
    return scan.settings.powers.hold


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `only` = the wiring under which it exists."""

    name: str
    when: Guard
    then: Act
    only: Power | None = None


def _calm(name: str, code: AlarmCode, when: Guard) -> Row:
    """An alarm that ends although its state lasts."""
    return Row(name, lambda s: code in s.barrier.alarmed and when(s), lambda s: s.calm(code))


def _alarm(name: str, code: AlarmCode, when: Guard) -> Row:
    """An alarm that is raised although nothing else changes."""
    return Row(name, lambda s: code not in s.barrier.alarmed and when(s), lambda s: s.alarm(code))


GLOBAL: tuple[Row, ...] = (
    Row(
        "G1",
        rule.worked_on,
        lambda s: s.go(State.MAINTENANCE, "maintenance").note(RowKind.BOOM_MAINTENANCE),
    ),
    Row("G3", rule.stop_pressed, rule.stop("stop")),
    Row("G3a", rule.halted, rule.stop("order")),
    Row("G4", rule.burning, rule.emergency),
    Row("G5", rule.limits_conflict, rule.fault(AlarmCode.LIMITS_CONFLICT)),
    Row("G6", rule.detached, rule.fault(AlarmCode.BOOM_DETACHED)),
    Row("R1", rule.run_out_of_time, rule.fault(AlarmCode.RUN_LIMIT)),
    Row("X1", exits.exit_masked, exits.ignore_exit),
    Row("X2", exits.exit_wanted, exits.let_out),
    Row(
        "H0",
        lambda s: s.barrier.hold is not None and s.due(s.barrier.hold.ends),
        lambda s: s.set(hold=None),
    ),
)
"""Rows that go before those of every state, by priority (`gate/core/barrier/README.md` §3.2)."""

DRIFT = Row(
    "L3",
    lambda s: s.lost(Input.OPEN_LIMIT, s.settings.timing.forced),
    rule.unknown("drift", AlarmCode.DRIFT),
    unwatched,
)
"""A raised boom left its limit although nobody ordered it down."""

LOST_OPEN = (
    Row("L3", lambda s: s.lost(Input.OPEN_LIMIT), closing.watch_closing, watched),
    DRIFT,
    Row("L3", closing.down_unseen, closing.found_down),
)
"""A raised boom leaves its limit: the board is closing, or it drifts."""

TRIAL = (
    Row("U1", commission.may_try, commission.begin),
    Row("U0", lambda s: s.barrier.test is not None, lambda s: s.set(test=None)),
)
"""A boom at rest, of which a technician wants to try an output."""

TABLE: Mapping[State, tuple[Row, ...]] = {
    State.BOOT: (
        Row(
            "B0",
            lambda s: s.on(Input.STOP) and not s.barrier.stop_seen,
            lambda s: s.set(stop_seen=True),
        ),
        # A stop tapped while settling must not lead around the fault: B3 before B2.
        Row(
            "B3",
            lambda s: s.barrier.fault is not None and rule.settled(s),
            lambda s: rule.fault(s.barrier.fault or AlarmCode.RECOVERY)(s),
        ),
        Row("B2", lambda s: s.barrier.stop_seen and rule.settled(s), rule.stop("stop")),
        Row("B2", lambda s: s.barrier.halted and rule.settled(s), rule.stop("order")),
        Row(
            "B4",
            lambda s: s.on(Input.CLOSED_LIMIT) and not s.conflict and rule.settled(s),
            lambda s: s.set(trusted=True, reopens=0).go(State.CLOSED).note(RowKind.BOOM_FOUND),
        ),
        Row(
            "B5",
            lambda s: s.on(Input.OPEN_LIMIT) and not s.conflict and rule.settled(s),
            latch.found_open("recovery"),
        ),
        Row("B6", rule.settled, lambda s: s.go(State.UNKNOWN, "boot").note(RowKind.BOOM_FOUND)),
    ),
    State.CLOSED: (
        Row("C5", lambda s: s.take(Demand.RESET), latch.reset_at_rest),
        Row("C1", passage.wanted_up, lambda s: s.open_boom(passage.why_up(s))),
        Row("C2", rule.forced, rule.unknown("forced", AlarmCode.FORCED_OPEN)),
        Row("C3", passage.loitered, lambda s: s.alarm(AlarmCode.LOITERING)),
        _calm("C3", AlarmCode.LOITERING, lambda s: not s.obstructed),
        *TRIAL,
    ),
    State.OPENING: (
        Row("P1", passage.left, passage.account),
        Row(
            "O1",
            lambda s: (
                (s.barrier.latch is not None or s.barrier.reopens > s.settings.max_reopen)
                and rule.arrived(s)
            ),
            latch.latch_open("obstructed"),
            holds,
        ),
        Row(
            "O3",
            lambda s: s.obstructed and rule.arrived(s),
            lambda s: rule.opened(State.PASSING)(passage.mark(s)),
        ),
        Row("O4", rule.arrived, rule.opened(State.CLEAR)),
        Row("O6a", rule.pulse_missed, rule.retry),
        Row("O6", rule.not_moving(Input.CLOSED_LIMIT), rule.fault(AlarmCode.NOT_MOVING)),
        Row("O5", rule.raised_too_long, rule.fault(AlarmCode.OPEN_TIMEOUT)),
    ),
    State.OPEN: (
        *LOST_OPEN,
        Row("W1", lambda s: s.obstructed, passage.come_under),
        Row("H2", lambda s: s.barrier.hold is not None, rule.hold_open),
        Row("W4", lambda s: s.take(Demand.CLOSE), passage.dismiss),
        Row("D1", passage.passed_unseen, passage.pass_unseen),
        Row("O4a", lambda s: not passage.sees_passage(s), passage.assume_passages),
        Row("W3", passage.backed_out, passage.back_out),
        Row("W2", passage.nobody_came, passage.time_out),
    ),
    State.PASSING: (
        Row("W4", lambda s: s.take(Demand.CLOSE), passage.dismiss_others),
        Row("P1", lambda s: not s.obstructed, passage.pass_on),
        Row("L3", closing.lowered_onto, closing.watch_closing, watched),
        DRIFT,
        Row("L3", closing.down_unseen, closing.found_down),
        Row("P3", rule.stuck, lambda s: s.alarm(AlarmCode.SAFETY_STUCK)),
    ),
    State.CLEAR: (
        *LOST_OPEN,
        Row("K1", lambda s: s.obstructed, passage.come_under),
        Row("H2", lambda s: s.barrier.hold is not None, rule.hold_open),
        Row("K2", lambda s: bool(s.barrier.credits), lambda s: s.go(State.OPEN, passage.why_up(s))),
        Row("K3", closing.may_close, lambda s: s.lower_boom(), closes),
        Row(
            "K4",
            lambda s: not s.barrier.trusted and closing.clear_for_long(s),
            latch.latch_open("untrusted"),
            lambda s: closes(s) and holds(s),
        ),
        Row("K5", closing.not_closing, lambda s: s.alarm(AlarmCode.NOT_CLOSING)),
    ),
    State.HELD: (
        *LOST_OPEN,
        Row("W1", lambda s: s.obstructed, passage.come_under),
        Row("W4", lambda s: s.take(Demand.CLOSE), passage.dismiss),
        Row(
            "H1",
            lambda s: s.barrier.hold is None,
            lambda s: s.go(State.CLEAR, "released").note(RowKind.BOOM_RELEASED),
        ),
    ),
    State.LATCHED: (
        Row("L1", lambda s: not s.obstructed and s.take(Demand.RESET), latch.reset_at_rest),
        *LOST_OPEN,
        Row(
            "L2",
            lambda s: s.barrier.warned_at is not None and not latch.recoverable(s),
            lambda s: s.set(warned_at=None),
        ),
        Row("L2", latch.warned, latch.recover),
        Row("L2", latch.clear_since_restart, latch.warn),
        *TRIAL,
    ),
    State.CLOSING: (
        Row("P1", passage.left, passage.account),
        Row("S1", closing.may_reopen, closing.reopen),
        Row("S2", passage.wanted_back, lambda s: s.open_boom(passage.why_up(s))),
        Row("K1", closing.kept_from_closing, passage.come_under),
        Row("S3", closing.down, closing.come_down),
        Row("S6", closing.turned_by_board, closing.reopened),
        Row("S5", rule.not_moving(Input.OPEN_LIMIT), rule.fault(AlarmCode.NOT_MOVING), unwatched),
        Row("S4", closing.closing_too_long, closing.run_out, unwatched),
        Row("S4", closing.closing_too_long, rule.unknown("drift", AlarmCode.DRIFT)),
        _alarm("S1a", AlarmCode.OBSTRUCTED, lambda s: s.obstructed),
    ),
    State.UNKNOWN: (
        Row("I1", lambda s: s.on(Input.CLOSED_LIMIT), closing.closed(RowKind.BOOM_FOUND)),
        Row(
            "I2",
            lambda s: s.on(Input.OPEN_LIMIT) and s.barrier.cause == "forced",
            lambda s: latch.found_open("found_open")(s).alarm(AlarmCode.OUTPUT_STUCK),
        ),
        Row("I2", lambda s: s.on(Input.OPEN_LIMIT), latch.found_open("found_open")),
        Row("I3", passage.wanted_up, lambda s: s.open_boom("recover")),
    ),
    State.STOPPED: (
        Row(
            "T0",
            lambda s: s.on(Input.STOP) and bool(s.barrier.credits),
            lambda s: passage.void(s, RowKind.PASSAGE_CANCELLED),
        ),
        Row(
            "T1",
            lambda s: bool(s.barrier.credits),
            lambda s: s.set(halted=False).open_boom(passage.why_up(s)),
        ),
        Row("T2", lambda s: not s.on(Input.STOP) and s.take(Demand.RESET), latch.reset_to_boot),
        _alarm("T3", AlarmCode.FIRE_NOT_OPEN, lambda s: s.on(Input.FIRE)),
        _calm("T3", AlarmCode.FIRE_NOT_OPEN, lambda s: not s.on(Input.FIRE)),
    ),
    State.MAINTENANCE: (Row("G2", lambda s: not s.on(Input.MAINTENANCE), rule.work_done),),
    State.COMMISSION: (Row("U2", commission.over, commission.end),),
    State.EMERGENCY: (
        Row("E2", latch.fire_over, latch.latch_open("emergency")),
        Row(
            "E3",
            lambda s: not s.on(Input.FIRE),
            lambda s: s.go(State.UNKNOWN, "emergency").note(RowKind.BOOM_RELEASED),
        ),
        Row("E1", rule.not_up, lambda s: s.alarm(AlarmCode.FIRE_NOT_OPEN).raise_boom()),
        _calm("E1", AlarmCode.FIRE_NOT_OPEN, lambda s: s.on(Input.OPEN_LIMIT)),
        _alarm("G5", AlarmCode.LIMITS_CONFLICT, lambda s: s.conflict),
        _calm("G5", AlarmCode.LIMITS_CONFLICT, lambda s: not s.conflict),
    ),
    State.FAULT: (Row("F1", lambda s: s.take(Demand.RESET), latch.reset_to_boot),),
}
