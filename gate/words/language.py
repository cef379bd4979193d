"""One language: its texts, numbers and times. Indonesian is the source, English a catalogue."""

import datetime as dt
import gettext
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

SOURCE: Final = "id"
LANGUAGES: Final = {"id": "Bahasa Indonesia", "en": "English"}
_POINT: Final = {"id": ".", "en": ":"}
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def message(text: str) -> str:
    """Mark a text for the catalogue where it stands in a table, before the language is known."""
    return text


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """Compile one catalogue in memory, so that no built file can be older than its source."""
    if code == SOURCE:
        return gettext.NullTranslations()
    path = files("gate.words") / "locale" / code / "LC_MESSAGES" / "gate.po"
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Language:
    """Texts, numbers and times for one reader; walls are POSIX seconds, in the gate's zone."""

    def __init__(self, code: str, timezone: ZoneInfo) -> None:
        self.code = code
        self.timezone = timezone
        self._texts = _catalogue(code)

    def say(self, text: str, /, **values: object) -> str:
        """Translate a text and fill in its `{names}`.

        What stands before a `|` tells texts apart that are alike in one language; it is not said.
        """
        translated = self._texts.gettext(text).rpartition("|")[2]
        return translated.format(**values) if values else translated

    def many(self, one: str, more: str, count: int, /, **values: object) -> str:
        """Translate a text that depends on a count, which it may show as `{n}`."""
        translated = self._texts.ngettext(one, more, count)
        return translated.format(n=self.number(count), **values)

    def number(self, value: float) -> str:
        """Write a number: `1.284` or `1,284`."""
        return format_decimal(value, locale=self.code)

    def percent(self, share: float) -> str:
        """Write a share of one as whole percent: `97%`."""
        return format_percent(round(share, 2), locale=self.code)

    def share(self, share: float) -> str:
        """Write a share of one to the tenth of a percent: `2,0%`."""
        return format_percent(share, format="0.0%", locale=self.code)

    def local(self, wall: float) -> datetime:
        """Return the moment on the gate's own calendar."""
        return datetime.fromtimestamp(wall, UTC).astimezone(self.timezone)

    def clock(self, wall: float) -> str:
        """Write hours and minutes: `07.42` or `07:42`."""
        return self.local(wall).strftime(f"%H{_POINT[self.code]}%M")

    def clock_seconds(self, wall: float) -> str:
        """Write hours, minutes and seconds: `07.42.10` or `07:42:10`."""
        point = _POINT[self.code]
        return self.local(wall).strftime(f"%H{point}%M{point}%S")

    def clock_tenths(self, wall: float) -> str:
        """Write a time of day to the tenth of a second: `07.42.10,3` or `07:42:10.3`."""
        tenths = int(wall * 10 + 1e-4)  # a float of POSIX seconds is right to a microsecond
        mark = "," if self.code == SOURCE else "."
        return f"{self.clock_seconds(tenths // 10)}{mark}{tenths % 10}"

    def month(self, day: dt.date) -> str:
        """Write a month with its year: `Oktober 2026`."""
        return format_date(day, "MMMM y", locale=self.code)

    def weekday(self, day: dt.date) -> str:
        """Write a day of the week in short: `Sen` or `Mon`."""
        return format_date(day, "EEE", locale=self.code)

    def date(self, wall: float) -> str:
        """Write a date: `24 Nov 2026`."""
        return self.calendar(self.local(wall).date())

    def calendar(self, day: dt.date) -> str:
        """Write a calendar day: `24 Nov 2026`."""
        return format_date(day, "d MMM y", locale=self.code)

    def day(self, wall: float, now: float) -> str:
        """Write a date, with *hari ini, kemarin, besok* before it within one day."""
        near = self._near(wall, now)
        return f"{near}, {self.date(wall)}" if near else self.date(wall)

    def moment(self, wall: float, now: float) -> str:
        """Write a time of day, with its day before it unless that is today."""
        if self.local(wall).date() == self.local(now).date():
            return self.clock(wall)
        return f"{self._near(wall, now) or self.date(wall)} {self.clock(wall)}"

    def short(self, wall: float) -> str:
        """Write a time of day with its date, whatever day it is: `24 Nov 2026 16.00`."""
        return f"{self.date(wall)} {self.clock(wall)}"

    def duration(self, seconds: float) -> str:
        """Write a duration in its largest whole unit: `40 detik`, `5 menit`, `2 jam`, `3 hari`."""
        whole = max(0, int(seconds))
        if whole < _MINUTE:
            return self.many("{n} detik", "{n} detik", whole)
        if whole < _HOUR:
            return self.many("{n} menit", "{n} menit", whole // _MINUTE)
        if whole < _DAY:
            return self.many("{n} jam", "{n} jam", whole // _HOUR)
        return self.many("{n} hari", "{n} hari", whole // _DAY)

    def _near(self, wall: float, now: float) -> str | None:
        away = self.local(wall).date() - self.local(now).date()
        return {
            timedelta(days=-1): self.say("kemarin"),
            timedelta(): self.say("hari ini"),
            timedelta(days=1): self.say("besok"),
        }.get(away)
