"""What can be ordered of a lane, as programs send it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictInt, StrictStr

from gate.core.values.events import Action
from gate.core.values.orders import LONGEST_HOLD, Argument, Arguments, longest
from gate.web.api.fields import OneOf, Sent
from gate.web.api.reasons import Reasoned
from gate.words.orders import reasons

Claim = Annotated[
    StrictStr,
    Field(
        min_length=1,
        max_length=longest(Argument.CLAIM),
        description="`waiting.claim` of the lane: who it is for",
    ),
]
Minutes = Annotated[StrictInt, Field(ge=1, le=LONGEST_HOLD // 60)]


class Open(Reasoned):
    """Open for one vehicle: the one that waits when its claim is named, else whoever comes."""

    action: Literal["open"]
    reason: Annotated[str, OneOf(reasons(Action.OPEN))]
    claim: Claim | None = None


class Close(Reasoned):
    """Lower the boom once the area under it is clear."""

    action: Literal["close"]
    reason: Annotated[str, OneOf(reasons(Action.CLOSE))]


class Stop(Reasoned):
    """Halt the boom where it is, until somebody opens or resets it; this is no emergency stop."""

    action: Literal["stop"]
    reason: Annotated[str, OneOf(reasons(Action.STOP))]


class Hold(Reasoned):
    """Keep the boom up for a time."""

    action: Literal["hold"]
    reason: Annotated[str, OneOf(reasons(Action.HOLD))]
    minutes: Minutes


class FreeFlow(Reasoned):
    """Keep the boom up for a time and turn nobody away; what is read is still recorded."""

    action: Literal["free_flow"]
    reason: Annotated[str, OneOf(reasons(Action.FREE_FLOW))]
    minutes: Minutes


class Release(Sent):
    """End a hold or a free flow."""

    action: Literal["release"]


class Reset(Reasoned):
    """Free a boom that is latched; somebody must have seen that the area under it is clear."""

    action: Literal["reset"]
    reason: Annotated[str, OneOf(reasons(Action.RESET))]
    area_seen_clear: Literal[True]


class Lockdown(Reasoned):
    """Deny everybody until unlocked."""

    action: Literal["lockdown"]
    reason: Annotated[str, OneOf(reasons(Action.LOCKDOWN))]


class Unlock(Reasoned):
    """End a lockdown."""

    action: Literal["unlock"]
    reason: Annotated[str, OneOf(reasons(Action.UNLOCK))]


class Dismiss(Sent):
    """Turn the waiting vehicle away."""

    action: Literal["dismiss"]
    claim: Claim


class CorrectPlate(Sent):
    """Tell what the plate of the waiting vehicle really is; it is decided again."""

    action: Literal["correct_plate"]
    claim: Claim
    plate: Annotated[
        StrictStr, Field(min_length=1, max_length=longest(Argument.PLATE), examples=["N 1234 AP"])
    ]


AnyOrder = Annotated[
    Open
    | Close
    | Stop
    | Hold
    | FreeFlow
    | Release
    | Reset
    | Lockdown
    | Unlock
    | Dismiss
    | CorrectPlate,
    Field(discriminator="action"),
]


def arguments(sent: AnyOrder, now: float) -> Arguments:
    """Return what an order has to know, beside whom it is for; `now` is POSIX seconds."""
    match sent:
        case Hold() | FreeFlow():
            return {Argument.UNTIL: now + sent.minutes * 60}
        case Reset():
            return {Argument.SEEN: sent.area_seen_clear}
        case CorrectPlate():
            return {Argument.PLATE: sent.plate}
        case _:
            return {}


class Accepted(BaseModel):
    """The controller has taken the order; how it went follows in `last_order` of the lane."""

    order: str = Field(description="the id of the order")
    lane: str
    accepted: Literal[True] = True
