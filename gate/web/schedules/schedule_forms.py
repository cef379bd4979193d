"""The form of a schedule in the browser: rows of days and hours, read back as windows."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData

from gate.core.values.schedule import HOLIDAY
from gate.registry.timetable.form import ScheduleForm
from gate.registry.timetable.windows import DAYS
from gate.web.board.week import MOST_ROWS, Times

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: the name, the rows, and the ticks; `seen` stamps what the form had shown."""

    name: str
    rows: tuple[Times, ...]
    as_usual: bool
    lanes: tuple[str, ...]
    seen: str = ""

    @property
    def form(self) -> ScheduleForm:
        """The same as the registry reads it; a row without days is no window."""
        pieces = tuple(
            f"{','.join(DAYS[day] for day in sorted(row.days))} {row.start}-{row.end}"
            for row in self.rows
            if row.days
        )
        return ScheduleForm(self.name, pieces, self.as_usual, self.lanes)


async def typed(request: Request) -> Typed:
    """Take the form's fields as they were typed."""
    fields = await request.form()
    rows = (_row(fields, number) for number in range(MOST_ROWS))
    return Typed(
        name=_text(fields, "name"),
        rows=tuple(row for row in rows if row.days or row.start or row.end),
        as_usual=bool(_text(fields, "as_usual")),
        lanes=tuple(str(lane)[:_LONGEST] for lane in fields.getlist("lanes")),
        seen=_text(fields, "seen"),
    )


def _row(fields: FormData, number: int) -> Times:
    ticked = {str(day) for day in fields.getlist(f"days-{number}")}
    return Times(
        frozenset(day for day in range(HOLIDAY + 1) if str(day) in ticked),
        _text(fields, f"start-{number}").strip(),
        _text(fields, f"end-{number}").strip(),
    )


def _text(fields: FormData, name: str) -> str:
    value = fields.get(name, "")
    return value[:_LONGEST] if isinstance(value, str) else ""
