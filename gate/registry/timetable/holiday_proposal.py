"""Indonesia's holidays of a year as the package `holidays` knows them: a proposal, never more.

The government sets the days, and joint leave above all, by a decree late in the year before; days
that follow the moon are estimated until then.
"""

from dataclasses import dataclass
from datetime import date

from gate.registry.timetable.holidays import Days


@dataclass(frozen=True, slots=True)
class Proposal:
    """Public holidays of a year and its days of joint leave (cuti bersama)."""

    public: Days
    joint_leave: Days

    @property
    def days(self) -> Days:
        """All of them, in order; a public holiday's name goes before that of a joint leave."""
        return dict(sorted((self.joint_leave | self.public).items()))


def propose(year: int) -> Proposal:
    """Return the holidays of a year, with Indonesian names."""
    from holidays import country_holidays  # noqa: PLC0415 - a large package for a yearly command

    def of(category: str) -> dict[date, str]:
        found = country_holidays("ID", years=year, language="id", categories=(category,))
        return dict(sorted(found.items()))

    return Proposal(of("public"), of("government"))
