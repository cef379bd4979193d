"""Guards and acts of the barrier's table about a boom that comes down, or should.

A guard looks at one scan and says whether its row applies; an act changes the barrier. Section
numbers are those of `gate/core/barrier/README.md`, where the reasons stand.
"""

from gate.core.barrier import passages as passage
from gate.core.barrier.latches import clear_since, endangered, latch_open
from gate.core.barrier.rules import unknown
from gate.core.barrier.scan import Act, Scan
from gate.core.barrier.state import State
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Input, Wiring
from gate.core.values.row_kind import RowKind


def closed(kind: RowKind) -> Act:
    """The boom has reached its closed limit (S3, I1)."""
    return lambda scan: scan.set(reopens=0).go(State.CLOSED).note(kind)


def clear_for_long(scan: Scan) -> bool:
    """The state has been CLEAR for the close delay, its detectors being well (K3, K4).

    An obstacle or a credit would have ended the state (K1, K2).
    """
    return scan.due(clear_since(scan.barrier, scan.inputs) + scan.settings.timing.closing_after)


def may_close(scan: Scan) -> bool:
    """The closing rule holds, and did for the whole delay; a step needs the boom at rest (K3)."""
    ready = scan.close_ok and clear_for_long(scan)
    return ready and (scan.settings.wiring is not Wiring.STEP or scan.still)


def not_closing(scan: Scan) -> bool:
    """The boom should have come down long ago (§3.3.2)."""
    return AlarmCode.NOT_CLOSING not in scan.barrier.alarmed and scan.for_long(
        scan.settings.timing.open_too_long
    )


def lowered_onto(scan: Scan) -> bool:
    """The board lowers the boom although a sensor reports a vehicle for longer than it lags (L3).

    Boards that close as soon as their loop is free move before our reading of it has settled.
    """
    sensors = {Input.SAFETY_LOOP, Input.PHOTOCELL} & scan.inputs.active
    trailing = max((scan.settings.debounce[sensor].off for sensor in sensors), default=0.0)
    return scan.lost(Input.OPEN_LIMIT, trailing)


def watch_closing(scan: Scan) -> Scan:
    """The board lowers the boom by itself (§3.3.2)."""
    return scan.go(State.CLOSING, scan.barrier.cause).note(RowKind.BOOM_CLOSING)


def may_reopen(scan: Scan) -> bool:
    """Something is, or may be, under the closing boom, and we can turn it round (S1).

    A board that lowers it again and again is not fought for ever: it minds its own sensors, and
    ours may be the one that is wrong.
    """
    tired = scan.barrier.reopens > scan.settings.max_reopen
    return endangered(scan) and not tired and scan.settings.powers.lift


def reopen(scan: Scan) -> Scan:
    """Lift the boom off whatever came under it (S1)."""
    sensors = (Input.SAFETY_LOOP, Input.PHOTOCELL, Input.LOOP_FAULT, Input.BOARD_FAULT)
    sensor = next((name for name in sensors if scan.on(name)), Input.SAFETY_LOOP)
    if scan.obstructed:
        passage.mark(scan)
    scan.set(reopens=scan.barrier.reopens + 1).open_boom("safety")
    return scan.note(RowKind.BOOM_REOPENED, None, sensor=sensor)


def kept_from_closing(scan: Scan) -> bool:
    """An obstacle came before the boom has left its open limit, and we cannot lift it (K1).

    The order to close is dropped, and given again later.
    """
    return not scan.settings.powers.lift and scan.obstructed and scan.on(Input.OPEN_LIMIT)


def turned_by_board(scan: Scan) -> bool:
    """The boom is up again without us: the board met something, or a relay is welded (§3.4 g)."""
    came_back = scan.inputs.since(Input.OPEN_LIMIT) > scan.barrier.since
    return scan.on(Input.OPEN_LIMIT) and came_back


def reopened(scan: Scan) -> Scan:
    """Wait anew; a boom that we lower, and that will not stay down, is left up for a person."""
    scan.note(RowKind.BOOM_REOPENED)
    if scan.board_closes:
        return scan.go(State.CLEAR, "board")
    scan.set(reopens=scan.barrier.reopens + 1)
    if scan.barrier.reopens > scan.settings.max_reopen:
        return latch_open("obstructed")(scan).alarm(AlarmCode.OUTPUT_STUCK)
    return scan.go(State.CLEAR, "board")


def run_out(scan: Scan) -> Scan:
    """A boom that does not come down may rest on a roof: lift it, and keep it up (S4)."""
    scan.set(latch="close_timeout")
    if not scan.settings.powers.lift:
        return scan.go(State.UNKNOWN, "close_timeout").alarm(AlarmCode.CLOSE_TIMEOUT)
    return scan.open_boom("close_timeout").alarm(AlarmCode.CLOSE_TIMEOUT)


def closing_too_long(scan: Scan) -> bool:
    """The boom should be down by now (S4)."""
    return scan.for_long(scan.settings.timing.dead + scan.settings.timing.close_max)


def down(scan: Scan) -> bool:
    """The boom is down, or should be by now where no limit could tell (S3)."""
    if scan.fitted(Input.CLOSED_LIMIT):
        return scan.on(Input.CLOSED_LIMIT)
    timing = scan.settings.timing
    return not scan.on(Input.OPEN_LIMIT) and scan.for_long(timing.dead + timing.close_nominal)


def come_down(scan: Scan) -> Scan:
    """The boom closed; under a board that does so by itself a credit may be left over (S3)."""
    if scan.settings.powers.lift:
        passage.void(scan, RowKind.PASSAGE_TIMEOUT)
    return closed(RowKind.BOOM_CLOSED)(scan)


def down_unseen(scan: Scan) -> bool:
    """The raised boom is found down where no limit could see it leave (L3 without that limit)."""
    if scan.fitted(Input.OPEN_LIMIT):
        return False
    if scan.fitted(Input.CLOSED_LIMIT):
        return scan.on(Input.CLOSED_LIMIT)
    timing = scan.settings.timing
    waited = timing.close_delay + timing.close_max
    return scan.board_closes and scan.barrier.state is State.CLEAR and scan.for_long(waited)


def found_down(scan: Scan) -> Scan:
    """A board lowers its boom; nobody else may (L3 without an open limit)."""
    return (
        come_down(scan) if scan.settings.closes_itself else unknown("drift", AlarmCode.DRIFT)(scan)
    )
