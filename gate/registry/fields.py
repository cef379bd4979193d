"""Reading what staff typed, one field after the other, and keeping the first problem of each."""

import re
from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from gate.registry.problems import FormError, Problem, ProblemCode
from gate.registry.remembered import canonical_plate

LONGEST = {
    "holder": 120,
    "opd": 160,
    "notes": 1000,
    "visitor": 120,
    "host": 160,
    "purpose": 200,
    "phone": 32,
    "blocked": 200,
}
"""Characters that fit in the columns."""

MOST_ENTRIES = 999
"""How often a permit that counts may let its vehicle in."""

_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # would steer a terminal; not line ends
_Choice = TypeVar("_Choice", bound=StrEnum)


def one_line(text: str) -> str:
    """Return a text without line ends, signs that steer a terminal, and spaces too many."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


class Fields:
    """The fields of one form. `finish` raises FormError with all their problems."""

    def __init__(self) -> None:
        self._problems: dict[str, Problem] = {}

    def note(self, name: str, code: ProblemCode, **params: str | int) -> None:
        """Keep a problem, unless the field has one already."""
        self._problems.setdefault(name, Problem(code, params))

    def finish(self) -> None:
        """Raise FormError if there was a problem."""
        if self._problems:
            raise FormError(self._problems)

    def plate(self, text: str) -> str | None:
        """Read a plate; None when nothing was typed."""
        if not text.strip():
            return None
        try:
            return canonical_plate(text)
        except ValueError:
            self.note("plate", ProblemCode.PLATE_WRONG, text=text.strip())
            return None

    def credentials(
        self,
        name: str,
        texts: Iterable[str],
        canonical_form: Callable[[str], str],
        problem: ProblemCode,
    ) -> tuple[str, ...]:
        """Read tags or codes, in alphabetical order, each once."""
        found = set()
        for text in filter(str.strip, texts):
            try:
                found.add(canonical_form(text))
            except ValueError:
                self.note(name, problem, text=text.strip())
        return tuple(sorted(found))

    def line(self, name: str, text: str) -> str:
        """Read a text of one line."""
        return self._fitting(name, one_line(text))

    def lines(self, name: str, text: str) -> str:
        """Read a text that may have several lines."""
        return self._fitting(name, _INVISIBLE.sub(" ", text).strip())

    def choice(self, name: str, text: str, otherwise: _Choice) -> _Choice:
        """Read a choice by its own name; blank means `otherwise`."""
        try:
            return type(otherwise)(text.strip() or otherwise)
        except ValueError:
            self.note(name, ProblemCode(f"{name}_wrong"), text=text.strip())
            return otherwise

    def moment(
        self, name: str, text: str, read: Callable[[str, ZoneInfo], int], zone: ZoneInfo
    ) -> int | None:
        """Read a date, with or without a time, by one of the functions of `dates`."""
        if not text.strip():
            return None
        try:
            return read(text, zone)
        except ValueError:
            self.note(name, ProblemCode.DATE_WRONG, text=text.strip())
            return None

    def in_order(self, name: str, start: int | None, end: int | None) -> None:
        """Note that a time ends before it starts; `name` is the field of its end."""
        if start is not None and end is not None and end <= start:
            self.note(name, ProblemCode.DATE_ORDER)

    def entries(self, text: str) -> int | None:
        """Read how often something is good for; blank means any number."""
        bare = text.strip()
        if not bare:
            return None
        if not (bare.isascii() and bare.isdecimal() and 0 < int(bare[:9]) <= MOST_ENTRIES):
            self.note("entries", ProblemCode.ENTRIES_WRONG, text=bare, limit=MOST_ENTRIES)
            return None
        return int(bare)

    def lanes(self, texts: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
        """Read names of lanes, each once; none means every lane."""
        names = {text.strip() for text in texts if text.strip()}
        for name in sorted(names - set(known)):
            self.note("lanes", ProblemCode.LANE_UNKNOWN, text=name, lanes=", ".join(known))
        return tuple(sorted(names))

    def _fitting(self, name: str, text: str) -> str:
        if len(text) > LONGEST[name]:
            self.note(name, ProblemCode.TEXT_LONG, limit=LONGEST[name])
        return text
