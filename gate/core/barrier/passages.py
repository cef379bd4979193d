"""Guards and acts of the barrier's table about vehicles: who is awaited, who passed, who did not.

Section numbers are those of `gate/core/barrier/README.md`, where the reasons stand.
"""

from gate.core.barrier.scan import SILENT, Scan
from gate.core.barrier.state import EXIT, ORDER, Heading, State, Under
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.model import Direction, Input, Wiring
from gate.core.values.row_kind import RowKind


def heading_of(scan: Scan) -> Heading | None:
    """Which way it goes: from the loop it covers, or else from the one it has just left (§3.4 a).

    A vehicle may wait on the arming loop while another leaves: then the credits of a free exit
    tell, or else that the inner one has come up to a boom that was raised for the other, and is
    not the one that has just gone in.
    """
    outer, inner = scan.on(Input.ARMING_LOOP), scan.on(Input.INNER_LOOP)
    left_outer, left_inner = map(scan.inputs.since, (Input.ARMING_LOOP, Input.INNER_LOOP))
    if outer and inner:
        came_up = left_inner >= max(scan.barrier.raised_at, scan.barrier.went_in_at)
        asked = scan.barrier.credits[:1] and scan.barrier.credits[0].startswith(EXIT)
        leaving = asked if scan.settings.free_exit else came_up
        return Heading.BACKWARD if leaving else Heading.FORWARD
    if outer or inner:
        return Heading.FORWARD if outer else Heading.BACKWARD
    if max(left_outer, left_inner) < scan.barrier.raised_at:
        return None
    return Heading.FORWARD if left_outer >= left_inner else Heading.BACKWARD


def fitting(waiting: tuple[str, ...], way: Heading | None) -> str | None:
    """The oldest credit that lets a vehicle through which goes this way."""
    fits = {
        None: lambda _: True,
        Heading.FORWARD: lambda credit: not credit.startswith(EXIT),
        Heading.BACKWARD: lambda credit: credit.startswith((EXIT, ORDER)),
    }[way]
    return next(filter(fits, waiting), None)


def direction(scan: Scan) -> str | None:
    """In or out, as far as the loops tell: with a safety loop alone nobody knows."""
    if scan.barrier.heading is None:
        return None
    forward = scan.settings.direction
    if scan.barrier.heading is Heading.FORWARD:
        return forward.value
    return next(way for way in Direction if way is not forward).value


def reversed_out(scan: Scan) -> bool:
    """It came under the boom and went back the way it came: no passage (§3.4 c)."""
    ends = {
        Heading.FORWARD: (Input.ARMING_LOOP, Input.INNER_LOOP),
        Heading.BACKWARD: (Input.INNER_LOOP, Input.ARMING_LOOP),
    }
    if scan.barrier.heading is None:
        return False
    near, far = ends[scan.barrier.heading]
    if not scan.fitted(far):
        return False
    never_far = not scan.on(far) and scan.inputs.since(far) < scan.barrier.under_since
    return scan.on(near) and never_far


def came_from_inside(scan: Scan) -> bool:
    """Taken for the vehicle that waits on the arming loop, it was the other one after all.

    That one has not moved while something went under the boom, and the inner loop has come free.
    """
    arming, inner = Input.ARMING_LOOP, Input.INNER_LOOP
    before = scan.barrier.under_since
    waits = scan.on(arming) and scan.inputs.since(arming) < before
    went = not scan.on(inner) and scan.inputs.since(inner) >= before
    return scan.barrier.heading is Heading.FORWARD and waits and went


def sees_passage(scan: Scan) -> bool:
    """Whether any sensor is fitted that can tell a passage."""
    return bool({Input.SAFETY_LOOP, Input.PHOTOCELL} & scan.settings.inputs)


def wanted_up(scan: Scan) -> bool:
    """Somebody is to be let through, or the boom is held (C1, S2, I3).

    A step pulse is given only where the boom stands still at its lower limit.
    """
    hold = scan.barrier.hold
    wanted = bool(scan.barrier.credits) or (hold is not None and not hold.passive)
    if scan.settings.wiring is not Wiring.STEP:
        return wanted
    return wanted and scan.on(Input.CLOSED_LIMIT) and scan.still


def why_up(scan: Scan) -> str:
    """Name the newest credit, or the hold, that wants the boom up."""
    return scan.barrier.credits[-1] if scan.barrier.credits else "hold"


def wanted_back(scan: Scan) -> bool:
    """Somebody needs the closing boom up again (S2).

    A board that closes by itself is not fought for a credit nobody waits with: it must have come
    since the boom began to close, or a vehicle must stand at the arming loop, and not for longer
    than a raised boom waits.
    """
    barrier = scan.barrier
    patient = scan.now < barrier.awaited_since + scan.settings.timing.no_passage
    here = barrier.awaited_since >= barrier.since or (scan.on(Input.ARMING_LOOP) and patient)
    wanted = barrier.hold is not None or (bool(barrier.credits) and here)
    return wanted and scan.settings.powers.lift


def mark(scan: Scan) -> Scan:
    """Remember by what right this vehicle came under the boom (K1: tailgate candidate)."""
    barrier = scan.barrier
    if barrier.under is not None:
        return scan
    heading = heading_of(scan)
    expected = held_up(scan) or fitting(barrier.credits, heading) is not None
    under = Under.EXPECTED if expected else Under.INTRUDER
    return scan.set(under=under, heading=heading, under_since=scan.now)


def held_up(scan: Scan) -> bool:
    """Whether the boom is up for everybody."""
    return scan.barrier.hold is not None or scan.barrier.state is State.HELD


def come_under(scan: Scan) -> Scan:
    """Something is under the raised boom (W1, K1)."""
    return mark(scan).go(State.PASSING, scan.barrier.cause)


def left(scan: Scan) -> bool:
    """What was under the boom is not there any more (P1, P2)."""
    return scan.barrier.under is not None and not scan.obstructed


def account(scan: Scan) -> Scan:
    """A vehicle is through: it used its credit, unless it came without any (P1, P2)."""
    if came_from_inside(scan):
        scan.set(heading=Heading.BACKWARD)
        if not held_up(scan) and fitting(scan.barrier.credits, Heading.BACKWARD) is None:
            scan.set(under=Under.INTRUDER)
    barrier, way = scan.barrier, direction(scan)
    if reversed_out(scan):
        for claim in ticket(scan):
            scan.note(RowKind.PASSAGE_REVERSED, claim, direction=way)
        return _forget(scan)
    if barrier.under is Under.INTRUDER:
        wrong = barrier.heading is Heading.BACKWARD
        scan.note(RowKind.PASSAGE_UNAUTHORISED, None, direction=way)
        scan.note(
            RowKind.ALARM_RAISED, None, alarm=AlarmCode.WRONG_WAY if wrong else AlarmCode.TAILGATING
        )
    else:
        mode = {} if barrier.hold is None else {"mode": barrier.hold.mode.value}
        scan.note(RowKind.PASSAGE_DONE, next(iter(ticket(scan)), None), direction=way, **mode)
    if barrier.heading is Heading.FORWARD:
        scan.set(went_in_at=scan.now)
    return _forget(_check_loop(scan))


def ticket(scan: Scan) -> list[str]:
    """The credit of whoever is under the boom, if there is one."""
    barrier = scan.barrier
    found = (
        None if barrier.under is not Under.EXPECTED else fitting(barrier.credits, barrier.heading)
    )
    return [] if found is None else [found]


def _forget(scan: Scan) -> Scan:
    """Nobody is under the boom any more, and the credit is used up."""
    used = ticket(scan)
    rest = tuple(claim for claim in scan.barrier.credits if claim not in used)
    return scan.set(credits=rest, under=None, heading=None, awaited_since=scan.now)


def _check_loop(scan: Scan) -> Scan:
    """Count the passages that a fitted safety loop did not see at all (§3.4 d)."""
    if not scan.fitted(Input.SAFETY_LOOP):
        return scan
    saw = scan.inputs.since(Input.SAFETY_LOOP) >= scan.barrier.under_since
    return scan.set(silent=0 if saw else min(SILENT, scan.barrier.silent + 1))


def passed_unseen(scan: Scan) -> bool:
    """A vehicle went from loop to loop and nothing saw it under the raised boom (§3.4 d)."""
    outer, inner = map(scan.inputs.since, (Input.ARMING_LOOP, Input.INNER_LOOP))
    came = (
        scan.on(Input.INNER_LOOP) and inner > scan.barrier.awaited_since >= scan.barrier.raised_at
    )
    return came and not scan.on(Input.ARMING_LOOP) and scan.barrier.raised_at <= outer <= inner


def pass_unseen(scan: Scan) -> Scan:
    """It is through all the same; the safety loop has missed one more."""
    scan.set(under=Under.EXPECTED, heading=Heading.FORWARD, under_since=scan.now)
    return pass_on(scan.set(exit_seen=scan.now))


def pass_on(scan: Scan) -> Scan:
    """Account for the vehicle (P1, P2); K2 goes on waiting if somebody else is awaited."""
    barrier = account(scan).barrier
    return scan.go(State.CLEAR if barrier.hold is None else State.HELD, barrier.cause)


def assume_passages(scan: Scan) -> Scan:
    """No sensor can tell a passage: whoever was let in is taken to have passed (O4a)."""
    for claim in scan.barrier.credits:
        scan.note(RowKind.PASSAGE_DONE, claim)
    return scan.set(credits=()).go(State.CLEAR, scan.barrier.cause)


def void(scan: Scan, kind: RowKind) -> Scan:
    """Take every credit back and say of each why."""
    for claim in scan.barrier.credits:
        scan.note(kind, claim)
    return scan.set(credits=())


def backed_out(scan: Scan) -> bool:
    """The awaited vehicle left the arming loop and never came under the boom (§3.4 c)."""
    if fitting(scan.barrier.credits, Heading.FORWARD) is None:
        return False
    fell = scan.inputs.since(Input.ARMING_LOOP)
    return (
        not scan.on(Input.ARMING_LOOP)
        and fell >= scan.barrier.awaited_since
        and scan.due(max(fell, scan.barrier.since) + scan.settings.timing.back_out)
    )


def back_out(scan: Scan) -> Scan:
    """Void the credit of the vehicle that went away (W3); K2 awaits those behind it anew."""
    gone = fitting(scan.barrier.credits, Heading.FORWARD)
    scan.note(RowKind.PASSAGE_BACKED_OUT, gone)
    rest = tuple(claim for claim in scan.barrier.credits if claim != gone)
    return scan.set(credits=rest, awaited_since=scan.now).go(State.CLEAR, scan.barrier.cause)


def nobody_came(scan: Scan) -> bool:
    """The vehicle the raised boom waits for did not come in time (W2)."""
    waiting_since = max(scan.barrier.since, scan.barrier.awaited_since)
    return scan.due(waiting_since + scan.settings.timing.no_passage)


def time_out(scan: Scan) -> Scan:
    """Stop waiting for whoever did not come (W2)."""
    return void(scan, RowKind.PASSAGE_TIMEOUT).go(State.CLEAR, scan.barrier.cause)


def dismiss(scan: Scan) -> Scan:
    """Whoever ordered the boom down takes every open credit and the hold back (W4)."""
    return void(scan, RowKind.PASSAGE_CANCELLED).set(hold=None).go(State.CLEAR, "order")


def dismiss_others(scan: Scan) -> Scan:
    """The vehicle under the boom keeps its credit, those behind it lose theirs (W4)."""
    present = ticket(scan)
    for claim in scan.barrier.credits:
        if claim not in present:
            scan.note(RowKind.PASSAGE_CANCELLED, claim)
    return scan.set(credits=tuple(present), hold=None)


def loitered(scan: Scan) -> bool:
    """Something has stood at the closed boom for too long without a word (C3)."""
    sensors = [s for s in (Input.SAFETY_LOOP, Input.PHOTOCELL) if scan.on(s)]
    if not sensors or AlarmCode.LOITERING in scan.barrier.alarmed:
        return False
    since = max(scan.barrier.since, min(scan.inputs.since(sensor) for sensor in sensors))
    return scan.due(since + scan.settings.timing.tamper)
