"""The maintained relays: the held contact, the stop permit, and the motor's two contactors.

Whatever the table wants, in whatever order: never both directions, a rest between two opposite
ones, and no direction for longer than the motor may run (`gate/core/barrier/README.md` §3.3.1).
"""

from dataclasses import dataclass, replace

from gate.core.values.model import Output
from gate.core.values.settings import Timing

_OPPOSITE = {Output.UP: Output.DOWN, Output.DOWN: Output.UP}


@dataclass(frozen=True, slots=True)
class Contactors:
    """What is on. `driving` is the motor's direction since `since`.

    `last` is the direction before, let go at `ended`. `spent` has run for as long as it may, and
    stays off until it is not wanted for once.
    """

    levels: frozenset[Output] = frozenset()
    driving: Output | None = None
    since: float = 0.0
    last: Output | None = None
    ended: float = float("-inf")
    spent: Output | None = None

    @property
    def on(self) -> frozenset[Output]:
        """All relays that are on."""
        return self.levels if self.driving is None else self.levels | {self.driving}


def follow(
    contactors: Contactors, wanted: frozenset[Output], timing: Timing, now: float
) -> Contactors:
    """Bring the relays to what is wanted now, as far as the motor bears it."""
    contactors = replace(contactors, levels=wanted - _OPPOSITE.keys())
    directions = wanted & _OPPOSITE.keys()
    want = next(iter(directions)) if len(directions) == 1 else None
    if want is not contactors.spent:
        contactors = replace(contactors, spent=None)
    if contactors.driving is not None and want is not contactors.driving:
        contactors = _let_go(contactors, now)
    if contactors.driving is not None and now >= contactors.since + timing.run_max:
        contactors = replace(_let_go(contactors, now), spent=want)
    due = _starts_at(contactors, want, timing)
    if contactors.driving is not None or due is None or now < due:
        return contactors
    return replace(contactors, driving=want, since=now)


def deadline(contactors: Contactors, wanted: frozenset[Output], timing: Timing) -> float | None:
    """When the motor is next to be switched although nothing else happens."""
    if contactors.driving is not None:
        return contactors.since + timing.run_max
    directions = wanted & _OPPOSITE.keys()
    return _starts_at(contactors, next(iter(directions)), timing) if directions else None


def _starts_at(contactors: Contactors, want: Output | None, timing: Timing) -> float | None:
    if want is None or want is contactors.spent:
        return None
    if contactors.last is _OPPOSITE[want]:
        return contactors.ended + timing.dead
    return float("-inf")


def _let_go(contactors: Contactors, now: float) -> Contactors:
    return replace(contactors, driving=None, last=contactors.driving, ended=now)
