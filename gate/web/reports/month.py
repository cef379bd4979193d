"""A calendar month at the site, as reports are asked for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gate.registry import dates
from gate.store.statistics import Span

_CODE: Final = re.compile(r"^(20\d\d|21\d\d)-(0[1-9]|1[0-2])$")
_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """Known by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month of a day."""
        return cls(day.replace(day=1))

    @classmethod
    def parse(cls, code: str) -> "Month | None":
        """Read `2026-10`; None for anything else."""
        match = _CODE.match(code)
        return None if match is None else cls(date(int(match[1]), int(match[2]), 1))

    @property
    def code(self) -> str:
        """Write it as `2026-10`."""
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month.of(self.first - _A_DAY)

    @property
    def after(self) -> "Month":
        """The month that follows."""
        return Month.of(self.first + timedelta(days=31))

    def days(self, until: date) -> list[date]:
        """Return its days, none after `until`."""
        count = (self.after.first - self.first).days
        days = (self.first + timedelta(days=number) for number in range(count))
        return [day for day in days if day <= until]

    def span(self, zone: ZoneInfo) -> Span:
        """Return its time at the site."""
        return Span(
            dates.midnight(self.first, zone) * 1_000_000,
            dates.midnight(self.after.first, zone) * 1_000_000,
        )
