"""The list of vehicles beside every page about one: what was searched for, and one page of it."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qs, urlencode

from fastapi import Query as Asked
from sqlmodel import Session

from gate.core.values.model import Category
from gate.registry import vehicles
from gate.registry.listing import Query
from gate.registry.paging import count, leaf
from gate.registry.views import Status, VehicleView
from gate.web.request.page import Page
from gate.words.language import Language
from gate.words.vehicles import BADGES, CATEGORIES, Badge

PAGE_SIZE: Final = 50
LONGEST_SEARCH: Final = 100
_LONGEST_COOKIE: Final = 2_000

Number = Annotated[int, Asked(ge=1, le=2**53)]


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
class Place:
    """Where a page of the list begins or ends, by a vehicle's number; `row` counts from 1."""

    after: int | None = None
    before: int | None = None
    row: int = 1

    @property
    def text(self) -> str:
        """Write it for an address."""
        if self.before is not None:
            return f"?before={self.before}&row={self.row}"
        return "" if self.after is None else f"?after={self.after}&row={self.row}"


def place(after: Number | None = None, before: Number | None = None, row: Number = 1) -> Place:
    """Take it from an address."""
    return Place(after, before, row)


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


def listed(page: Page, session: Session, place: Place) -> dict[str, object]:
    """Return what the list's template needs."""
    chosen, wall = chosen_filter(page), page.now.wall
    found = leaf(
        session,
        chosen.query,
        wall=wall,
        limit=PAGE_SIZE,
        after=place.after,
        before=place.before,
    )
    ids = [view.id for view in found.rows]
    first = place.row if found.earlier else 1
    behind = first + len(ids)
    narrowed = chosen.query != Query()
    return {
        "filter": chosen,
        "rows": [row(view, page.language, wall) for view in found.rows],
        "total": found.total,
        "everything": count(session, Query(), wall=wall) if narrowed else found.total,
        "place": place.text if found.earlier else "",
        "earlier": Place(before=ids[0], row=max(1, first - PAGE_SIZE)) if found.earlier else None,
        "later": Place(after=ids[-1], row=behind) if found.later else None,
        "first": first,
        "last": behind - 1,
        "opds": vehicles.opds(session),
        "statuses": [(str(status), page.say(badge.text)) for status, badge in BADGES.items()],
        "chosen": None,
        "form": None,
    }


def row(view: VehicleView, language: Language, wall: float) -> Row:
    """Word one vehicle."""
    plate = view.plate or ""
    tag = language.say("Tag …{tail}", tail=view.tags[0][-4:]) if view.tags else None
    return Row(
        id=view.id,
        plate=plate,
        called=plate or tag or language.say("Kode izin"),
        holder=view.holder,
        opd=view.opd or language.say(CATEGORIES[Category(view.category)]),
        until=_until(view, language),
        badge=BADGES[view.status(wall)],
    )


def _until(view: VehicleView, language: Language) -> str:
    if view.valid_until is None:
        return language.say("tanpa batas")
    return language.date(view.valid_until - 1)
