"""What people see and hear of a lane: lights, buzzer, the fault relay, and the counting pulse."""

from dataclasses import dataclass, replace

from gate.core.barrier.debounce import Inputs
from gate.core.barrier.latches import BROKEN, WARNING, clear_since
from gate.core.barrier.scan import SILENT
from gate.core.barrier.state import Barrier, State
from gate.core.values.model import Output
from gate.core.values.settings import LaneSettings

GREEN = frozenset({State.OPEN, State.PASSING, State.HELD})
"""States in which the light invites to drive."""

FLASH = 0.5
"""Seconds a flashing light is on, and off."""

SIREN = 30.0
"""Seconds the buzzer sounds for a boom that was forced open."""

COUNTED, PAUSE = 0.3, 0.3
"""Seconds of the pulse for one passage, and of the rest before the next."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The passages not yet told to the counter; its pulse is `on` until `until`."""

    waiting: int = 0
    on: bool = False
    until: float = float("-inf")


def shown(
    barrier: Barrier, settings: LaneSettings, inputs: Inputs, now: float, *, healthy: bool
) -> tuple[frozenset[Output], float | None]:
    """Return the signals that are on, and when they change by themselves; fitted or not.

    All are dark until the boot has settled: until then nothing is known.
    """
    if barrier.state is State.BOOT:
        return frozenset(), None
    on = {Output.GREEN if barrier.state in GREEN else Output.RED}
    if healthy:
        on.add(Output.HEALTHY)
    began = warning_since(barrier, settings, inputs)
    if began is not None and now < began:
        return frozenset(on), began
    if began is not None:
        beats = int((now - began) / FLASH + 1e-6)
        if beats % 2:
            on.discard(Output.RED)
        return frozenset(on | {Output.BUZZER}), began + (beats + 1) * FLASH
    siren = barrier.since + SIREN
    if barrier.state is State.UNKNOWN and barrier.cause == "forced" and now < siren:
        return frozenset(on | {Output.BUZZER}), siren
    return frozenset(on), None


def warning_since(barrier: Barrier, settings: LaneSettings, inputs: Inputs) -> float | None:
    """Since when, or from when on, people are warned that the boom will come down; None = not.

    While a detector is broken nothing closes, and nobody is warned.
    """
    if barrier.warned_at is not None:
        return barrier.warned_at
    if barrier.cause == "recovery" and barrier.state is State.CLEAR:
        return barrier.since - WARNING
    warning = settings.timing.close_warning
    if not warning or not settings.powers.close or barrier.credits:
        return None
    broken = not BROKEN.isdisjoint(inputs.active) or barrier.silent >= SILENT
    if barrier.state is State.CLEAR and barrier.trusted and not broken:
        return clear_since(barrier, inputs) + settings.timing.closing_after - warning
    return barrier.since if barrier.state is State.CLOSING else None


def count(counter: Counter, passages: int, now: float) -> Counter:
    """Bring the counting pulse up to now, with so many passages more."""
    counter = replace(counter, waiting=counter.waiting + passages)
    if counter.on and now >= counter.until:
        counter = replace(counter, on=False, until=now + PAUSE)
    if not counter.on and counter.waiting and now >= counter.until:
        counter = Counter(counter.waiting - 1, on=True, until=now + COUNTED)
    return counter


def due(counter: Counter) -> float | None:
    """When the counting pulse changes next."""
    return counter.until if counter.on or counter.waiting else None
