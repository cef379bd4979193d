"""The form of a visitor's pass: as a guard typed it, and as it may be stored."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from gate.registry import dates
from gate.registry.fields import Fields
from gate.registry.problems import ProblemCode

CLOSES: Final = time(16)
"""When a working day ends at the site, and with it a pass of which nothing else was said."""

SOMEBODY: Final = "Tamu"
"""The holder of a pass whose visitor gave no name: a vehicle must have one."""


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What a guard typed; blanks mean nothing was typed.

    `starts` and `ends` are dates, times of today (`16:00`), or both; blank means from now until the
    working day ends. Without a plate there is always a code. `entries` blank = any number.
    """

    plate: str = ""
    host: str = ""
    visitor: str = ""
    purpose: str = ""
    phone: str = ""
    starts: str = ""
    ends: str = ""
    entries: str = ""
    with_code: bool = True


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """A form without problems; `ends_at` is exclusive."""

    plate: str | None
    host: str
    visitor: str
    purpose: str
    phone: str
    starts_at: int
    ends_at: int
    entries: int | None
    with_code: bool


def read_form(form: VisitForm, now: int, zone: ZoneInfo) -> VisitDraft:
    """Turn what was typed into what may be stored; FormError names every field with a problem.

    `now` is POSIX seconds.
    """
    fields = Fields()
    today = datetime.fromtimestamp(now, zone)
    starts = fields.moment("starts", _dated(form.starts, today), dates.start, zone)
    ends = fields.moment("ends", _dated(form.ends, today), dates.end, zone)
    starts = now if starts is None else starts
    ends = _evening(starts, zone) if ends is None else ends
    plate = fields.plate(form.plate)
    draft = VisitDraft(
        plate=plate,
        host=fields.line("host", form.host),
        visitor=fields.line("visitor", form.visitor),
        purpose=fields.line("purpose", form.purpose),
        phone=fields.line("phone", form.phone),
        starts_at=starts,
        ends_at=ends,
        entries=fields.entries(form.entries),
        with_code=form.with_code or plate is None,
    )
    if not draft.host:
        fields.note("host", ProblemCode.HOST_MISSING)
    if ends <= now:
        fields.note("ends", ProblemCode.TIME_OVER)
    fields.in_order("ends", starts, ends)
    fields.finish()
    return draft


def read_end(text: str, starts_at: int, now: int, zone: ZoneInfo) -> int:
    """Return the moment until which a pass shall hold; FormError when it cannot."""
    fields = Fields()
    typed = _dated(text, datetime.fromtimestamp(now, zone))
    ends = fields.moment("ends", typed, dates.end, zone)
    ends = _evening(now, zone) if ends is None else ends
    if ends <= now:
        fields.note("ends", ProblemCode.TIME_OVER)
    fields.in_order("ends", starts_at, ends)
    fields.finish()
    return ends


def _dated(text: str, today: datetime) -> str:
    """Put the day before a time that stands alone: `16:00`, `16.00`."""
    bare = text.strip()
    try:
        time.fromisoformat(bare.replace(".", ":").rjust(len("16:00"), "0"))
    except ValueError:
        return bare
    return f"{today:%d-%m-%Y} {bare}" if bare else bare


def _evening(seconds: int, zone: ZoneInfo) -> int:
    """Return when the working day of a moment ends; after that, when the day does."""
    start = datetime.fromtimestamp(seconds, zone)
    closing = int(datetime.combine(start.date(), CLOSES, zone).timestamp())
    return closing if seconds < closing else dates.end_after(start.date(), zone)
