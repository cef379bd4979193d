"""The journal: searched, one row, and the passage it belongs to."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from gate.core.values.plates import canonical
from gate.store.history import StoredRow, one, record
from gate.store.search import Key, SearchFilter, near, search
from gate.store.verification import verify_span
from gate.web.access.places import HISTORY
from gate.web.api.access import looking
from gate.web.api.cursor import packed, unpacked
from gate.web.api.fields import LARGEST, Cursor, Limit, Moment, Number, Sent, Stamp, stamp
from gate.web.api.problem import not_found, wrong
from gate.web.history.list import looking as looking_through
from gate.web.history.passage import together
from gate.web.request.page import Page
from gate.words.kinds import kinds_of

router = APIRouter(prefix="/journal", tags=["journal"])

Looking = Annotated[Page, Depends(looking(HISTORY))]
Group = Literal["decisions", "passages", "orders", "alarms", "boom", "admin"]
RowKey = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,32}\.[0-9]{1,15}$", description="`epoch.seq`"),
]

_Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
_PLACE: Final = TypeAdapter(
    tuple[Annotated[str, StringConstraints(max_length=32)], Annotated[int, Field(ge=0, le=LARGEST)]]
)


class JournalQuery(Sent):
    """Which rows: all conditions must hold; `before` is exclusive.

    `reason` is that of an order (its code, or how its words begin) or the code of an objection.
    """

    since: Moment | None = None
    before: Moment | None = None
    lane: _Word | None = None
    kind: Annotated[_Word, Field(examples=["decision.denied"])] | None = None
    group: Group | None = None
    vehicle: Number | None = None
    plate: Annotated[_Word, Field(examples=["N 1234 AP"])] | None = None
    reason: _Word | None = None
    actor: Annotated[_Word, Field(examples=["user:3", "api:parkir-pusat"])] | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class JournalRow(BaseModel):
    """A row as it stands in the journal; an erased `payload` is null."""

    gate_id: str
    epoch: str
    seq: int
    event_id: str
    boot_id: str
    monotonic: float = Field(description="seconds since the boot")
    time: Stamp
    clock_trusted: bool
    lane: str | None
    kind: str
    actor: str | None
    hash: str
    payload: dict[str, Any] | None

    @classmethod
    def of(cls, row: StoredRow) -> "JournalRow":
        """Write a row down."""
        fields: dict[str, Any] = dict(record(row))
        return cls(time=stamp(fields.pop("wall")), **fields)


class JournalPage(BaseModel):
    """Rows, the newest first; `next` leads to older ones, null when there are none.

    A look that takes too long ends early: then there may be few rows, and a `next`.
    """

    items: list[JournalRow]
    next: str | None


class Passage(BaseModel):
    """The rows of one passage, the oldest first, and whether they are as they were written."""

    items: list[JournalRow]
    whole: bool = Field(description="the chain from the first to the last row is unbroken")
    broken: int | None = Field(description="the first row that is not as it was written")


@router.get("")
def list_journal(page: Looking, query: Annotated[JournalQuery, Query()]) -> JournalPage:
    """Search the journal."""
    kinds: Sequence[str] = kinds_of(query.group) if query.group is not None else []
    if query.kind is not None:
        kinds = [each for each in kinds or [query.kind] if each == query.kind] or [""]
    wanted = SearchFilter(
        since_us=_micro(query.since),
        before_us=_micro(query.before),
        lane=query.lane,
        kinds=tuple(kinds),
        actors=() if query.actor is None else (query.actor,),
        every=tuple(_pieces(query)),
    )
    return sought_page(page, wanted, query.limit, query.cursor)


@router.get("/{key}")
def get_journal_row(page: Looking, key: RowKey) -> JournalRow:
    """Get one row."""
    with looking_through(page) as (connection, _):
        row = one(connection, page.context.config.gate_id, *_key(key))
    if row is None:
        raise not_found(f"row {key}")
    return JournalRow.of(row)


@router.get("/{key}/passage")
def get_passage(page: Looking, key: RowKey) -> Passage:
    """Get all rows of the passage that a row belongs to."""
    gate_id = page.context.config.gate_id
    with looking_through(page) as (connection, _):
        row = one(connection, gate_id, *_key(key))
        if row is None:
            raise not_found(f"row {key}")
        rows = together(row, near(connection, gate_id, row))
        first = rows[0].seq
        checked = verify_span(connection, gate_id, row.epoch, first, rows[-1].seq)
    return Passage(
        items=[JournalRow.of(each) for each in rows],
        whole=checked.problem is None,
        broken=None if checked.problem is None else first + checked.rows,
    )


def sought_page(page: Page, wanted: SearchFilter, limit: int, cursor: str | None) -> JournalPage:
    """Answer with the rows behind a cursor."""
    place = unpacked(cursor, _PLACE)
    start = None if place is None else Key(*place)
    with looking_through(page) as (connection, enough):
        found = search(
            connection,
            page.context.config.gate_id,
            wanted,
            limit=limit,
            start=start,
            enough=enough,
        )
    return JournalPage(
        items=[JournalRow.of(row) for row in found.rows],
        next=None if found.rest is None else packed(found.rest),
    )


def _pieces(query: JournalQuery) -> list[tuple[str, ...]]:
    """Return what must stand in a canonical payload: one piece of each group."""
    groups = []
    if query.vehicle is not None:
        groups.append(tuple(SearchFilter(vehicles=(query.vehicle,)).parts))
    if query.plate is not None:
        try:
            groups.append(tuple(SearchFilter(beginnings=(canonical(query.plate),)).parts))
        except ValueError:
            raise wrong("query", "plate", "plate_wrong", "Write a plate like N 1234 AP") from None
    if query.reason is not None:
        written = json.dumps(query.reason, ensure_ascii=False)
        groups.append((f'"reason":{written[:-1]}', f"[{written}", f",{written}"))
    return groups


def _micro(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * 1_000_000


def _key(text: str) -> Key:
    epoch, _, seq = text.partition(".")
    return Key(epoch, int(seq))
