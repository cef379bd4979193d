"""One order of a person: its reason checked, sent to the controller, a refusal in words."""

from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import Form

from gate import orders
from gate.core.events import Action, OrderGiven
from gate.errors import DeviceError
from gate.web.board.moment import LaneName
from gate.web.page import Page
from gate.web.wording.orders import (
    LONGEST_REASON,
    OTHER,
    SHORTEST_REASON,
    SILENT,
    Question,
    refused,
)

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in before an order, as it came."""

    reason: str = ""
    note: str = ""
    minutes: str = ""
    promise: str = ""
    claim: str = ""

    @property
    def words(self) -> str:
        """The reason as journalled: a code, a code with a note behind it, or the note alone."""
        note = " ".join(self.note.split())
        if self.reason == OTHER:
            return note
        return f"{self.reason}: {note}" if note else self.reason


def filled_in(
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    minutes: Annotated[str, Form(max_length=4)] = "",
    promise: Annotated[str, Form(max_length=4)] = "",
    claim: Annotated[str, Form(max_length=100)] = "",
) -> Filled:
    """Take the form's fields."""
    return Filled(reason, note, minutes, promise, claim)


def problem(page: Page, question: Question, filled: Filled) -> str | None:
    """Say what is still missing before the order can be given."""
    lacking = reason_problem(page, question.reasons, filled)
    if lacking is not None:
        return lacking
    if question.minutes and filled.minutes not in map(str, question.minutes):
        return page.say("Pilih berapa lama dulu")
    if question.promise is not None and not filled.promise:
        return page.say("Lihat dulu palang dan areanya, lalu beri centang")
    return None


def reason_problem(page: Page, choices: tuple[str, ...], filled: Filled) -> str | None:
    """Say what is wrong with the reason."""
    if filled.reason not in choices:
        return page.say("Pilih alasan dulu")
    if filled.reason == OTHER and len("".join(filled.note.split())) < SHORTEST_REASON:
        return page.say("Tulis alasannya, paling sedikit 5 huruf")
    return None


def order(
    page: Page, lane: LaneName, action: Action, filled: Filled, *, value: str | None = None
) -> OrderGiven:
    """Write an order of whoever is signed in, issued now."""
    now = page.context.clock.now()
    until = now.wall + int(filled.minutes) * _MINUTE if action is Action.HOLD else None
    return OrderGiven(
        id=uuid4().hex,
        lane=lane.id,
        action=action,
        actor=page.user.actor,
        reason=filled.words[:LONGEST_REASON],
        issued=now.monotonic,
        until=until,
        claim=filled.claim or None,
        value=value,
    )


async def send(page: Page, given: OrderGiven) -> str | None:
    """Give the order; return in words why it was not taken, None when it was."""
    context = page.context
    try:
        refusal = await orders.send(context.config.orders_socket, given, context.boot_id)
    except DeviceError:
        return page.say(SILENT)
    if refusal is not None:
        return refused(page.language, refusal)
    context.feed.sent(given.lane, given.id)
    return None
