"""All that staff have set by the clock, for the whole site; replaced as a whole when it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gate.core.values import plan
from gate.core.values.model import Category, Instant
from gate.core.values.plan import Plan, Planned
from gate.core.values.schedule import Calendar, Schedule


@dataclass(frozen=True, slots=True)
class Timetable:
    """Schedules by number, those of each category, the plans of all lanes, and the calendar."""

    calendar: Calendar = field(default_factory=Calendar)
    schedules: Mapping[int, Schedule] = field(default_factory=dict)
    categories: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()

    def schedule_for(self, own: int | None, category: Category, lane: str) -> Schedule | None:
        """Return what a vehicle is held against at a lane: its own schedule, else its category's.

        A schedule that does not count at the lane is passed over; of a category's several, one that
        names the lane goes before one that counts everywhere, and an older before a newer one. One
        that is not known lets nobody in.
        """
        if own is not None and (mine := self._schedule(own)).counts_at(lane):
            return mine
        found = map(self._schedule, sorted(self.categories.get(category, ())))
        counting = [schedule for schedule in found if schedule.counts_at(lane)]
        return min(counting, key=lambda schedule: schedule.lanes is None, default=None)

    def planned(self, lane: str, now: Instant) -> Planned | None:
        """Return what is planned for a lane now."""
        return plan.planned(self.plans, lane, now, self.calendar)

    def next_change(self, lane: str, now: Instant) -> float | None:
        """Return the POSIX second at which something else is planned for a lane; None = never."""
        return plan.next_change(self.plans, lane, now, self.calendar)

    def _schedule(self, number: int) -> Schedule:
        return self.schedules.get(number) or Schedule(number, "", ())
