"""A site that has lived: people of thirty departments, a busy month, a day under way."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from gate.clock import SystemClock, boot_id
from gate.registry.forms import VehicleForm
from gate.registry.visitors.form import VisitForm
from gate.store import journal
from gate.store.database import connect, transaction
from tests.gate.web.conftest import ZONE
from tests.gate.web.played import PlayedController
from tests.gate.web.played_lanes import COUNTED
from tests.gate.web.site import Site

NAMES = (
    *("R. Bambang Sulistyo Wardhana", "Nur Aini", "Agus Priyono", "Siti Rahayu, S.Kom."),
    *("Drs. Mulyadi", "Endang Lestari", "Moh. Fauzi", "Sri Wahyuni", "Hendra Gunawan"),
)
OPDS = ("BPPKAD", "Dispendukcapil", "Bappeda Litbang", "Dinas Kominfo", "Dinkes P2KB", "Satpol PP")
SYSTEM = SystemClock()
BY_HOUR = (0, 0, 0, 0, 1, 2, 9, 24, 14, 8, 6, 5, 6, 5, 4, 4, 3, 2, 1, 1, 0, 0, 0, 0)
REASONS = ("visitor_checked", "delivery", "card_forgotten", "duty", "superior")
OBJECTIONS = ("unknown", "unknown", "expired", "outside_schedule", "blocked", "wrong_lane")


def fill(site: Site, controller: PlayedController) -> None:
    """Let all of it have happened; somebody waits at the entry, somebody leaves."""
    chance = Random(7)
    ids = site.add_vehicles(
        *(
            VehicleForm(
                plate=f"N {chance.randint(1000, 1999)} {chance.choice('ARTVY')}{letter}",
                tags=(f"00128{number:02}F{number:02}",),
                holder=chance.choice(NAMES),
                opd=chance.choice(OPDS),
            )
            for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVWXY")
        )
    )
    now = site.clock.now().wall
    _write(site, [*_month(now, ids, chance), *_morning(now, ids)])
    site.add_pass(VisitForm(plate="P 1440 VX", host="Dispendukcapil", visitor="Dr. Hendra"))
    site.add_pass(VisitForm(host="Sekretariat Daerah", visitor="Kurir", purpose="Surat"))
    controller.occupancy = COUNTED
    controller.reads = {
        name: {
            "lane": reader.lane,
            "connected": True,
            "reason": None,
            "credential": "tag:01001293D8",
            "at": controller.now() - 3,
            "line": {
                "frames": 1284,
                "bad_frames": 3,
                "dropped_bytes": 0,
                "reads_over": 0,
                "echoes": 0,
                "heard_at": controller.now() - 3,
                "antenna": None,
                "rssi": None,
                "last_bytes": "02 30 31 30 30 31 32 39 33 44 38 0D",
            },
        }
        for name, reader in site.config.readers.items()
    }
    controller.wait(
        *("masuk", "plate:N871PS"), vehicle=2, plate="N871PS", ago=24, objections=["expired"]
    )
    controller.wait(
        *("keluar", "plate:N1234AP", "tag:01001293D8"), vehicle=1, plate="N1234AP", granted=True
    )
    controller.lanes["keluar"]["travel"]["open"] = 60.0
    controller.set("keluar", state="opening", inputs=["arming_loop"], outputs=["red"])


Told = tuple[float, str, str | None, str | None, dict[str, object]]
"""Moment, kind, lane, actor, payload."""


def _month(now: float, ids: list[int], chance: Random) -> Iterator[Told]:
    """Tell of the month before: weekdays by the hour, half of it on Saturdays."""
    today = datetime.fromtimestamp(now, ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    day = first
    while day.month == first.month:
        busy = (1.0, 1.0, 1.0, 1.0, 0.8, 0.3, 0.1)[day.weekday()]
        for hour, most in enumerate(BY_HOUR):
            for _ in range(round(most * busy * chance.uniform(0.4, 0.7))):
                at = day.timestamp() + hour * 3600 + chance.uniform(0, 3600)
                yield from _visit(at, chance.choice(ids), chance)
        day += timedelta(days=1)


def _visit(at: float, vehicle: int, chance: Random) -> Iterator[Told]:
    claim = {"claim": uuid4().hex, "vehicle": vehicle}
    if chance.random() < 0.05:
        yield (
            at,
            "decision.denied",
            "masuk",
            None,
            claim | {"objections": [chance.choice(OBJECTIONS)]},
        )
        if chance.random() < 0.6:
            order = {"action": "open", "reason": chance.choice(REASONS), **claim}
            yield at + 9, "order.accepted", "masuk", chance.choice(("user:1", "user:2")), order
            yield at + 15, "passage.done", "masuk", None, claim | {"direction": "in"}
        return
    yield at, "decision.granted", "masuk", None, claim | {"objections": []}
    yield at + 6, "passage.done", "masuk", None, claim | {"direction": "in"}
    leaves = at + chance.uniform(1, 8) * 3600
    yield leaves, "passage.done", "keluar", None, claim | {"direction": "out"}


def _morning(now: float, ids: list[int]) -> Iterator[Told]:
    """Tell of the last quarter of an hour, and of one visitor opened for by hand."""
    for number, vehicle in enumerate(ids[:9]):
        claim = {"claim": f"morning-{number}", "vehicle": vehicle}
        at = now - 900 + 97 * number
        lane, way = ("keluar", "out") if number % 4 == 3 else ("masuk", "in")
        if number == 4:
            yield at, "decision.denied", lane, None, claim | {"objections": ["blocked"]}
            continue
        yield at, "decision.granted", lane, None, claim | {"objections": []}
        yield at + 7, "passage.done", lane, None, claim | {"direction": way}
    read = {"reader": "masuk-kamera", "medium": "plate", "value": "N9340RA", "confidence": 0.94}
    claim = {"claim": "visitor", "credential": "plate:N9340RA"}
    at = now - 89
    reads = [{**read, "at": SYSTEM.now().monotonic - 89.5, "actor": None}]
    yield at, "decision.denied", "masuk", None, claim | {"objections": ["unknown"], "reads": reads}
    order = {"order": "o1", "action": "open", "reason": "delivery: surat Setda", **claim}
    yield at + 27.6, "order.accepted", "masuk", "user:1", order
    yield at + 27.7, "boom.opening", "masuk", None, {"cause": "visitor", "inputs": ["arming_loop"]}
    yield at + 30.6, "boom.opened", "masuk", None, {"cause": "visitor", "inputs": []}
    yield at + 33.3, "passage.done", "masuk", None, claim | {"direction": "in"}
    yield at + 37.0, "boom.closing", "masuk", None, {"cause": "clear", "inputs": []}
    yield at + 39.9, "boom.closed", "masuk", None, {"cause": "clear", "inputs": []}


def _write(site: Site, told: list[Told]) -> None:
    now = site.clock.now()
    rows = [
        journal.Row(
            event_id=uuid4().hex,
            boot_id=boot_id(),
            monotonic_ns=round((now.monotonic - (now.wall - wall)) * 1e9),
            wall_us=round(wall * 1e6),
            clock_trusted=True,
            lane=lane,
            kind=kind,
            actor=actor,
            payload=payload,
        )
        for wall, kind, lane, actor, payload in sorted(told, key=lambda each: each[0])
    ]
    with closing(connect(site.config.database)) as connection, transaction(connection):
        journal.append(connection, site.config.gate_id, rows)
