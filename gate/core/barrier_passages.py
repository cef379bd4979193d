"""Guards and acts of the barrier's table about vehicles: who is awaited, who passed, who did not.

Reasons and section numbers are those of barrier.md.
"""

from gate.core.barrier_state import Scan, State, Under
from gate.core.model import Input


def sees_passage(scan: Scan) -> bool:
    """Whether any sensor is fitted that can tell a passage."""
    return bool({Input.SAFETY_LOOP, Input.PHOTOCELL} & scan.settings.inputs)


def wanted_up(scan: Scan) -> bool:
    """Somebody is to be let through, or the boom is held (C1, S2, I3)."""
    return bool(scan.barrier.credits) or scan.barrier.hold is not None


def why_up(scan: Scan) -> str:
    """Name the newest credit, or the hold, that wants the boom up."""
    return scan.barrier.credits[-1] if scan.barrier.credits else "hold"


def wanted_back(scan: Scan) -> bool:
    """Somebody needs the closing boom up again (S2).

    A board that closes by itself is not fought for a credit nobody waits with: it must have come
    since the boom began to close, or a vehicle must stand at the arming loop.
    """
    barrier = scan.barrier
    here = barrier.awaited_since >= barrier.since or scan.on(Input.ARMING_LOOP)
    return barrier.hold is not None or (bool(barrier.credits) and here)


def mark(scan: Scan) -> Scan:
    """Remember by what right this vehicle came under the boom (K1: tailgate candidate)."""
    if scan.barrier.under is not None:
        return scan
    expected = wanted_up(scan) or scan.barrier.state is State.HELD
    return scan.set(under=Under.EXPECTED if expected else Under.INTRUDER)


def come_under(scan: Scan) -> Scan:
    """Something is under the raised boom (W1, K1)."""
    return mark(scan).go(State.PASSING, scan.barrier.cause)


def left(scan: Scan) -> bool:
    """What was under the boom is not there any more (P1, P2)."""
    return scan.barrier.under is not None and not scan.obstructed


def account(scan: Scan) -> Scan:
    """A vehicle is through: it used the oldest credit, unless it came without any (P1, P2)."""
    barrier = scan.barrier
    if barrier.under is Under.INTRUDER:
        scan.note("passage.unauthorised").note("alarm.raised", None, alarm="tailgating")
    else:
        scan.note("passage.done", next(iter(barrier.credits), None))
        scan.set(credits=barrier.credits[1:])
    return scan.set(under=None, awaited_since=scan.now)


def pass_on(scan: Scan) -> Scan:
    """Account for the vehicle (P1, P2); K2 goes on waiting if somebody else is awaited."""
    barrier = account(scan).barrier
    return scan.go(State.CLEAR if barrier.hold is None else State.HELD, barrier.cause)


def assume_passages(scan: Scan) -> Scan:
    """No sensor can tell a passage: whoever was let in is taken to have passed (O4)."""
    for claim in scan.barrier.credits:
        scan.note("passage.done", claim)
    return scan.set(credits=()).go(State.CLEAR, scan.barrier.cause)


def void(scan: Scan, kind: str) -> Scan:
    """Take every credit back and say of each why."""
    for claim in scan.barrier.credits:
        scan.note(kind, claim)
    return scan.set(credits=())


def backed_out(scan: Scan) -> bool:
    """The awaited vehicle left the arming loop and never came under the boom (§3.4 c)."""
    fell = scan.inputs.since(Input.ARMING_LOOP)
    return (
        not scan.on(Input.ARMING_LOOP)
        and fell >= scan.barrier.awaited_since
        and scan.due(max(fell, scan.barrier.since) + scan.settings.timing.back_out)
    )


def back_out(scan: Scan) -> Scan:
    """Void the credit of the vehicle that went away (W3); K2 awaits those behind it anew."""
    for claim in scan.barrier.credits[:1]:
        scan.note("passage.backed_out", claim)
    rest = scan.barrier.credits[1:]
    return scan.set(credits=rest, awaited_since=scan.now).go(State.CLEAR, scan.barrier.cause)


def nobody_came(scan: Scan) -> bool:
    """The vehicle the raised boom waits for did not come in time (W2)."""
    waiting_since = max(scan.barrier.since, scan.barrier.awaited_since)
    return scan.due(waiting_since + scan.settings.timing.no_passage)


def time_out(scan: Scan) -> Scan:
    """Stop waiting for whoever did not come (W2)."""
    return void(scan, "passage.timeout").go(State.CLEAR, scan.barrier.cause)


def dismiss(scan: Scan) -> Scan:
    """Whoever ordered the boom down takes every open credit and the hold back (W4)."""
    return void(scan, "passage.cancelled").set(hold=None).go(State.CLEAR, "order")


def dismiss_others(scan: Scan) -> Scan:
    """The vehicle under the boom keeps its credit, those behind it lose theirs (W4)."""
    queue, expected = scan.barrier.credits, scan.barrier.under is Under.EXPECTED
    present = queue[:1] if expected else ()
    for claim in queue[len(present) :]:
        scan.note("passage.cancelled", claim)
    return scan.set(credits=present, hold=None)


def loitered(scan: Scan) -> bool:
    """Something has stood at the closed boom for too long without a word (C3)."""
    sensors = [s for s in (Input.SAFETY_LOOP, Input.PHOTOCELL) if scan.on(s)]
    if not sensors or "loitering" in scan.barrier.alarmed:
        return False
    since = max(scan.barrier.since, min(scan.inputs.since(sensor) for sensor in sensors))
    return scan.due(since + scan.settings.timing.tamper)
