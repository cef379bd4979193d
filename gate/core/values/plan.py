"""What staff have planned for a lane: hours in which its boom is held up or nobody is let in.

With a clock that cannot be trusted no plan applies: nothing is held open and nobody locked out by
an hour that may be wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gate.core.values import schedule as times
from gate.core.values.model import Instant
from gate.core.values.schedule import Calendar, Schedule


class PlanMode(StrEnum):
    """What a lane does while a plan applies."""

    LOCKDOWN = "lockdown"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Plan:
    """A mode for one lane, as long as a schedule holds; the lanes of the schedule do not matter."""

    id: int
    lane: str
    mode: PlanMode
    schedule: Schedule
    reason: str


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan that applies: `plan` is its number.

    `since` and `until` are POSIX seconds; None = for more than a fortnight, and for ever.
    """

    mode: PlanMode
    plan: int
    reason: str
    since: float | None
    until: float | None

    @property
    def occasion(self) -> str:
        """Name this plan and the time it applies to."""
        return f"{self.mode.value}:{self.plan}@{self.since}"


def planned(plans: Iterable[Plan], lane: str, now: Instant, calendar: Calendar) -> Planned | None:
    """Return what is planned for a lane now.

    A lockdown goes before a hold, and of two alike the older one.
    """
    leading = _leading(plans, lane, now, calendar)
    if leading is None:
        return None
    return Planned(
        leading.mode,
        leading.id,
        leading.reason,
        times.began(leading.schedule, calendar, now.wall),
        times.next_change(leading.schedule, calendar, now.wall),
    )


def next_change(plans: Iterable[Plan], lane: str, now: Instant, calendar: Calendar) -> float | None:
    """Return the POSIX second at which another plan, or none, applies; None when never."""
    leading = _leading(plans, lane, now, calendar)
    moments = [
        _next_start(plan.schedule, calendar, now.wall)
        for plan in _of(plans, lane, now)
        if leading is None or _rank(plan) < _rank(leading)
    ]
    if leading is not None:
        moments.append(times.next_change(leading.schedule, calendar, now.wall))
    return min((moment for moment in moments if moment is not None), default=None)


def _leading(plans: Iterable[Plan], lane: str, now: Instant, calendar: Calendar) -> Plan | None:
    due = [
        plan for plan in _of(plans, lane, now) if times.allows(plan.schedule, calendar, now.wall)
    ]
    return min(due, key=_rank, default=None)


def _of(plans: Iterable[Plan], lane: str, now: Instant) -> list[Plan]:
    """Return the plans for a lane; none while the clock cannot be trusted."""
    return [plan for plan in plans if plan.lane == lane and now.trusted]


def _rank(plan: Plan) -> tuple[bool, int]:
    return plan.mode is not PlanMode.LOCKDOWN, plan.id


def _next_start(schedule: Schedule, calendar: Calendar, wall: float) -> float | None:
    """Return when a schedule that does not hold begins to; on the way it may become a holiday."""
    moment = times.next_change(schedule, calendar, wall)
    while moment is not None and not times.allows(schedule, calendar, moment):
        moment = times.next_change(schedule, calendar, moment)
    return moment
