"""How far the chain of the journal was found whole, a little more with every look."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gate.store.statistics import Records
from gate.store.verification import verify_span


@dataclass(frozen=True, slots=True)
class Proof:
    """Of so many `rows` the first `checked` are whole; `broken` names the first one that is not."""

    rows: int
    checked: int
    broken: int | None
    untrusted: int


class Proofs:
    """Remembers what was checked since this process began: a month may take several looks."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, int], int] = {}

    def check(
        self,
        connection: sqlite3.Connection,
        gate_id: str,
        records: Sequence[Records],
        enough: Callable[[], bool],
    ) -> Proof:
        """Go on with the rows of a span until `enough` says so."""
        checked, broken = 0, None
        for each in records:
            begun = (each.epoch, each.first)
            start = min(self._whole.get(begun, each.first - 1), each.last) + 1
            checked += start - each.first
            if start > each.last:
                continue
            if enough():
                break
            found = verify_span(connection, gate_id, each.epoch, start, each.last, enough)
            checked += found.rows
            self._whole[begun] = start + found.rows - 1
            if found.problem is not None:
                broken = start + found.rows
                break
        rows = sum(each.last - each.first + 1 for each in records)
        return Proof(rows, checked, broken, sum(each.untrusted for each in records))
