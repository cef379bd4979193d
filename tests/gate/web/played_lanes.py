"""Lanes as the controller tells them, for tests that need no controller."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gate.core.values.model import Instant
from gate.core.values.settings import Powers
from gate.registry.people.staff import Role
from gate.status.model import (
    AlarmStatus,
    BrokerStatus,
    ClockStatus,
    DiskStatus,
    Held,
    LaneStatus,
    LastOrder,
    Lockdown,
    OccupancyStatus,
    Room,
    Status,
    Travel,
    Waiting,
)
from gate.web.board.moment import LaneName, Moment, Reader, Site
from gate.web.board.objecting import Case
from gate.words.language import Language

MONOTONIC = 1000.0
ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 24, 7, 42, tzinfo=ZONE).timestamp()
POWERS = {"hold": True, "close": True, "lift": True, "stop": True}
POWERLESS = {"hold": False, "close": False, "lift": True, "stop": False}
"""What a board that closes by itself leaves us."""

REFUSES = {
    "open": None,
    "close": "already_closed",
    "hold": None,
    "release": "not_held",
    "free_flow": None,
    "reset": "not_latched",
    "lockdown": None,
    "unlock": "not_locked",
}
COUNTED = {
    "inside": 143,
    "capacity": 180,
    "free": 37,
    "by_category": {"visitor": 12},
    "certainty": "sure",
    "zones": {
        "parkir": {
            "name": "Parkir",
            "inside": 143,
            "capacity": 180,
            "free": 37,
            "by_category": {"visitor": 12},
            "capacity_of": {},
            "certainty": "sure",
            "off_by": 0,
        }
    },
}
"""A site that counts who is inside."""

INPUTS = ("arming_loop", "closed_limit", "open_limit", "photocell", "safety_loop")


_PARTS = {
    "powers": Powers,
    "travel": Travel,
    "lockdown": Lockdown,
    "held": Held,
    "last_order": LastOrder,
    "room": Room,
    "broker": BrokerStatus,
    "clock": ClockStatus,
    "disk": DiskStatus,
    "occupancy": OccupancyStatus,
}


def _parts(found: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """What a part of the status is made of; tests write changes of its own parts as mappings."""
    made = {}
    for name, value in {**found, **changes}.items():
        if name in _PARTS and isinstance(value, dict):
            part = found.get(name)
            made[name] = replace(part, **value) if part is not None else _PARTS[name](**value)
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return made


def lane(state: str = "closed", *active: str, **changes: object) -> LaneStatus:
    """A lane since ten seconds; `active` are its inputs that are on."""
    found: dict[str, object] = {
        "name": "Masuk",
        "direction": "in",
        "wiring": "open_close",
        "state": state,
        "cause": None,
        "since": MONOTONIC - 10,
        "latch": None,
        "fault": None,
        "position": _position(*active),
        "assumed": False,
        "closes_itself": False,
        "powers": Powers(**POWERS),
        "travel": Travel(open=3.0, close=4.0),
        "inputs": {each: each in active for each in INPUTS},
        "outputs": {"red": True, "green": False},
        "credit": 0,
        "lockdown": None,
        "held": None,
        "waiting": None,
        "last_order": None,
        "refuses": REFUSES,
    }
    return LaneStatus(**_parts(found, changes))


def held(**changes: object) -> Held:
    """A hold by a guard, for another half hour."""
    found = {
        "actor": "user:2",
        "reason": "convoy",
        "until": NOW + 1800,
        "mode": "hold",
        "passive": False,
        "resumed": False,
    }
    return Held(**_parts(found, changes))


def _position(*active: str) -> str:
    limits = {"closed_limit", "open_limit"} & set(active)
    if len(limits) > 1:
        return "conflict"
    return limits.pop().removesuffix("_limit") if limits else "between"


def waiting(*objections: str, **changes: object) -> Waiting:
    """A vehicle that has waited for forty seconds."""
    found: dict[str, object] = {
        "claim": "run-7",
        "since": MONOTONIC - 40,
        "credentials": ["plate:N871PS"],
        "confidence": None,
        "vehicle": None,
        "plate": None,
        "granted": not objections,
        "objections": list(objections),
        "blocked": None,
        "withheld": None,
        "candidates": [],
        "camera_lost": False,
        "inside_since": None,
        "room": None,
    }
    return Waiting(**_parts(found, changes))


def status(**changes: object) -> Status:
    """A healthy gate."""
    found: dict[str, object] = {
        "gate_id": "balai-kota",
        "boot_id": "boot-1",
        "pid": 4711,
        "monotonic": MONOTONIC,
        "wall": 0.0,
        "phase": "running",
        "lanes": {"masuk": lane(), "keluar": lane(direction="out")},
        "alarms": [],
        "reads": {},
        "occupancy": None,
        "broker": BrokerStatus(configured=True, connected=True, since=None, backlog=0, reason=None),
        "clock": ClockStatus(trusted=True),
        "disk": DiskStatus(ok=True, reason=None, backlog=0, rescued=None),
    }
    return Status(**_parts(found, changes))


def alarm(code: str, **changes: object) -> AlarmStatus:
    """An alarm of the entry lane, a minute old."""
    found = {
        "id": f"masuk/{code}",
        "alarm": code,
        "lane": "masuk",
        "since": NOW - 60,
        "detail": {},
        "acknowledged": None,
        "acknowledged_at": None,
        "over": False,
        "over_at": None,
    }
    return AlarmStatus(**_parts(found, changes))


def moment(wall: float, **changes: object) -> Moment:
    """The gate at `wall`."""
    found = {"now": Instant(MONOTONIC, wall, trusted=True), "status": status(), "alive": True}
    return Moment(**found | changes)


def case(
    site: Site,
    language: Language,
    shown: Moment,
    who: Waiting,
    *,
    role: Role = Role.GUARD,
    at: LaneName | None = None,
    **changes: object,
) -> Case:
    """Somebody at the entry lane."""
    name = at or site.lanes[0]
    there = lane(waiting=who, direction=name.direction, **changes)
    return Case(site, shown, Reader(language, role), name.id, there, who)
