"""Which way a vehicle goes under the boom, and which credit is its own.

Sections are those of `gate/core/barrier/README.md`.
"""

from gate.core.barrier_scan import Scan
from gate.core.barrier_state import EXIT, ORDER, Heading
from gate.core.model import Direction, Input


def heading(scan: Scan) -> Heading | None:
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
