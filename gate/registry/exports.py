"""The list of vehicles as a table that an import takes again, changing nothing.

It is read page by page, each a short look at the registry: whoever edits meanwhile is not held up,
and a vehicle is told as it stood when its page was read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from gate.core.values.plates import display
from gate.core.values.tags import unmistakable
from gate.registry import dates, pass_codes
from gate.registry.database import reading
from gate.registry.import_headings import CHOICES, ENGLISH, HEADINGS
from gate.registry.listing import Query, chosen, joined
from gate.registry.models import Vehicle
from gate.registry.views import VehicleView

PAGE = 500
"""Vehicles read at once."""

_ALL = Query()
_BETWEEN = "; "
_EXPONENT = re.compile(r"^\d+E\d+$")  # a spreadsheet makes a number of 10E20000


class Words(StrEnum):
    """The language of headings and choices."""

    INDONESIAN = "id"
    ENGLISH = "en"


def count(session: Session) -> int:
    """Return how many vehicles are on the list."""
    listed = select(func.count()).select_from(Vehicle).where(col(Vehicle.removed).is_(False))
    return session.exec(listed).one()


def headings(words: Words) -> list[str]:
    """Return the titles of the columns."""
    return [ENGLISH[name] if words is Words.ENGLISH else HEADINGS[name][0] for name in HEADINGS]


def rows(
    engine: Engine, zone: ZoneInfo, words: Words, query: Query = _ALL, wall: float = 0.0
) -> Iterator[tuple[str, ...]]:
    """Go through the vehicles in the order in which they came onto the list.

    `wall` (POSIX seconds) decides the status that a `query` may ask for.
    """
    spelt = _spelling(zone, words)
    wanted = chosen(query, wall)
    last = 0
    while True:
        with reading(engine) as session:
            following = select(Vehicle).where(col(Vehicle.id) > last, *wanted)
            found = session.exec(following.order_by(col(Vehicle.id)).limit(PAGE)).all()
            page = joined(session, found)
        for view in page:
            yield tuple(spell(view) for spell in spelt)
        if len(page) < PAGE:
            return
        last = page[-1].id


def _spelling(zone: ZoneInfo, words: Words) -> list[Callable[[VehicleView], str]]:
    """Return what fills each column in."""
    spelt: Mapping[str, Callable[[VehicleView], str]] = {
        "plate": lambda view: display(view.plate or ""),
        "tags": lambda view: _BETWEEN.join(map(_tag, view.tags)),
        "codes": lambda view: _BETWEEN.join(map(pass_codes.spell, view.codes)),
        "holder": lambda view: view.holder,
        "opd": lambda view: view.opd,
        "category": lambda view: _choice("category", view.category, words),
        "identification": lambda view: _choice("identification", view.identification, words),
        "schedule": lambda view: view.schedule or "",
        "lanes": lambda view: _BETWEEN.join(view.lanes),
        "valid_from": lambda view: _moment(view.valid_from, dates.spell_start, zone),
        "valid_until": lambda view: _moment(view.valid_until, dates.spell_end, zone),
        "entries": lambda view: "" if view.entries is None else str(view.entries),
        "blocked": lambda view: view.blocked or "",
        "lost": lambda view: _BETWEEN.join(
            _tag(each) if each in view.tags else pass_codes.spell(each) for each in view.lost
        ),
        "notes": lambda view: view.notes,
    }
    return [spelt[name] for name in HEADINGS]


def _tag(tag: str) -> str:
    return f"0x{tag}" if _EXPONENT.match(tag) else unmistakable(tag)


def _choice(field: str, value: str, words: Words) -> str:
    """Word a choice; one that we do not know stays as it is."""
    if words is Words.ENGLISH:
        return value
    named = {str(choice): names[0] for choice, names in CHOICES[field].items()}
    return named.get(value, value)


def _moment(seconds: int | None, spell: Callable[[int, ZoneInfo], str], zone: ZoneInfo) -> str:
    return "" if seconds is None else spell(seconds, zone)
