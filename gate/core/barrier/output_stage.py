"""The last word before the relays: pulses, gaps between them, dead time, and the closing veto.

It knows nothing of states. Whatever the table asks for, in whatever order, at most one relay is on,
for one pulse, and never against the veto (`gate/core/barrier/README.md` §3.3.1).
"""

from dataclasses import dataclass, replace

from gate.core.values.model import Output
from gate.core.values.settings import Timing


@dataclass(frozen=True, slots=True)
class Veto:
    """What forbids the pulses of this scan: all (stop), closing (obstacle), or an unsafe step."""

    all: bool
    closing: bool
    step: bool = False


@dataclass(frozen=True, slots=True)
class OutputStage:
    """At most one relay `on` until `until`, and at most one `queued` behind it.

    `last` is the relay that was on last and `ended` when it was let go; both hold the gaps. The
    pulse that is on `lowers` the boom: a step does if it began where closing was allowed.
    """

    on: Output | None = None
    until: float = 0.0
    queued: Output | None = None
    last: Output | None = None
    ended: float = float("-inf")
    lowers: bool = False


def drive(
    stage: OutputStage, request: Output | None, veto: Veto, timing: Timing, now: float
) -> OutputStage:
    """Advance to `now` with at most one new request; a repeat of a running pulse adds nothing."""
    if veto.all:
        return replace(_let_go(stage, now), queued=None)
    if now >= stage.until:
        stage = _let_go(stage, now)
    if request is not None:
        stage = _take(stage, request, now)
    if veto.closing:
        stage = _without_closing(stage, now)
    if veto.step and stage.queued is Output.STEP:
        stage = replace(stage, queued=None)
    due = starts_at(stage, timing)
    if due is not None and now >= due:
        until, lowers = now + timing.pulse, not veto.closing and stage.queued is not Output.OPEN
        return replace(stage, on=stage.queued, until=until, queued=None, lowers=lowers)
    return stage


def starts_at(stage: OutputStage, timing: Timing) -> float | None:
    """When the queued pulse may begin; None when none is queued or one is still on."""
    if stage.queued is None or stage.on is not None:
        return None
    gap = timing.pulse_gap if stage.queued is stage.last else timing.dead
    return stage.ended + gap


def deadline(stage: OutputStage, timing: Timing) -> float | None:
    """When the stage next has to act by itself."""
    return stage.until if stage.on is not None else starts_at(stage, timing)


def _take(stage: OutputStage, request: Output, now: float) -> OutputStage:
    """The newest request counts: it replaces a queued one, and an open one cuts a close pulse."""
    if request is stage.on:
        return replace(stage, queued=None)
    if request is Output.OPEN:
        stage = _let_go(stage, now)
    return replace(stage, queued=request)


def _let_go(stage: OutputStage, now: float) -> OutputStage:
    """Switch off. Gaps count from the moment it is done, however late that is."""
    if stage.on is None:
        return stage
    return replace(stage, on=None, last=stage.on, ended=now, lowers=False)


def _without_closing(stage: OutputStage, now: float) -> OutputStage:
    if stage.queued is Output.CLOSE:
        stage = replace(stage, queued=None)
    return _let_go(stage, now) if stage.lowers else stage
