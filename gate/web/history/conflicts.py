"""Two people, one form: what somebody saved meanwhile is shown, never overwritten unseen."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gate.core.values.commands import Json
from gate.store import journal
from gate.store.database import connect
from gate.web.board.moment import person
from gate.web.history.list import named
from gate.web.request.page import Page

Fields = Mapping[str, str]
"""What stands in a form, in words, by the names of its fields."""

_LOOKED_THROUGH: Final = 100
"""Newest changes of a kind among which the one is looked for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field two people disagree on: its name, what stands now, what was typed."""

    name: str
    now: str
    typed: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the form says: who was faster, about which fields, and where to take theirs."""

    told: str
    fields: list[Difference]
    path: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is changed: the kinds of rows that tell of it, what stands in them, and its page."""

    kinds: Sequence[str]
    payload: Mapping[str, Json]
    path: str


class Faster(Exception):  # noqa: N818 - reads as what it is
    """Somebody else has changed it since the form was filled in."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict.told)
        self.conflict = conflict


def stamp(now: Fields) -> str:
    """Return what a form carries to tell later whether anything has changed."""
    return sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()[:16]


def check(page: Page, seen: str, now: Fields, typed: Fields, subject: Subject) -> None:
    """Raise Faster if what stands now is neither what the form showed nor what was typed."""
    differences = [
        Difference(name, now[name] or "-", typed[name] or "-")
        for name in now
        if now[name] != typed[name]
    ]
    if differences and seen != stamp(now):
        raise Faster(Conflict(who_was_faster(page, subject), differences, subject.path))


def who_was_faster(page: Page, subject: Subject) -> str:
    """Say who changed it last, and how long ago."""
    with closing(connect(page.context.config.database, read_only=True)) as connection:
        rows = journal.tail(
            connection,
            page.context.config.gate_id,
            limit=_LOOKED_THROUGH,
            kinds=subject.kinds,
        )
    wanted = subject.payload.items()
    meant = (row for row in rows if row.payload and wanted <= row.payload.items())
    row = max(meant, key=lambda row: row.wall_us, default=None)  # an import tells of itself late
    if row is None:
        return page.say("Orang lain mengubah isian ini. Bandingkan, lalu pilih.")
    ago = max(0.0, page.now.wall - row.wall_us / 1e6)
    return page.say(
        "{name} mengubah isian ini {ago} lalu. Bandingkan, lalu pilih.",
        name=person(named(page, []).people, row.actor, page.language),
        ago=page.language.duration(ago),
    )
