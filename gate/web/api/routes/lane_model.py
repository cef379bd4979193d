"""A lane as programs get it."""

from typing import Self

from pydantic import BaseModel, Field

from gate.core.values.model import Instant
from gate.status.model import LaneStatus, Waiting
from gate.web.api.fields import Stamp, stamp, stamp_or_none


class Refusals(BaseModel):
    """What an order would be refused with now, as a code; null = it is possible."""

    open: str | None
    close: str | None
    hold: str | None
    release: str | None
    free_flow: str | None
    reset: str | None
    lockdown: str | None
    unlock: str | None


class LockdownOut(BaseModel):
    """Who locked a lane down."""

    actor: str
    reason: str
    since: Stamp


class HeldOut(BaseModel):
    """Who holds the boom up; without `until` for ever."""

    actor: str
    reason: str
    until: Stamp | None
    mode: str


class WaitingOut(BaseModel):
    """Who stands at the boom, and what the gate thinks of it."""

    claim: str
    since: Stamp
    credentials: list[str]
    confidence: float | None
    vehicle: int | None
    plate: str | None
    granted: bool
    objections: list[str]
    withheld: str | None

    @classmethod
    def of(cls, waiting: Waiting, now: Instant) -> Self:
        """Write down who waits."""
        return cls(
            claim=waiting.claim,
            since=stamp(_wall(waiting.since, now)),
            credentials=list(waiting.credentials),
            confidence=waiting.confidence,
            vehicle=waiting.vehicle,
            plate=waiting.plate,
            granted=waiting.granted,
            objections=list(waiting.objections),
            withheld=waiting.withheld,
        )


class OrderOut(BaseModel):
    """The newest order of a lane, and how it went."""

    id: str
    action: str
    actor: str
    refusal: str | None
    at: Stamp
    outcome: str


class LaneOut(BaseModel):
    """What a lane does now."""

    id: str
    name: str
    direction: str
    state: str
    cause: str | None
    since: Stamp
    latch: str | None
    fault: str | None
    position: str
    assumed: bool = Field(description="one end of the boom's way is known by time only")
    inputs: dict[str, bool | None]
    outputs: dict[str, bool]
    credit: int
    lockdown: LockdownOut | None
    held: HeldOut | None
    waiting: WaitingOut | None
    last_order: OrderOut | None
    refuses: Refusals

    @classmethod
    def of(cls, lane_id: str, lane: LaneStatus, now: Instant) -> Self:
        """Write down what the controller says of a lane."""
        locked, held, last = lane.lockdown, lane.held, lane.last_order
        waiting = lane.waiting
        return cls(
            id=lane_id,
            name=lane.name,
            direction=lane.direction,
            state=lane.state,
            cause=lane.cause,
            since=stamp(_wall(lane.since, now)),
            latch=lane.latch,
            fault=lane.fault,
            position=lane.position,
            assumed=lane.assumed,
            inputs=dict(lane.inputs),
            outputs=dict(lane.outputs),
            credit=lane.credit,
            lockdown=None
            if locked is None
            else LockdownOut(actor=locked.actor, reason=locked.reason, since=stamp(locked.since)),
            held=None
            if held is None
            else HeldOut(
                actor=held.actor,
                reason=held.reason,
                until=stamp_or_none(held.until),
                mode=held.mode,
            ),
            waiting=None if waiting is None else WaitingOut.of(waiting, now),
            last_order=None
            if last is None
            else OrderOut(
                id=last.id,
                action=last.action,
                actor=last.actor,
                refusal=last.refusal,
                at=stamp(_wall(last.at, now)),
                outcome=last.outcome,
            ),
            refuses=Refusals(**lane.refuses),
        )


class Lanes(BaseModel):
    """All lanes."""

    items: list[LaneOut]


def _wall(monotonic: float, now: Instant) -> float:
    """Return when something was by the wall clock, POSIX seconds."""
    return now.wall - (now.monotonic - monotonic)
