"""The guards and acts of the barrier's table, by name.

A guard looks at one scan and says whether its row applies; an act changes the barrier. Reasons
and section numbers are those of barrier.md.
"""

from collections.abc import Callable

from gate.core.barrier_state import Scan, State
from gate.core.model import Input, Wiring

Guard = Callable[[Scan], bool]
Act = Callable[[Scan], Scan]

STABLE = 0.2
"""Seconds without any change of input that end the boot settle (ten scans; barrier.md §2)."""


def sees_passage(scan: Scan) -> bool:
    """Whether any sensor is fitted that can tell a passage."""
    return bool({Input.SAFETY_LOOP, Input.PHOTOCELL} & scan.settings.inputs)


def settled(scan: Scan) -> bool:
    """The boot settle is over: time has passed and every input stands still (B1)."""
    return scan.for_long(scan.settings.timing.settle) and scan.due(
        scan.inputs.last_change() + STABLE
    )


def found_open(scan: Scan) -> Scan:
    """Stay up until a person has looked; a board that closes by itself is only watched."""
    if scan.settings.wiring is Wiring.PULSE_OPEN and scan.barrier.latch is None:
        return scan.go(State.CLEAR, "found_open").note("boom.found")
    latch = scan.barrier.latch or "recovery"
    return scan.set(latch=latch).go(State.LATCHED, latch).note("boom.latched")


def fault(reason: str) -> Act:
    """Stop asking for motion until somebody has looked."""
    return lambda scan: restored_fault(scan.set(fault=reason))


def restored_fault(scan: Scan) -> Scan:
    """Enter the fault that stands, new or remembered from before a restart (B3)."""
    reason = scan.barrier.fault or "unknown"
    return scan.go(State.FAULT, reason).note("boom.fault").alarm(reason)


def wanted_up(scan: Scan) -> bool:
    """Somebody is to be let through, or the boom is held (C1, S2, I3)."""
    return bool(scan.barrier.credits) or scan.barrier.hold is not None


def why_up(scan: Scan) -> str:
    """Name the newest credit, or the hold, that wants the boom up."""
    return scan.barrier.credits[-1] if scan.barrier.credits else "hold"


def spend_credit(scan: Scan) -> Scan:
    """A vehicle is through: use the oldest credit, or report that there was none."""
    barrier = scan.barrier
    if barrier.credits:
        scan.set(credits=barrier.credits[1:]).note("passage.done", barrier.credits[0])
    elif barrier.hold is not None:
        scan.note("passage.done")
    else:
        scan.note("passage.unauthorised").note("alarm.raised", None, alarm="tailgating")
    return scan.go(State.OPEN if scan.barrier.credits else State.CLEAR, barrier.cause)


def void_credits(scan: Scan, kind: str) -> Scan:
    """Take every credit back and say of each why."""
    for claim in scan.barrier.credits:
        scan.note(kind, claim)
    return scan.set(credits=())


def backed_out(scan: Scan) -> bool:
    """The vehicle it rose for left the arming loop again and never came under the boom (§3.4 c)."""
    left = scan.inputs.since(Input.ARMING_LOOP)
    return (
        Input.ARMING_LOOP in scan.settings.inputs
        and not scan.on(Input.ARMING_LOOP)
        and left >= scan.barrier.credited_at
        and scan.due(left + scan.settings.timing.back_out)
    )


def back_out(scan: Scan) -> Scan:
    """Void the credit of the vehicle that went away; those behind it keep theirs (W3)."""
    claim, *rest = scan.barrier.credits
    scan.set(credits=tuple(rest)).note("passage.backed_out", claim)
    return scan if rest else scan.go(State.CLEAR, scan.barrier.cause)


def nobody_came(scan: Scan) -> bool:
    """The newest credit was not used in time (W2)."""
    return bool(scan.barrier.credits) and scan.due(
        scan.barrier.credited_at + scan.settings.timing.no_passage
    )


def time_out(scan: Scan) -> Scan:
    """Stop waiting for whoever did not come (W2)."""
    return void_credits(scan, "passage.timeout").go(State.CLEAR, scan.barrier.cause)


def watch_closing(scan: Scan) -> Scan:
    """The board lowers by itself. A credit nobody waits with is void; a waiting one reopens."""
    waiting = scan.on(Input.ARMING_LOOP) or scan.obstructed
    if scan.barrier.credits and not waiting:
        void_credits(scan, "passage.timeout")
    return scan.go(State.CLOSING, scan.barrier.cause).note("boom.closing")


def reopen(scan: Scan) -> Scan:
    """Something came under the closing boom: lift it (S1)."""
    sensor = Input.SAFETY_LOOP if scan.on(Input.SAFETY_LOOP) else Input.PHOTOCELL
    scan.set(reopens=scan.barrier.reopens + 1).raise_boom("safety")
    return scan.note("boom.reopened", None, sensor=sensor)


def may_close(scan: Scan) -> bool:
    """Everything K3 asks but trust: time since the last obstacle, and no veto (§3.2)."""
    clear_since = max(scan.inputs.since(Input.SAFETY_LOOP), scan.inputs.since(Input.PHOTOCELL))
    start = max(scan.barrier.since, clear_since)
    return (
        not scan.obstructed
        and not scan.on(Input.FIRE)
        and scan.barrier.latch is None
        and scan.due(start + scan.settings.timing.close_delay)
    )


def run_out(scan: Scan) -> Scan:
    """A boom that does not come down may rest on a roof: lift it, and keep it up (S4)."""
    scan.set(latch="close_timeout").raise_boom("close_timeout")
    return scan.alarm("close_timeout")


def opened(state: State) -> Act:
    """The boom has reached its open limit (O3, O4)."""
    return lambda scan: scan.go(state, scan.barrier.cause).note("boom.opened")


def assume_passage(scan: Scan) -> Scan:
    """No sensor can tell a passage: count the opening as one (O4)."""
    return spend_credit(scan.note("boom.opened")).set(credits=())


def latch_open(scan: Scan) -> Scan:
    """Stay up until a person resets (O1, K4)."""
    latch = scan.barrier.latch or "obstructed"
    return scan.set(latch=latch).go(State.LATCHED, latch).note("boom.latched")


def closed(kind: str) -> Act:
    """The boom has reached its closed limit (S3, I1)."""
    return lambda scan: scan.set(reopens=0).go(State.CLOSED).note(kind)


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
    scan.set(latch="emergency").go(State.EMERGENCY, "fire").note("boom.emergency")
    return scan.alarm("fire") if scan.on(Input.OPEN_LIMIT) else scan.alarm("fire").raise_boom()


def stuck(scan: Scan) -> bool:
    """Something has been under the boom for too long (P3)."""
    return "safety_stuck" not in scan.barrier.alarmed and scan.for_long(scan.settings.timing.stuck)


def not_moving(limit: Input) -> Guard:
    """The limit the boom should have left is still on (O6, S5)."""
    return lambda scan: (
        scan.on(limit) and scan.for_long(scan.settings.timing.dead + scan.settings.timing.release)
    )


def raised_too_long(scan: Scan) -> bool:
    """The boom was told to rise and should be up by now (O5, E1)."""
    timing = scan.settings.timing
    return scan.due(scan.barrier.raised_at + timing.dead + timing.open_max)


def retry(scan: Scan) -> Scan:
    """A pulse can be missed: give it once more (§3.3.2)."""
    return scan.raise_boom("retry").set(retried=True)


def lower(scan: Scan) -> Scan:
    """Whoever ordered the boom down takes every open credit and the hold back (W4)."""
    return void_credits(scan, "passage.cancelled").set(hold=None).go(State.CLEAR, "order")


def lower_after_passage(scan: Scan) -> Scan:
    """The vehicle under the boom keeps its credit, those behind it lose theirs (W4)."""
    present, behind = scan.barrier.credits[:1], scan.barrier.credits[1:]
    for claim in behind:
        scan.note("passage.cancelled", claim)
    return scan.set(credits=present, hold=None)


def loitered(scan: Scan) -> bool:
    """Something has stood at the closed boom for too long without a word (C3)."""
    if not scan.obstructed or "loitering" in scan.barrier.alarmed:
        return False
    sensors = (s for s in (Input.SAFETY_LOOP, Input.PHOTOCELL) if scan.on(s))
    since = max(scan.barrier.since, min(scan.inputs.since(sensor) for sensor in sensors))
    return scan.due(since + scan.settings.timing.tamper)


def not_closing(scan: Scan) -> bool:
    """The board should have lowered the boom long ago (§3.3.2, `pulse_open`)."""
    return "not_closing" not in scan.barrier.alarmed and scan.for_long(
        scan.settings.timing.open_too_long
    )
