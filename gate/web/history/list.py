"""The list of history beside every story: what was searched for, and one page of it."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import parse_qs, urlencode

from sqlmodel import Session

from gate.core.values.plates import canonical
from gate.core.values.row_kind import RowFamily, RowKind, family_of
from gate.errors import StoreError
from gate.registry import dates, vehicles
from gate.registry.database import reading
from gate.registry.listing import Query
from gate.registry.people import users
from gate.store.database import connect
from gate.store.history import StoredRow
from gate.store.search import Key, SearchFilter, SearchResult, search
from gate.web.board.event import Names, event
from gate.web.live.archive import people, vehicles_of
from gate.web.request.page import Page
from gate.words.kinds import GROUPS, kinds_of
from gate.words.language import message
from gate.words.objections import OBJECTIONS
from gate.words.orders import OTHER, REASONS

OBJECTION_BADGES: Final = {str(each): wording.badge for each, wording in OBJECTIONS.items()}

ORDER_REASONS: Final = {
    code: text for code, text in REASONS.items() if code not in {OTHER, *OBJECTION_BADGES}
}

_OTHERS: Final = {
    "cli*": message("Terminal"),
    "api*": message("Program"),
    "mqtt*": message("Sistem lain (MQTT)"),
    "key": message("Sakelar kunci"),
    "plan": message("Jadwal"),
}
"""Who does things and is no user, by the beginning of the actor."""


def whys(page: Page) -> list[tuple[str, list[tuple[str, str]]]]:
    """Name the reasons: those of denials, then those that people give for orders."""
    groups = (
        (page.say("Tidak dibukakan"), OBJECTION_BADGES),
        (page.say("Perintah petugas"), ORDER_REASONS),
    )
    return [
        (title, [(code, page.say(text)) for code, text in choices.items()])
        for title, choices in groups
    ]


def doers(page: Page, staff: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name whoever may have done something: staff, then what is no person."""
    others = [(code, page.say(name)) for code, name in _OTHERS.items()]
    return [*sorted(staff.items(), key=lambda each: each[1].casefold()), *others]


PAGE_SIZE: Final = 50
PATIENCE: Final = 4.0
"""Seconds one look into the journal may take; one that takes longer goes on at the next page."""

LONGEST_SEARCH: Final = 100
_LONGEST_COOKIE: Final = 2_000
_SEQ_DIGITS: Final = 18
_STEPS: Final = 20_000
"""Virtual machine steps of SQLite between two looks at the clock."""

_MOST_VEHICLES: Final = 40
_SHORTEST_PART: Final = 3
"""Characters of the beginning of a plate that is worth looking for."""

_NOBODY: Final = "\x1f"  # in no payload: JSON escapes it


@dataclass(frozen=True, slots=True)
class Filter:
    """What is searched for, as typed. It may name people: it travels in a cookie, not in a URL."""

    text: str = ""
    since: str = ""
    until: str = ""
    lane: str = ""
    group: str = ""
    why: str = ""
    by: str = ""

    @classmethod
    def of(cls, cookie: str | None) -> "Filter":
        """Read back what `cookie` wrote; anything odd counts as no filter."""
        kept = parse_qs((cookie or "")[:_LONGEST_COOKIE])
        return cls(*(kept.get(each.name, [""])[0][:LONGEST_SEARCH] for each in fields(cls)))

    @property
    def cookie(self) -> str:
        """Write the filter in plain characters."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return urlencode({name: value for name, value in values.items() if value})


def key(text: str) -> Key | None:
    """Read the key of a row, `epoch.seq`; None for anything else."""
    epoch, _, seq = text.partition(".")
    if not (epoch.isalnum() and seq.isdecimal() and len(seq) <= _SEQ_DIGITS):
        return None
    return Key(epoch, int(seq))


def chosen(page: Page) -> Filter:
    """Return what this browser searches for."""
    return Filter.of(page.context.cookies.get(page.request, "history"))


def wrong_dates(page: Page, filter_: Filter) -> dict[str, str]:
    """Say of each date that is none how to write it."""
    typed = (("since", filter_.since, dates.start), ("until", filter_.until, dates.end))
    return {
        name: page.say("Tulis tanggal seperti 31-12-2026")
        for name, text, read in typed
        if text and _moment(read, text, page) is None
    }


def sought(page: Page, filter_: Filter) -> SearchFilter:
    """Return what the journal is searched for; a date that is none does not narrow it."""
    with reading(page.context.engine) as session:
        found, actors = _meant(session, filter_.text.strip(), page.now.wall)
        staff = people(session)
    text = _canonical(filter_.text)
    beginnings = (text,) if len(text) >= _SHORTEST_PART else ()
    if filter_.text.strip() and not (found or actors or beginnings):
        beginnings = (_NOBODY,)
    return SearchFilter(
        since_us=_moment(dates.start, filter_.since, page),
        before_us=_moment(dates.end, filter_.until, page),
        lane=filter_.lane or None,
        kinds=_kinds(filter_),
        vehicles=found,
        actors=actors,
        beginnings=beginnings,
        by=filter_.by if filter_.by in {code for code, _ in doers(page, staff)} else None,
        objection=filter_.why if filter_.why in OBJECTION_BADGES else None,
        every=_reason(filter_.why),
    )


def listed(page: Page, before: str, after: str) -> dict[str, object]:
    """Return what the list's template needs: the rows older than `before`, newer than `after`."""
    filter_ = chosen(page)
    found, newer = _found(page, filter_, key(before), key(after))
    names = named(page, found.rows)
    site, language, wall = page.context.site, page.language, page.now.wall
    came_back = newer is not None and key(after) is not None
    back = f"?after={after}" if came_back else f"?before={before}" if key(before) else ""
    oldest = f"{found.rows[-1].epoch}.{found.rows[-1].seq}" if found.rows else ""
    return {
        "filter": filter_,
        "wrong": wrong_dates(page, filter_),
        "events": [event(row, site, names, language, wall) for row in found.rows],
        "lanes": [(each.id, site.lane_name(each, language)) for each in site.lanes],
        "groups": [(code, page.say(name)) for code, (name, _) in GROUPS.items()],
        "doers": doers(page, names.people),
        "whys": whys(page),
        "back": back,
        "newer": newer,
        "older": oldest if came_back else _at(found.rest),
        "story": None,
    }


def named(page: Page, rows: list[StoredRow]) -> Names:
    """Return who is behind the numbers of some rows."""
    with reading(page.context.engine) as session:
        return Names(vehicles.names(session, vehicles_of(rows)), people(session))


@contextmanager
def looking(page: Page) -> Iterator[tuple[sqlite3.Connection, Callable[[], bool]]]:
    """Open the journal for a short look; the function tells when to stop.

    A statement that goes on nevertheless is cut off: no look can hold a thread for long.
    """
    clock, config = page.context.clock, page.context.config
    end = clock.now().monotonic + PATIENCE
    with closing(connect(config.database, read_only=True)) as connection:
        connection.set_progress_handler(lambda: int(clock.now().monotonic > end + 1.0), _STEPS)
        try:
            yield connection, lambda: clock.now().monotonic > end
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{config.database}: looking through the journal took longer than"
                f" {PATIENCE + 1:.0f} s; ask for less at once"
            ) from error


def _found(
    page: Page, filter_: Filter, before: Key | None, after: Key | None
) -> tuple[SearchResult, str | None]:
    """Return a page of rows, and the key of the newest when newer ones may be asked for."""
    asked, gate_id = sought(page, filter_), page.context.config.gate_id
    with looking(page) as (connection, enough):
        if after is not None:
            found = search(
                connection,
                gate_id,
                asked,
                limit=PAGE_SIZE,
                start=after,
                newer=True,
                enough=enough,
            )
            if found.rest is not None:
                return found, _at(found.rest)
            before = None  # the newest page is always a full one
        found = search(connection, gate_id, asked, limit=PAGE_SIZE, start=before, enough=enough)
    first = _at(Key(found.rows[0].epoch, found.rows[0].seq)) if found.rows else None
    return found, first if before is not None else None


def _kinds(filter_: Filter) -> tuple[str, ...]:
    """Return the kinds of rows that can match; those with a reason are few, and found faster."""
    chosen_from = kinds_of(filter_.group)
    if filter_.why in OBJECTION_BADGES:
        family = RowFamily.DECISION
    elif filter_.why in ORDER_REASONS:
        family = RowFamily.ORDER
    else:
        return tuple(chosen_from)
    kinds = chosen_from or RowKind
    return tuple(kind for kind in kinds if family_of(kind) == family) or (_NOBODY,)


def _reason(code: str) -> tuple[tuple[str, ...], ...]:
    """Return what stands in the payload of an order with a reason, with or without a note."""
    if code not in ORDER_REASONS:
        return ()
    return ((f'"reason":"{code}"', f'"reason":"{code}: '),)


def _at(place: Key | None) -> str | None:
    return None if place is None else f"{place.epoch}.{place.seq}"


def _meant(session: Session, text: str, wall: float) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the vehicles and the staff that a text may mean."""
    if not text:
        return (), ()
    found = vehicles.search(session, Query(text), wall=wall, limit=_MOST_VEHICLES)
    staff = users.everyone(session)
    actors = (user.actor for user in staff if text.casefold() in user.name.casefold())
    return tuple(view.id for view in found.rows), tuple(actors)


def _canonical(text: str) -> str:
    """Return the beginning of a plate or tag as the journal has it."""
    try:
        return canonical(text)
    except ValueError:
        bare = "".join(each for each in text.upper() if each.isalnum())
        return bare if any(each.isdigit() for each in bare) else ""


def _moment(read: Callable[..., int], text: str, page: Page) -> int | None:
    try:
        return read(text, page.context.timezone) * 1_000_000
    except ValueError:
        return None
