"""Visitors' passes: listed, made, extended, ended."""

from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, TypeAdapter
from sqlmodel import Session

from gate.registry import dates
from gate.registry.database import editing, reading
from gate.registry.fields import LONGEST, MOST_ENTRIES
from gate.registry.visitors import list as visit_list
from gate.registry.visitors import passes as visits
from gate.registry.visitors.form import VisitForm
from gate.registry.visitors.list import VisitState, VisitView, Which
from gate.registry.visitors.search import search
from gate.web.access.places import ISSUING, VISITORS
from gate.web.api.access import changing, looking, only
from gate.web.api.cursor import packed, unpacked
from gate.web.api.fields import (
    LARGEST,
    Cursor,
    Limit,
    Moment,
    Number,
    Sent,
    Stamp,
    stamp,
    stamp_or_none,
)
from gate.web.api.problem import not_found
from gate.web.request.page import Page
from gate.web.request.query_timeout import patient
from gate.web.visitors.pass_list import LONGEST_SEARCH

router = APIRouter(prefix="/passes", tags=["passes"])

Looking = Annotated[Page, Depends(looking(VISITORS))]


def issuing(page: Annotated[Page, Depends(changing(VISITORS))]) -> Page:
    """Take a request of a role that makes passes."""
    return only(page, ISSUING)


Issuing = Annotated[Page, Depends(issuing)]

_Whole = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
_PLACE: Final = TypeAdapter(tuple[_Whole, _Whole])
_NUMBER: Final = TypeAdapter(_Whole)


class PassQuery(Sent):
    """Which passes. With `q` (code, plate, visitor, host) those of any day; `show` is not asked."""

    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    show: Which = Which.TODAY
    limit: Limit = 50
    cursor: Cursor | None = None


class NewPass(Sent):
    """A pass to make: from now until the working day ends, unless said otherwise.

    Without a plate it always gets a code.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"plate": "N 4321 XY", "host": "Dinas Kominfo"}]}
    )

    plate: Annotated[StrictStr, Field(max_length=40)] | None = None
    host: StrictStr = Field(max_length=LONGEST["host"], description="the department visited")
    visitor: StrictStr = Field(default="", max_length=LONGEST["visitor"])
    purpose: StrictStr = Field(default="", max_length=LONGEST["purpose"])
    phone: StrictStr = Field(default="", max_length=LONGEST["phone"])
    starts: Moment | None = None
    ends: Moment | None = None
    entries: Annotated[StrictInt, Field(ge=1, le=MOST_ENTRIES)] | None = None
    with_code: StrictBool = True


class Extending(Sent):
    """Until when a pass shall hold; null = until the working day ends."""

    ends: Moment | None


class PassOut(BaseModel):
    """A visitor's pass; plate and code in canonical form, `ends_at` exclusive."""

    id: int
    vehicle: int
    state: VisitState
    plate: str | None
    code: str | None
    visitor: str
    host: str
    purpose: str
    phone: str
    starts_at: Stamp
    ends_at: Stamp
    entries: int | None
    issued_by: str | None
    issued_at: Stamp
    ended_early: bool
    blocked: str | None
    inside: bool
    since: Stamp | None = Field(description="when it came in, if it is inside and that is known")

    @classmethod
    def of(cls, view: VisitView, wall: float) -> Self:
        """Write a view down; `wall` (POSIX seconds) decides the state."""
        plain: dict[str, Any] = {name: getattr(view, name) for name in _PLAIN}
        return cls(
            **plain,
            state=view.state(wall),
            starts_at=stamp(view.starts_at),
            ends_at=stamp(view.ends_at),
            issued_at=stamp(view.issued_at),
            since=stamp_or_none(view.since),
        )


_PLAIN: Final = (
    *("id", "vehicle", "plate", "code", "visitor", "host", "purpose", "phone", "entries"),
    *("issued_by", "ended_early", "blocked", "inside"),
)


class PassPage(BaseModel):
    """A piece of the list; `next` leads to the one after it."""

    items: list[PassOut]
    next: str | None


@router.get("")
def list_passes(page: Looking, query: Annotated[PassQuery, Query()]) -> PassPage:
    """List passes: those that end first before the others; found ones the newest first."""
    with reading(page.context.engine) as session, patient(session, page.context.clock):
        found = _found(page, session, query)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > len(shown) else None
    place = None if last is None else packed(last.id if query.q else (last.ends_at, last.id))
    return PassPage(items=[PassOut.of(each, page.now.wall) for each in shown], next=place)


@router.post("", status_code=201)
def issue_pass(page: Issuing, sent: NewPass, response: Response) -> PassOut:
    """Make a pass; the code of an earlier one of the same vehicle opens nothing any more."""
    zone = page.context.timezone
    form = VisitForm(
        plate=sent.plate or "",
        host=sent.host,
        visitor=sent.visitor,
        purpose=sent.purpose,
        phone=sent.phone,
        starts="" if sent.starts is None else dates.spell_start(sent.starts, zone),
        ends="" if sent.ends is None else dates.spell_end(sent.ends, zone),
        entries="" if sent.entries is None else str(sent.entries),
        with_code=sent.with_code,
    )
    with editing(page.context.engine) as session:
        made = visits.issue(session, form, author=page.author, zone=zone)
    response.headers["location"] = f"/api/v1/passes/{made.id}"
    return PassOut.of(made, page.now.wall)


@router.get("/{visit}")
def get_pass(page: Looking, visit: Number) -> PassOut:
    """Get one pass."""
    with reading(page.context.engine) as session:
        return PassOut.of(_known(session, visit), page.now.wall)


@router.post("/{visit}/extend")
def extend_pass(page: Issuing, visit: Number, sent: Extending) -> PassOut:
    """Let a pass hold until another time; one that is over counts again."""
    zone = page.context.timezone
    ends = "" if sent.ends is None else dates.spell_end(sent.ends, zone)
    with editing(page.context.engine) as session:
        number = _known(session, visit).id
        longer = visits.extend(session, number, ends, author=page.author, zone=zone)
    return PassOut.of(longer, page.now.wall)


@router.post("/{visit}/end")
def end_pass(page: Issuing, visit: Number) -> PassOut:
    """Let a pass count no longer; one that is over already stays as it is."""
    with editing(page.context.engine) as session:
        ended = visits.end(session, _known(session, visit).id, author=page.author)
    return PassOut.of(ended, page.now.wall)


def _found(page: Page, session: Session, query: PassQuery) -> list[VisitView]:
    limit = query.limit + 1
    if query.q:
        return search(session, query.q, before=unpacked(query.cursor, _NUMBER), limit=limit)
    return visit_list.listed(
        session,
        query.show,
        page.now.wall,
        page.context.timezone,
        after=unpacked(query.cursor, _PLACE),
        limit=limit,
    )


def _known(session: Session, visit: int) -> VisitView:
    try:
        return visit_list.get(session, visit)
    except LookupError:
        raise not_found(f"pass {visit}") from None
