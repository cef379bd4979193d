"""Guards and acts of the barrier's table about the boom: its limits, its times, its latches.

A guard looks at one scan and says whether its row applies; an act changes the barrier. Reasons
and section numbers are those of barrier.md.
"""

from gate.core import barrier_passages as passage
from gate.core.barrier_latches import endangered, latch_open
from gate.core.barrier_scan import Act, Guard, Scan
from gate.core.barrier_state import POWERLESS, RAISED, State
from gate.core.model import Input, Wiring

STABLE = 0.2
"""Seconds without any change of input that end the boot settle (ten scans; barrier.md §2)."""


def worked_on(scan: Scan) -> bool:
    """Somebody works on the barrier: nothing of ours may move it, not even fire (G1)."""
    return scan.on(Input.MAINTENANCE) and scan.barrier.state not in {State.BOOT, State.MAINTENANCE}


def work_done(scan: Scan) -> Scan:
    """Begin anew from what is found (G2)."""
    return scan.set(stop_seen=False).note("boom.maintained").go(State.BOOT, "maintenance")


def stop_pressed(scan: Scan) -> bool:
    """Stop is pressed where it is not known yet; a fault outlasts it (G3)."""
    return scan.on(Input.STOP) and scan.barrier.state not in POWERLESS


def burning(scan: Scan) -> bool:
    """Fire, which only a pressed stop and the maintenance key outrank (G4)."""
    return (
        scan.on(Input.FIRE)
        and not scan.on(Input.STOP)
        and not scan.on(Input.MAINTENANCE)
        and scan.barrier.state not in {State.BOOT, State.EMERGENCY}
    )


def limits_conflict(scan: Scan) -> bool:
    """Both limits claim the boom (G5)."""
    return scan.conflict and _ruled(scan)


def detached(scan: Scan) -> bool:
    """The boom has left its holder (G6)."""
    return scan.on(Input.BREAKAWAY) and _ruled(scan)


def run_out_of_time(scan: Scan) -> bool:
    """The motor ran for as long as it may in one go (§3.3.1); fire lets it rest instead."""
    return scan.spent and _ruled(scan)


def _ruled(scan: Scan) -> bool:
    """Whether the table may end in a fault now: nothing above it holds the boom."""
    held = {State.BOOT, State.MAINTENANCE, State.EMERGENCY, State.FAULT}
    return scan.barrier.state not in held and not scan.on(Input.STOP)


def settled(scan: Scan) -> bool:
    """The boot settle is over: time has passed and every input stands still (B1)."""
    return scan.for_long(scan.settings.timing.settle) and scan.due(
        scan.inputs.last_change() + STABLE
    )


def fault(reason: str) -> Act:
    """Stop asking for motion until somebody has looked (G5, O5, O6, S5; B3 after a restart)."""
    return lambda scan: (
        scan.set(fault=reason).go(State.FAULT, reason).note("boom.fault").alarm(reason)
    )


def arrived(scan: Scan) -> bool:
    """The boom is up (O1-O4).

    A limit that was on before the boom was told to rise proves nothing until the pulse must have
    acted: the boom may just have begun to close. Without such a limit it is taken to be up after
    its usual time, unless the other one still holds it.
    """
    told, timing = scan.barrier.raised_at, scan.settings.timing
    if not scan.fitted(Input.OPEN_LIMIT):
        return not scan.on(Input.CLOSED_LIMIT) and scan.due(
            told + timing.dead + timing.open_nominal
        )
    return scan.on(Input.OPEN_LIMIT) and (
        scan.inputs.since(Input.OPEN_LIMIT) >= told or scan.due(told + timing.dead + timing.pulse)
    )


def opened(state: State) -> Act:
    """The boom has reached its open limit (O3, O4); a credit or a hold leads on (K2, H2)."""
    return lambda scan: scan.go(state, scan.barrier.cause).note("boom.opened")


def hold_open(scan: Scan) -> Scan:
    """Stay up as long as the hold stands (O2, H2)."""
    return scan.go(State.HELD, "hold").note("boom.held")


def not_moving(limit: Input) -> Guard:
    """The limit the boom should have left is still on (O6, S5)."""
    return lambda scan: (
        scan.on(limit) and scan.for_long(scan.settings.timing.dead + scan.settings.timing.release)
    )


def pulse_missed(scan: Scan) -> bool:
    """The boom has not moved, and one more pulse may help (O6; §3.3.2)."""
    pulsed = scan.settings.wiring not in {Wiring.HOLD_OPEN, Wiring.MOTOR}
    return pulsed and not scan.barrier.retried and not_moving(Input.CLOSED_LIMIT)(scan)


def retry(scan: Scan) -> Scan:
    """A pulse can be missed: give it once more (§3.3.2)."""
    return scan.open_boom(scan.barrier.cause, retry=True).set(retried=True)


def raised_too_long(scan: Scan) -> bool:
    """The boom was told to rise and should be up by now (O5, E1)."""
    timing = scan.settings.timing
    return scan.due(scan.barrier.raised_at + timing.dead + timing.open_max)


def clear_for_long(scan: Scan) -> bool:
    """Nobody was awaited and nothing under the boom for the close delay: else K1, K2 (K3, K4)."""
    return scan.for_long(scan.settings.timing.closing_after)


def may_close(scan: Scan) -> bool:
    """Everything allows closing, for long enough; a step needs the boom at rest (K3)."""
    ready = scan.close_ok and clear_for_long(scan)
    return ready and (scan.settings.wiring is not Wiring.STEP or scan.still)


def not_closing(scan: Scan) -> bool:
    """The boom should have come down long ago (§3.3.2)."""
    return "not_closing" not in scan.barrier.alarmed and scan.for_long(
        scan.settings.timing.open_too_long
    )


def stuck(scan: Scan) -> bool:
    """Something has been under the boom for too long (P3)."""
    return "safety_stuck" not in scan.barrier.alarmed and scan.for_long(scan.settings.timing.stuck)


def lowered_onto(scan: Scan) -> bool:
    """The board lowers the boom, and not only because the sensor still reports who just left.

    Boards that close as soon as their loop is free move before our reading of it has settled.
    """
    sensors = {Input.SAFETY_LOOP, Input.PHOTOCELL} & scan.inputs.active
    trailing = max((scan.settings.debounce[sensor].off for sensor in sensors), default=0.0)
    return scan.lost(Input.OPEN_LIMIT, trailing)


def watch_closing(scan: Scan) -> Scan:
    """The board lowers the boom by itself (§3.3.2)."""
    return scan.go(State.CLOSING, scan.barrier.cause).note("boom.closing")


def may_reopen(scan: Scan) -> bool:
    """Something is, or may be, under the closing boom, and we can turn it round (S1).

    A board that lowers it again and again is not fought for ever: it minds its own sensors, and
    ours may be the one that is wrong.
    """
    tired = scan.board_closes and scan.barrier.reopens > scan.settings.max_reopen
    return endangered(scan) and not tired and scan.settings.powers.lift


def reopen(scan: Scan) -> Scan:
    """Lift the boom off whatever came under it (S1)."""
    sensors = (Input.SAFETY_LOOP, Input.PHOTOCELL, Input.LOOP_FAULT, Input.BOARD_FAULT)
    sensor = next((name for name in sensors if scan.on(name)), Input.SAFETY_LOOP)
    if scan.obstructed:
        passage.mark(scan)
    scan.set(reopens=scan.barrier.reopens + 1).open_boom("safety")
    return scan.note("boom.reopened", None, sensor=sensor)


def kept_from_closing(scan: Scan) -> bool:
    """Something came before the boom has left its place, and the board did not follow us (S1).

    Only where we cannot lift it: there the order to close is forgotten, and given anew later.
    """
    return not scan.settings.powers.lift and scan.obstructed and scan.on(Input.OPEN_LIMIT)


def turned_by_board(scan: Scan) -> bool:
    """The boom is up again without us: the board met something, or a relay is welded (§3.4 g)."""
    came_back = scan.inputs.since(Input.OPEN_LIMIT) > scan.barrier.since
    return scan.on(Input.OPEN_LIMIT) and came_back


def reopened(scan: Scan) -> Scan:
    """Wait anew; a boom that we lower, and that will not stay down, is left up for a person."""
    scan.note("boom.reopened")
    if scan.board_closes:
        return scan.go(State.CLEAR, "board")
    scan.set(reopens=scan.barrier.reopens + 1)
    if scan.barrier.reopens > scan.settings.max_reopen and scan.settings.powers.hold:
        return latch_open("obstructed")(scan).alarm("output_stuck")
    return scan.go(State.CLEAR, "board")


def run_out(scan: Scan) -> Scan:
    """A boom that does not come down may rest on a roof: lift it, and keep it up (S4)."""
    scan.set(latch="close_timeout")
    if not scan.settings.powers.lift:
        return scan.go(State.UNKNOWN, "close_timeout").alarm("close_timeout")
    return scan.open_boom("close_timeout").alarm("close_timeout")


def closing_too_long(scan: Scan) -> bool:
    """The boom should be down by now (S4)."""
    return scan.for_long(scan.settings.timing.dead + scan.settings.timing.close_max)


def closed(kind: str) -> Act:
    """The boom has reached its closed limit (S3, I1)."""
    return lambda scan: scan.set(reopens=0).go(State.CLOSED).note(kind)


def down(scan: Scan) -> bool:
    """The boom is down, or should be by now where no limit could tell (S3)."""
    if scan.fitted(Input.CLOSED_LIMIT):
        return scan.on(Input.CLOSED_LIMIT)
    timing = scan.settings.timing
    return not scan.on(Input.OPEN_LIMIT) and scan.for_long(timing.dead + timing.close_nominal)


def come_down(scan: Scan) -> Scan:
    """The boom closed; under a board that does so by itself a credit may be left over (S3)."""
    if scan.settings.powers.lift:
        passage.void(scan, "passage.timeout")
    return closed("boom.closed")(scan)


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
    return come_down(scan) if scan.settings.closes_itself else unknown("drift", "drift")(scan)


def forced(scan: Scan) -> bool:
    """The closed boom left its place without being told (C2)."""
    if scan.fitted(Input.CLOSED_LIMIT):
        return scan.lost(Input.CLOSED_LIMIT, scan.settings.timing.forced)
    return scan.on(Input.OPEN_LIMIT)


def unknown(cause: str, alarm: str) -> Act:
    """The boom left its limit without being told (C2, L3)."""
    return lambda scan: scan.go(State.UNKNOWN, cause).alarm(alarm)


def emergency(scan: Scan) -> Scan:
    """Fire: up, and latched from this very scan on (G4; §3.5 finding 5)."""
    raised = scan.barrier.state in RAISED
    scan.set(latch="emergency").go(State.EMERGENCY, "fire").note("boom.emergency").alarm("fire")
    return scan if raised else scan.raise_boom()


def not_up(scan: Scan) -> bool:
    """It burns and the boom is not up: it came down again, or never arrived (E1)."""
    came_down = scan.inputs.since(Input.OPEN_LIMIT) > scan.barrier.raised_at
    fitted = scan.fitted(Input.OPEN_LIMIT)
    return fitted and not scan.on(Input.OPEN_LIMIT) and (came_down or raised_too_long(scan))
