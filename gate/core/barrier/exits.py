"""Guards and acts of the barrier's table about free exits: the inner loop asks for its vehicle."""

from gate.core.barrier.scan import Scan
from gate.core.barrier.state import EXIT, IDLE_CREDIT, Heading
from gate.core.values.model import Input
from gate.core.values.row_kind import RowKind


def exit_pressed(scan: Scan) -> bool:
    """A vehicle has come onto the inner loop of a free exit and was not dealt with yet."""
    return (
        scan.settings.free_exit
        and scan.on(Input.INNER_LOOP)
        and scan.inputs.since(Input.INNER_LOOP) > scan.barrier.exit_seen
        and scan.barrier.state not in IDLE_CREDIT
    )


def exit_masked(scan: Scan) -> bool:
    """It is the one that comes in and is still under the boom (X1)."""
    barrier = scan.barrier
    entering = barrier.under is not None and barrier.heading is not Heading.BACKWARD
    came_since = scan.inputs.since(Input.INNER_LOOP) >= barrier.under_since
    return exit_pressed(scan) and entering and came_since


def ignore_exit(scan: Scan) -> Scan:
    """Nobody wants out (X1)."""
    return scan.set(exit_seen=scan.inputs.since(Input.INNER_LOOP)).note(RowKind.EXIT_MASKED)


def exit_wanted(scan: Scan) -> bool:
    """Somebody wants out, and one more may be let through (X2).

    Who comes shortly after an entry may be the one that came in, unless it stays longer than
    `exit_mask`.
    """
    if not exit_pressed(scan) or len(scan.barrier.credits) >= scan.settings.max_credit:
        return False
    return scan.due(scan.barrier.went_in_at + scan.settings.timing.exit_mask)


def let_out(scan: Scan) -> Scan:
    """Give a credit to whoever leaves (X2)."""
    rose = scan.inputs.since(Input.INNER_LOOP)
    claim = f"{EXIT}{rose:.3f}"
    waiting = (*scan.barrier.credits, claim)
    scan.set(credits=waiting, awaited_since=scan.now, exit_seen=rose)
    return scan.note(RowKind.EXIT_REQUESTED, claim)
