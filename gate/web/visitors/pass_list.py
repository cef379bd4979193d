"""The list of visitors' passes: one choice or what was searched for, a batch at a time."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from sqlmodel import Session

from gate.registry import pass_codes
from gate.registry.visitors import list as visit_list
from gate.registry.visitors.list import VisitView, Which
from gate.registry.visitors.search import search
from gate.web.request.page import Page
from gate.words.vehicles import Badge
from gate.words.visits import BADGES, CHOICES, EMPTY

BATCH: Final = 50
LONGEST_SEARCH: Final = 100
COOKIE: Final = "passes"
"""What is searched for may name people, so it stands in a cookie and never in an address."""

_COUNTED: Final = (Which.INSIDE, Which.OVERSTAY)


@dataclass(frozen=True, slots=True)
class Row:
    """One pass in the list, in words; `since` is when it came in, empty = it is not inside."""

    id: int
    plate: str
    code: str
    visitor: str
    host: str
    until: str
    since: str
    badge: Badge


def listed(page: Page, session: Session, show: str, after: str) -> dict[str, object]:
    """Return what the list's template needs; `after` is where the batch before it ended."""
    text = "" if show else unquote(page.context.cookies.get(page.request, COOKIE) or "")
    text = text[:LONGEST_SEARCH]
    which = Which(show) if show in set(CHOICES) else Which.TODAY
    found = _searched(session, text, after) if text else _chosen(page, session, which, after)
    more = found[BATCH - 1] if len(found) > BATCH else None
    counts = {
        each: visit_list.counted(session, each, page.now.wall, page.context.timezone)
        for each in _COUNTED
    }
    return {
        "text": text,
        "which": "" if text else str(which),
        "choices": [
            (str(each), page.say(name), counts.get(each)) for each, name in CHOICES.items()
        ],
        "rows": [_row(page, view) for view in found[:BATCH]],
        "after": after,
        "next": "" if more is None else _place(more, searched=bool(text)),
        "empty": page.say(EMPTY[which]),
    }


def _chosen(page: Page, session: Session, which: Which, after: str) -> list[VisitView]:
    ends, _, number = after.partition("-")
    known = ends.isdecimal() and number.isdecimal()
    return visit_list.listed(
        session,
        which,
        page.now.wall,
        page.context.timezone,
        after=(int(ends), int(number)) if known else None,
        limit=BATCH + 1,
    )


def _searched(session: Session, text: str, after: str) -> list[VisitView]:
    before = int(after) if after.isdecimal() else None
    return search(session, text, before=before, limit=BATCH + 1)


def _place(view: VisitView, *, searched: bool) -> str:
    return str(view.id) if searched else f"{view.ends_at}-{view.id}"


def _row(page: Page, view: VisitView) -> Row:
    language, wall = page.language, page.now.wall
    since = language.say("tidak diketahui") if view.inside else ""
    if view.since is not None:
        since = language.moment(view.since, wall)
    return Row(
        id=view.id,
        plate=view.plate or "",
        code=pass_codes.spell(view.code or ""),
        visitor=view.visitor,
        host=view.host,
        until=language.moment(view.ends_at, wall),
        since=since,
        badge=BADGES[view.state(wall)],
    )
