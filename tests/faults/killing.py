"""One gate that is killed again and again, at the worst of moments, and what is held against it."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from gate.clock import SystemClock, boot_id, monotonic
from gate.core.events import Action, OrderGiven
from gate.core.model import Output
from gate.errors import DeviceError
from gate.orders import send
from gate.store.journal import StoredRow
from simulator.stage import wire_path
from simulator.vehicles import VEHICLES, Kind
from tests.faults.played_gate import SETTLE, PlayedGate
from tests.faults.tap import Life, Tap
from tests.mosquitto import Broker, Subscriber
from tests.waiting import wait_for

EVENTS = "gate/demo/events"
NEWEST = 0.5
"""Seconds before a kill in which a row may still have been on its way to the disk."""
ASKED = {"decision.granted", "order.accepted"}
BOOM = {Output.OPEN, Output.CLOSE}
TAGS = [each.tag for each in VEHICLES if each.kind is Kind.REGISTERED and each.tag]

_preparing = threading.Lock()  # Alembic makes one database at a time


class Campaign:
    """Kills, and counts in `met` what each of them fell into."""

    def __init__(self, gate: PlayedGate, tap: Tap, subscriber: Subscriber, seed: int) -> None:
        self.met: Counter[str] = Counter()
        self.touches = self.unwritten = 0
        self._gate, self._tap, self._subscriber = gate, tap, subscriber
        self._dice = random.Random(seed)
        self._relays = {
            name: {pin for output, pin in lane.outputs.items() if output in BOOM}
            for name, lane in gate.config.lanes.items()
        }

    def kill(self) -> None:
        """One life: it starts, settles, is asked to work, and is killed."""
        lives = len(self._tap.lives)
        self._gate.begin_controller()
        life = wait_for(lambda: self._tap.lives[lives:], "it holds the wires")[0]
        moments: dict[str, tuple[Callable[[Life], object], float]] = {
            "start": (lambda _: self._gate.status(), 3.0),
            "reading": (self._is_asked, 1.0),
            "pulse": (self._touched, 0.5),
            "motion": (self._touched, 2.5),
        }
        chosen = self._dice.choices(list(moments), weights=(1, 2, 4, 4))[0]
        happens, within = moments[chosen]
        if chosen != "start":
            wait_for(lambda: self._gate.status().get("phase") == "running", "it has settled")
        self._until(happens, life, asking=chosen != "start")
        self._gate.live(self._dice.uniform(0.0, within))
        moving = any(self._moves(lane) for lane in self._relays)
        pressed = any(life.on & pins for pins in self._relays.values())
        killed = monotonic()
        self._gate.kill_controller()
        assert life.over.wait(5)
        self._check(life, killed, moving=moving, pressed=pressed)

    def finish(self) -> None:
        """Start it once more: everything is sent."""
        gate = self._gate
        gate.start_controller()
        wait_for(lambda: gate.status()["broker"]["connected"], "the broker is reached")
        wait_for(lambda: gate.status()["broker"]["backlog"] == 0, "nothing waits to be sent")
        rows = gate.journal()
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        wanted = {f"{row.event_id} {row.hash.hex()}" for row in rows}
        wait_for(lambda: wanted <= self.heard, "every row at the subscriber")

    @property
    def heard(self) -> set[str]:
        """The events at the subscriber, by id and hash."""
        heard = (message.json for message in self._subscriber.on(EVENTS))
        return {f"{event['event_id']} {event['hash']}" for event in heard}

    def _ask(self) -> None:
        """Reset what waits for a person, and let a car or an order open what is closed."""
        for name, lane in self._gate.status()["lanes"].items():
            if lane["latch"] or lane["fault"]:
                self._order(name, Action.RESET)
            elif lane["state"] == "closed" and self._dice.random() < 0.3:
                self._order(name, Action.OPEN)
            elif lane["state"] == "closed" and not self._gate.lane(name)["vehicles"]:
                self._gate.arrive(name, tag=self._dice.choice(TAGS), patience=8)

    def _order(self, lane: str, action: Action) -> None:
        order = OrderGiven(
            id=uuid4().hex,
            lane=lane,
            action=action,
            actor="cli:faults",
            reason="uji",
            issued=SystemClock().now().monotonic,
        )
        try:
            asyncio.run(send(self._gate.config.orders_socket, order, boot_id()))
        except DeviceError:
            assert not self._gate.status(), "it runs and does not answer"

    def _until(self, happens: Callable[[Life], object], life: Life, *, asking: bool) -> None:
        """Wait for a moment; one that does not come in time is a moment too."""
        now = ask_at = monotonic()
        deadline = now + 10
        while not happens(life) and now < deadline:
            if asking and now >= ask_at:
                self._ask()
                ask_at = now + 0.5
            self._gate.live(0.01)
            now = monotonic()

    def _touched(self, life: Life) -> bool:
        return any(life.touches(pins) for pins in self._relays.values())

    def _is_asked(self, _: Life) -> bool:
        return any(lane["waiting"] or lane["credit"] for lane in self._lanes())

    def _lanes(self) -> list[dict[str, object]]:
        return list(self._gate.status().get("lanes", {}).values())

    def _moves(self, lane: str) -> bool:
        boom = self._gate.lane(lane)["boom"]
        return abs(boom["at"] - boom["goal"]) > 1.0

    def _check(self, life: Life, killed: float, *, moving: bool, pressed: bool) -> None:
        gate = self._gate
        for lane in self._relays:
            assert not gate.lane(lane)["touching"]
            wait_for(lambda lane=lane: not BOOM & set(gate.lane(lane)["outputs"]), "all is off")
        verified, rows = gate.verify(), gate.journal()
        assert verified.problem is None
        assert self.heard <= {f"{row.event_id} {row.hash.hex()}" for row in rows}
        begun = [place for place, row in enumerate(rows) if row.kind == "gate.started"]
        ours = rows[begun[-1] :] if len(begun) == len(self._tap.lives) else []
        for lane, pins in self._relays.items():
            self._check_touches(lane, life.touches(pins), ours, killed)
        decided = ours and any(
            row.kind.startswith("decision.") and killed - row.monotonic_ns / 1e9 < NEWEST
            for row in ours
        )
        met = ("pulse", pressed), ("motion", moving), ("decision", decided), ("quiet", True)
        self.met[next(name for name, is_so in met if is_so)] += 1

    def _check_touches(
        self, lane: str, touches: list[float], ours: list[StoredRow], killed: float
    ) -> None:
        """No relay of the boom before the boot has settled and somebody asked in this life."""
        asked = min(
            (row.monotonic_ns / 1e9 for row in ours if row.lane == lane and row.kind in ASKED),
            default=None,
        )
        for at in touches:
            self.touches += 1
            if ours:
                assert at >= ours[0].monotonic_ns / 1e9 + SETTLE
            if asked is None:
                self.unwritten += 1
                assert killed - at < NEWEST, f"{lane} moved by itself"
            else:
                assert at >= asked - 0.05, f"{lane} moved before it was asked"


def campaign(folder: Path, kills: int, seed: int) -> Campaign:
    """Kill one gate so many times; return what was counted."""
    broker = Broker(folder / "broker")
    with _preparing:
        played = PlayedGate(folder, broker=f"mqtt://{broker.host}:{broker.port}")
    with (
        broker,
        played as gate,
        Subscriber(broker, EVENTS) as subscriber,
        Tap(wire_path(gate.config)) as tap,
    ):
        done = Campaign(gate, tap, subscriber, seed)
        for _ in range(kills):
            done.kill()
        done.finish()
        return done
