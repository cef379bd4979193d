"""Guards and acts of the barrier's table about the boom: its limits, its times, its latches.

A guard looks at one scan and says whether its row applies; an act changes the barrier. Reasons
and section numbers are those of barrier.md.
"""

from gate.core import barrier_passages as passage
from gate.core.barrier_state import POWERLESS, RAISED, Act, Guard, Scan, State
from gate.core.model import Input

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
    """Fire, which only a pressed stop outranks (G4)."""
    return (
        scan.on(Input.FIRE)
        and not scan.on(Input.STOP)
        and scan.barrier.state not in {State.BOOT, State.EMERGENCY}
    )


def limits_conflict(scan: Scan) -> bool:
    """Both limits claim the boom (G5)."""
    return (
        scan.conflict
        and not scan.on(Input.STOP)
        and scan.barrier.state not in {State.BOOT, State.EMERGENCY, State.FAULT}
    )


def settled(scan: Scan) -> bool:
    """The boot settle is over: time has passed and every input stands still (B1)."""
    return scan.for_long(scan.settings.timing.settle) and scan.due(
        scan.inputs.last_change() + STABLE
    )


def found_open(reason: str) -> Act:
    """Stay up until a person has looked; a board that closes by itself is only watched (B5, I2)."""

    def find(scan: Scan) -> Scan:
        if scan.board_closes and scan.barrier.latch is None:
            return scan.go(State.CLEAR, "found_open").note("boom.found")
        return latch_open(reason)(scan)

    return find


def latch_open(reason: str) -> Act:
    """Stay up until a person resets, for the reason that stands or else this one (O1, K4)."""

    def latch(scan: Scan) -> Scan:
        standing = scan.barrier.latch or reason
        return scan.set(latch=standing).go(State.LATCHED, standing).note("boom.latched")

    return latch


def fault(reason: str) -> Act:
    """Stop asking for motion until somebody has looked (G5, O5, O6, S5; B3 after a restart)."""
    return lambda scan: (
        scan.set(fault=reason).go(State.FAULT, reason).note("boom.fault").alarm(reason)
    )


def arrived(scan: Scan) -> bool:
    """The boom is up (O1-O4).

    A limit that was on before the boom was told to rise proves nothing until the pulse must have
    acted: the boom may just have begun to close.
    """
    told, timing = scan.barrier.raised_at, scan.settings.timing
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


def retry(scan: Scan) -> Scan:
    """A pulse can be missed: give it once more (§3.3.2)."""
    return scan.open_boom(scan.barrier.cause, retry=True).set(retried=True)


def raised_too_long(scan: Scan) -> bool:
    """The boom was told to rise and should be up by now (O5, E1)."""
    timing = scan.settings.timing
    return scan.due(scan.barrier.raised_at + timing.dead + timing.open_max)


def clear_for_long(scan: Scan) -> bool:
    """Nobody was awaited and nothing under the boom for the close delay: else K1, K2 (K3, K4)."""
    return scan.for_long(scan.settings.timing.close_delay)


def not_closing(scan: Scan) -> bool:
    """The board should have lowered the boom long ago (§3.3.2, `pulse_open`)."""
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
    """Something is under the closing boom (S1).

    A board that lowers it again and again is not fought for ever: it minds its own sensors, and
    ours may be the one that is wrong.
    """
    tired = scan.board_closes and scan.barrier.reopens > scan.settings.max_reopen
    return scan.obstructed and not tired


def reopen(scan: Scan) -> Scan:
    """Lift the boom off whatever came under it (S1)."""
    sensor = Input.SAFETY_LOOP if scan.on(Input.SAFETY_LOOP) else Input.PHOTOCELL
    passage.mark(scan).set(reopens=scan.barrier.reopens + 1).open_boom("safety")
    return scan.note("boom.reopened", None, sensor=sensor)


def run_out(scan: Scan) -> Scan:
    """A boom that does not come down may rest on a roof: lift it, and keep it up (S4)."""
    return scan.set(latch="close_timeout").open_boom("close_timeout").alarm("close_timeout")


def closing_too_long(scan: Scan) -> bool:
    """The boom should be down by now (S4)."""
    return scan.for_long(scan.settings.timing.dead + scan.settings.timing.close_max)


def closed(kind: str) -> Act:
    """The boom has reached its closed limit (S3, I1)."""
    return lambda scan: scan.set(reopens=0).go(State.CLOSED).note(kind)


def come_down(scan: Scan) -> Scan:
    """The boom closed; under a board that does so by itself a credit may be left over (S3)."""
    return closed("boom.closed")(passage.void(scan, "passage.timeout"))


def unknown(cause: str, alarm: str) -> Act:
    """The boom left its limit without being told (C2, L3)."""
    return lambda scan: scan.go(State.UNKNOWN, cause).alarm(alarm)


def reset_at_rest(scan: Scan) -> Scan:
    """A person has looked (C5, L1): the latch goes, and the loop is trusted on their word."""
    scan.set(latch=None, fault=None, reopens=0, trusted=True)
    if scan.barrier.state is State.LATCHED:
        scan.go(State.CLEAR, "reset")
    return scan.note("boom.reset")


def reset_to_boot(scan: Scan) -> Scan:
    """Look again, move nothing (T2, F1)."""
    return scan.set(fault=None, stop_seen=False).note("boom.reset").go(State.BOOT, "reset")


def emergency(scan: Scan) -> Scan:
    """Fire: up, and latched from this very scan on (G4; §3.5 finding 5)."""
    raised = scan.barrier.state in RAISED
    scan.set(latch="emergency").go(State.EMERGENCY, "fire").note("boom.emergency").alarm("fire")
    return scan if raised else scan.raise_boom()


def not_up(scan: Scan) -> bool:
    """It burns and the boom is not up: it came down again, or never arrived (E1)."""
    came_down = scan.inputs.since(Input.OPEN_LIMIT) > scan.barrier.raised_at
    return not scan.on(Input.OPEN_LIMIT) and (came_down or raised_too_long(scan))
