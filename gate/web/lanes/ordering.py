"""One order of a person: its form checked, sent to the controller, a refusal in words."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from uuid import uuid4

from fastapi import Depends, Form

from gate.controller import orders
from gate.core.values.events import Action, OrderGiven
from gate.core.values.orders import (
    CATALOGUE,
    LONGEST_HOLD,
    LONGEST_REASON,
    NO_ARGUMENTS,
    Argument,
    Arguments,
    OrderError,
    complete,
    longest,
)
from gate.errors import DeviceError
from gate.status.model import LaneStatus
from gate.web.board.moment import LaneName
from gate.web.request.page import Page
from gate.words.orders import OTHER, SHORTEST_REASON, Question
from gate.words.refusals import SILENT, SUPERVISOR_FIRST, refused

NOT_ANSWERED: Final = "not_answered"
NOT_BY_GUARD: Final = "not_by_guard"
"""Why these pages did not give an order, beside the refusals of the controller."""

_MINUTE: Final = 60
_TIME_OF_DAY: Final = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in before an order, as it came."""

    reason: str = ""
    note: str = ""
    minutes: str = ""
    until: str = ""
    promise: str = ""
    everywhere: str = ""
    claim: str = ""

    @property
    def words(self) -> str:
        """The reason as journalled: a code, a code with a note behind it, or the note alone."""
        note = " ".join(self.note.split())
        if self.reason == OTHER:
            return note
        return f"{self.reason}: {note}" if note else self.reason


FIELDS: Final = ("order", "time", "reason", "promise")
"""Where a form says what is wrong: the order itself, or one of its fields."""


@dataclass(frozen=True, slots=True)
class Hitch:
    """What stops an order, said at one of `FIELDS`."""

    field: str
    text: str


def how_long(
    minutes: Annotated[str, Form(max_length=4)] = "",
    until: Annotated[str, Form(max_length=8)] = "",
) -> tuple[str, str]:
    """Take the two ways to say how long."""
    return minutes, until.strip()


def filled_in(
    span: Annotated[tuple[str, str], Depends(how_long)],
    reason: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    promise: Annotated[str, Form(max_length=4)] = "",
    everywhere: Annotated[str, Form(max_length=4)] = "",
    claim: Annotated[str, Form(max_length=longest(Argument.CLAIM))] = "",
) -> Filled:
    """Take the form's fields."""
    return Filled(reason, note, *span, promise, everywhere, claim)


def hitch(page: Page, question: Question, filled: Filled) -> Hitch | None:
    """Say what is still missing before the order can be given."""
    if question.minutes and end_of(page, question, filled) is None:
        return Hitch("time", _time_problem(page, filled))
    reason = reason_problem(page, question.reasons, filled) if question.reasons else None
    if reason is not None:
        return Hitch("reason", reason)
    if question.promise is not None and not filled.promise:
        return Hitch("promise", page.say("Lihat dulu palang dan areanya, lalu beri centang"))
    return None


def reason_problem(page: Page, choices: tuple[str, ...], filled: Filled) -> str | None:
    """Say what is wrong with the reason."""
    if filled.reason not in choices:
        return page.say("Pilih alasan dulu")
    if filled.reason == OTHER and len("".join(filled.note.split())) < SHORTEST_REASON:
        return page.say("Tulis alasannya, paling sedikit 5 huruf")
    return None


def end_of(page: Page, question: Question, filled: Filled) -> float | None:
    """Return when a hold is to end (POSIX seconds); None when that was not said properly.

    A time of day is the next one by the gate's clock, and wins over a choice of minutes.
    """
    now = page.context.clock.now().wall
    if not filled.until:
        chosen = filled.minutes in map(str, question.minutes)
        return now + int(filled.minutes) * _MINUTE if chosen else None
    found = _TIME_OF_DAY.fullmatch(filled.until)
    if found is None:
        return None
    here = page.language.local(now)
    end = here.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    if end <= here:
        end += timedelta(days=1)
    return end.timestamp() if end.timestamp() - now <= LONGEST_HOLD else None


def _time_problem(page: Page, filled: Filled) -> str:
    if filled.until:
        return page.say("Tulis jam seperti 21.30, paling lama 12 jam lagi")
    return page.say("Pilih berapa lama dulu")


def bare(page: Page, lane: LaneName, action: Action, filled: Filled) -> OrderGiven:
    """Write an order of whoever is signed in, issued now, without what it needs to know."""
    return OrderGiven(
        id=uuid4().hex,
        lane=lane.id,
        action=action,
        actor=page.user.actor,
        reason=filled.words[:LONGEST_REASON],
        issued=page.context.clock.now().monotonic,
    )


def order(
    page: Page,
    lane: LaneName,
    action: Action,
    filled: Filled,
    arguments: Arguments = NO_ARGUMENTS,
) -> OrderGiven:
    """Write an order of whoever is signed in, issued now; OrderError when it lacks something."""
    asked = dict(arguments)
    if Argument.CLAIM in CATALOGUE[action].arguments:
        asked[Argument.CLAIM] = filled.claim
    return complete(bare(page, lane, action, filled), asked)


async def order_now(
    page: Page,
    lane: LaneName,
    action: Action,
    filled: Filled,
    arguments: Arguments = NO_ARGUMENTS,
) -> str | None:
    """Give an order; return in words why it was not taken, None when it was."""
    try:
        given = order(page, lane, action, filled, arguments)
    except OrderError as error:
        return not_given(page, error.refusal, action)
    return await send(page, given)


async def send(page: Page, given: OrderGiven) -> str | None:
    """Send an order; return in words why it was not taken, None when it was."""
    refusal = await give(page, given)
    return None if refusal is None else not_given(page, refusal, given.action)


async def give(page: Page, given: OrderGiven) -> str | None:
    """Give the order; return the code of why it was not taken, None when it was."""
    context = page.context
    try:
        refusal = await orders.send(
            context.config.orders_socket, given, context.boot_id, context.answer_within
        )
    except DeviceError:
        return NOT_ANSWERED
    if refusal is None:
        context.feed.sent(given.lane, given.id)
    return refusal


def not_given(page: Page, code: str, action: Action) -> str:
    """Word why an order was not taken."""
    plain = {NOT_ANSWERED: SILENT, NOT_BY_GUARD: SUPERVISOR_FIRST}.get(code)
    return refused(page.language, code, action) if plain is None else page.say(plain)


def lane_now(page: Page, lane: LaneName) -> LaneStatus | None:
    """Return a lane as the controller tells it now."""
    status = page.context.feed.moment.status
    return None if status is None else status.lanes.get(lane.id)


def lane_name(page: Page, lane: LaneName) -> str:
    """Name a lane inside a sentence."""
    name = page.context.site.lane_name(lane, page.language)
    return name[:1].lower() + name[1:]
