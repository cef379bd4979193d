"""What the rules of now would have decided where other ones stood."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from gate.core.values.row_kind import RowFamily, family_of
from gate.replay import Outcome, Rules, decide_again
from gate.store import permits
from gate.store.history import StoredRow
from gate.web.request.page import Page
from gate.words.objections import OBJECTIONS, known


def hindsight(page: Page, connection: sqlite3.Connection, rows: list[StoredRow]) -> str | None:
    """Say how the last decision among rows would end now; None when that is as it ended.

    The vehicle, the schedules and `gate.toml` are those of now, what was read and when is not.
    """
    decisions = [row for row in rows if family_of(row.kind) == RowFamily.DECISION]
    if not decisions:
        return None
    row, say = decisions[-1], page.say
    numbers, keys = _about(row.payload or {})
    book = permits.some(connection, page.context.timezone, numbers, keys)
    found = decide_again(row, Rules(page.context.config.site, book.timetable, book))
    badges = ", ".join(say(OBJECTIONS[each].badge) for each in known(found.after))
    match found.outcome:
        case Outcome.GRANTED:
            return say("Dengan aturan sekarang: boleh")
        case Outcome.DENIED:
            return say("Dengan aturan sekarang: tidak dibukakan, {badges}", badges=badges)
        case Outcome.REASONS:
            return say("Dengan aturan sekarang: tetap tidak dibukakan, {badges}", badges=badges)
        case _:
            return None


def _about(payload: Mapping[str, Any]) -> tuple[set[int], set[str]]:
    """Return the vehicles a decision saw, and what was shown to it."""
    reads = [each for each in payload.get("reads") or () if isinstance(each, dict)]
    near = (payload.get("near") or {}).get("candidates") or ()
    numbers = {each.get("owner") for each in reads} | {each.get("vehicle") for each in near}
    keys = {f"{each.get('medium')}:{each.get('value')}" for each in reads}
    return {number for number in numbers if isinstance(number, int)}, keys
