"""The list of vehicles beside every page about one: what was searched for, and one page of it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode

from sqlmodel import Session

from gate.core.model import Category
from gate.registry import vehicles
from gate.registry.listing import Query
from gate.registry.views import Status, VehicleView
from gate.web.page import Page
from gate.web.wording.language import Language
from gate.web.wording.vehicles import BADGES, CATEGORIES, Badge

PAGE_SIZE: Final = 50
LONGEST_SEARCH: Final = 100
_LONGEST_COOKIE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What is searched for. It may name people, so it travels in a cookie, never in a URL."""

    text: str = ""
    opd: str = ""
    status: str = ""

    @classmethod
    def of(cls, cookie: str | None) -> "Filter":
        """Read back what `cookie` wrote; anything odd counts as no filter."""
        fields = parse_qs((cookie or "")[:_LONGEST_COOKIE])
        text, opd, status = (fields.get(name, [""])[0] for name in ("text", "opd", "status"))
        return cls(text[:LONGEST_SEARCH], opd[:160], status if status in set(Status) else "")

    @property
    def cookie(self) -> str:
        """Write the filter in plain characters."""
        fields = {"text": self.text, "opd": self.opd, "status": self.status}
        return urlencode({name: value for name, value in fields.items() if value})

    @property
    def query(self) -> Query:
        """Return what the registry understands."""
        return Query(self.text, self.opd or None, Status(self.status) if self.status else None)


@dataclass(frozen=True, slots=True)
class Row:
    """One vehicle in the list, in words."""

    id: int
    plate: str
    called: str
    holder: str
    opd: str
    until: str
    badge: Badge


def chosen_filter(page: Page) -> Filter:
    """Return what this browser searches for."""
    return Filter.of(page.context.cookies.get(page.request, "vehicles"))


def listed(page: Page, session: Session, number: int) -> dict[str, object]:
    """Return what the list's template needs; `number` counts pages from 1."""
    chosen = chosen_filter(page)
    wall, number = page.now.wall, max(1, number)
    offset = (number - 1) * PAGE_SIZE
    found = vehicles.search(session, chosen.query, wall=wall, offset=offset, limit=PAGE_SIZE)
    everything = vehicles.search(session, Query(), wall=wall, limit=1).total
    return {
        "filter": chosen,
        "rows": [row(view, page.language, wall) for view in found.rows],
        "total": found.total,
        "everything": everything,
        "number": number,
        "first": offset + 1,
        "last": offset + len(found.rows),
        "opds": vehicles.opds(session),
        "statuses": [(str(status), page.say(badge.text)) for status, badge in BADGES.items()],
        "chosen": None,
        "form": None,
    }


def row(view: VehicleView, language: Language, wall: float) -> Row:
    """Word one vehicle."""
    plate = view.plate or ""
    tail = view.tags[0][-4:] if view.tags else ""
    return Row(
        id=view.id,
        plate=plate,
        called=plate or language.say("Tag …{tail}", tail=tail),
        holder=view.holder,
        opd=view.opd or language.say(CATEGORIES[Category(view.category)]),
        until=_until(view, language),
        badge=BADGES[view.status(wall)],
    )


def _until(view: VehicleView, language: Language) -> str:
    if view.valid_until is None:
        return language.say("tanpa batas")
    return language.date(view.valid_until - 1)
