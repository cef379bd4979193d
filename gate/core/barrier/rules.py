"""Guards and acts of the barrier's table about the boom: its limits, its times, its latches.

A guard looks at one scan and says whether its row applies; an act changes the barrier. Section
numbers are those of `gate/core/barrier/README.md`, where the reasons stand.
"""

from gate.core.barrier.scan import Act, Guard, Scan
from gate.core.barrier.state import POWERLESS, RAISED, State
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Input, Wiring
from gate.core.values.row_kind import RowKind

STABLE = 0.2
"""Seconds without any change of input that end the boot settle (ten scans)."""


def worked_on(scan: Scan) -> bool:
    """Somebody works on the barrier: nothing of ours may move it, not even fire (G1)."""
    return scan.on(Input.MAINTENANCE) and scan.barrier.state not in {State.BOOT, State.MAINTENANCE}


def work_done(scan: Scan) -> Scan:
    """Begin anew from what is found (G2)."""
    return scan.set(stop_seen=False).note(RowKind.BOOM_MAINTAINED).go(State.BOOT, "maintenance")


def stop_pressed(scan: Scan) -> bool:
    """Stop is pressed where it is not known yet; a fault outlasts it (G3)."""
    return scan.on(Input.STOP) and scan.barrier.state not in POWERLESS


def halted(scan: Scan) -> bool:
    """A person has ordered the boom to stop (G3a): as if the switch were pressed, but for fire."""
    return scan.halted and scan.barrier.state not in POWERLESS


def stop(cause: str) -> Act:
    """Enter `stopped`: no relay stays on, and no credit (G3, B2)."""
    return lambda scan: scan.go(State.STOPPED, cause).note(RowKind.BOOM_STOPPED)


def burning(scan: Scan) -> bool:
    """Fire, which only a pressed stop and the maintenance key outrank (G4).

    An order to stop outranks a fire input that is only unknown.
    """
    return (
        scan.on(Input.FIRE)
        and not scan.stopped
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
    """Whether a fault may begin now: no stop, no key, no fire, and none stands already."""
    held = {State.BOOT, State.MAINTENANCE, State.EMERGENCY, State.FAULT}
    return scan.barrier.state not in held and not scan.stopped


def settled(scan: Scan) -> bool:
    """The boot settle is over: time has passed and every input stands still (B1)."""
    return scan.for_long(scan.settings.timing.settle) and scan.due(
        scan.inputs.last_change() + STABLE
    )


def fault(reason: AlarmCode) -> Act:
    """Stop asking for motion until somebody has looked (G5, O5, O6, S5; B3 after a restart)."""
    return lambda scan: (
        scan.set(fault=reason).go(State.FAULT, reason).note(RowKind.BOOM_FAULT).alarm(reason)
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
    return lambda scan: scan.go(state, scan.barrier.cause).note(RowKind.BOOM_OPENED)


def hold_open(scan: Scan) -> Scan:
    """Stay up as long as the hold stands (O2, H2)."""
    return scan.go(State.HELD, "hold").note(RowKind.BOOM_HELD)


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


def stuck(scan: Scan) -> bool:
    """Something has been under the boom for too long (P3)."""
    return AlarmCode.SAFETY_STUCK not in scan.barrier.alarmed and scan.for_long(
        scan.settings.timing.stuck
    )


def forced(scan: Scan) -> bool:
    """The closed boom left its place without being told (C2)."""
    if scan.fitted(Input.CLOSED_LIMIT):
        return scan.lost(Input.CLOSED_LIMIT, scan.settings.timing.forced)
    return scan.on(Input.OPEN_LIMIT)


def unknown(cause: str, alarm: AlarmCode) -> Act:
    """The boom left its limit without being told (C2, L3)."""
    return lambda scan: scan.go(State.UNKNOWN, cause).alarm(alarm)


def emergency(scan: Scan) -> Scan:
    """Raise the boom, and latch it in the same scan: a stop in the next must not lose it (G4)."""
    raised = scan.barrier.state in RAISED
    scan.set(latch="emergency", halted=False).go(State.EMERGENCY, "fire")
    scan.note(RowKind.BOOM_EMERGENCY).alarm(AlarmCode.FIRE)
    return scan if raised else scan.raise_boom()


def not_up(scan: Scan) -> bool:
    """It burns and the boom is not up: it came down again, or never arrived (E1)."""
    came_down = scan.inputs.since(Input.OPEN_LIMIT) > scan.barrier.raised_at
    fitted = scan.fitted(Input.OPEN_LIMIT)
    return fitted and not scan.on(Input.OPEN_LIMIT) and (came_down or raised_too_long(scan))
