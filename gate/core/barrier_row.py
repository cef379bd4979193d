"""One row of the barrier's table, and the powers of the wiring that a row may need."""

from collections.abc import Callable
from dataclasses import dataclass

from gate.core.barrier_scan import Act, Guard, Scan

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
