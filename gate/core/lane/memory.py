"""What a lane must know again after a restart: latch, fault, lockdown, alarms, travel, order ids.

It is written in the transaction of the journal's row that caused it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from gate.core.barrier.scan import SILENT
from gate.core.barrier.state import Barrier
from gate.core.lane.alarms import Alarm, left_unseen
from gate.core.lane.state import LaneState, Lockdown, Travel
from gate.core.values.alarm_code import AlarmCode
from gate.core.values.commands import Json

KEPT_ORDERS = 64
"""Order ids that survive a restart; a restart takes longer than an order stays valid."""

UNREADABLE = "recovery"
"""The latch of a lane whose memory makes no sense: something was to be remembered."""

MOST_REOPENS = 6
"""One more than the most that a lane may be set to bear."""

LONGEST_TRAVEL = 75.0
"""Seconds a boom may take to travel."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last run left of a lane; by default, what a first start begins with."""

    barrier: Barrier = field(default_factory=Barrier)
    travel: Travel = field(default_factory=Travel)
    lockdown: Lockdown | None = None
    waived: str | None = None
    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    orders: tuple[str, ...] = ()  # oldest first


def memory_key(lane: str) -> str:
    """Where a lane's memory stands in the controller state."""
    return f"lane.{lane}"


def to_remember(state: LaneState) -> dict[str, Json]:
    """Return what `remembered` reads."""
    locked = state.lockdown
    return {
        "latch": state.barrier.latch,
        "fault": state.barrier.fault,
        "silent": state.barrier.silent,
        "halted": state.barrier.halted,
        "reopens": state.barrier.reopens,
        "up": _halves(state.travel.up),
        "down": _halves(state.travel.down),
        "lockdown": None
        if locked is None
        else {"actor": locked.actor, "reason": locked.reason, "since": locked.since},
        "waived": state.waived,
        "alarms": state.alarms.unseen(),
        "orders": list[Json](islice(reversed(state.seen_orders), KEPT_ORDERS)),
    }


def remembered(memory: Json) -> Memory:
    """Begin again from what the last run left, None = nothing yet.

    Odd values count as a latch, a fault, a stop or a lockdown, never as none.
    """
    if memory is None:
        return Memory()
    if not isinstance(memory, dict):
        return Memory(Barrier(latch=UNREADABLE))
    orders = memory.get("orders")
    return Memory(
        barrier=Barrier(
            latch=_reason(memory.get("latch")),
            fault=_fault(memory.get("fault")),
            silent=_count(memory.get("silent"), SILENT),
            halted=memory.get("halted") not in (None, False),
            reopens=_count(memory.get("reopens"), MOST_REOPENS),
        ),
        travel=_travel(memory.get("up"), memory.get("down")),
        lockdown=_lockdown(memory.get("lockdown")),
        waived=_waived(memory.get("waived")),
        alarms=left_unseen(memory.get("alarms")),
        orders=tuple(map(str, reversed(orders))) if isinstance(orders, list) else (),
    )


def _halves(seconds: float) -> float:
    """Half seconds are exact enough, and do not change at every passage: no needless write."""
    return max(0.5, round(seconds * 2) / 2)


def _reason(value: Json) -> str | None:
    return value if value is None or isinstance(value, str) else UNREADABLE


def _fault(value: Json) -> AlarmCode | None:
    known = next((code for code in AlarmCode if code == value), AlarmCode.RECOVERY)
    return None if value is None else known


def _count(value: Json, most: int) -> int:
    """How often something went wrong; what makes no sense counts as too often."""
    if value is None:
        return 0
    return value if isinstance(value, int) and 0 <= value <= most else most


def _travel(up: Json, down: Json) -> Travel:
    if not isinstance(up, float) or not isinstance(down, float):
        return Travel()
    sound = 0 < min(up, down) <= max(up, down) <= LONGEST_TRAVEL
    return Travel(up, down) if sound else Travel()


def _waived(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _lockdown(value: Json) -> Lockdown | None:
    if value is None:
        return None
    fields = value if isinstance(value, dict) else {}
    since = fields.get("since")
    return Lockdown(
        actor=str(fields.get("actor", "")),
        reason=str(fields.get("reason", "")),
        since=since if isinstance(since, float) else 0.0,
    )
