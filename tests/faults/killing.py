"""One gate that is killed again and again, at the worst of moments, and what is held against it."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from gate.clock import SystemClock, boot_id, monotonic
from gate.controller.orders import send
from gate.core.values.events import Action, OrderGiven
from gate.core.values.model import Output
from gate.store.journal import StoredRow
from simulator.stage import wire_path
from simulator.vehicles import VEHICLES, Kind
from tests.faults.played_gate import SETTLE, PlayedGate
from tests.faults.tap import Life, Tap
from tests.mosquitto import Broker, Subscriber
from tests.waiting import BOUND, wait_for

EVENTS = "gate/demo/events"
MOMENTS = {"start": (1, 1.5), "decision": (2, 0.2), "pulse": (4, 0.5), "motion": (4, 2.0)}
"""How often each is chosen, and the seconds into it at which the kill falls at most."""
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
        self._asked: dict[str, float] = {}
        self._ask_at = 0.0

    def kill(self, moment: str) -> None:
        """One life: it starts, settles, is asked to work, and is killed at that moment."""
        lives, born = len(self._tap.lives), monotonic()
        self._asked = {name: born for name in self._relays if self._gate.lane(name)["vehicles"]}
        self._gate.begin_controller()
        life = wait_for(lambda: self._tap.lives[lives:], "it holds the wires")[0]
        if moment != "start":
            wait_for(lambda: self._gate.status().get("phase") == "running", "it has settled")
        wait_for(lambda: self._falls(moment, life), moment)
        self._gate.kill_controller()
        assert life.over.wait(BOUND)
        self._check(life)
        self.met[moment] += 1

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

    def _falls(self, moment: str, life: Life) -> bool:
        """Ask for work, go some way into the moment if it has come; whether it is that still."""
        is_now: dict[str, Callable[[], bool]] = {
            "start": lambda: self._gate.status().get("phase") == "settling",
            "decision": lambda: any(lane["waiting"] or lane["credit"] for lane in self._lanes()),
            "pulse": lambda: any(life.on & pins for pins in self._relays.values()),
            "motion": lambda: any(self._moves(lane) for lane in self._relays),
        }
        if moment != "start" and monotonic() >= self._ask_at:
            self._ask()
            self._ask_at = monotonic() + 0.5
        if not is_now[moment]():
            return False
        self._gate.live(self._dice.uniform(0.0, MOMENTS[moment][1]))
        return is_now[moment]()

    def _ask(self) -> None:
        """Reset what waits for a person, and let a car or an order open what is closed."""
        for name, lane in self._gate.status()["lanes"].items():
            if lane["latch"] or lane["fault"]:
                self._order(name, Action.RESET)
            elif lane["state"] == "closed" and self._dice.random() < 0.3:
                self._order(name, Action.OPEN)
            elif lane["state"] == "closed" and not self._gate.lane(name)["vehicles"]:
                self._asked.setdefault(name, monotonic())
                self._gate.arrive(name, tag=self._dice.choice(TAGS), patience=8)

    def _order(self, lane: str, action: Action) -> None:
        self._asked.setdefault(lane, monotonic())
        order = OrderGiven(
            id=uuid4().hex,
            lane=lane,
            action=action,
            actor="cli:faults",
            reason="uji",
            issued=SystemClock().now().monotonic,
        )
        asyncio.run(send(self._gate.config.orders_socket, order, boot_id(), within=BOUND))

    def _lanes(self) -> list[dict[str, object]]:
        return list(self._gate.status().get("lanes", {}).values())

    def _moves(self, lane: str) -> bool:
        boom = self._gate.lane(lane)["boom"]
        return abs(boom["at"] - boom["goal"]) > 1.0

    def _check(self, life: Life) -> None:
        gate = self._gate
        for lane in self._relays:
            wait_for(lambda lane=lane: not BOOM & set(gate.lane(lane)["outputs"]), "all is off")
            assert not gate.lane(lane)["touching"]
        verified, rows = gate.verify(), gate.journal()
        assert verified.problem is None
        assert self.heard <= {f"{row.event_id} {row.hash.hex()}" for row in rows}
        begun = [place for place, row in enumerate(rows) if row.kind == "gate.started"]
        ours = rows[begun[-1] :] if len(begun) == len(self._tap.lives) else []
        for lane, pins in self._relays.items():
            self._check_touches(lane, life.touches(pins), ours)

    def _check_touches(self, lane: str, touches: list[float], ours: list[StoredRow]) -> None:
        """No relay of the boom before the boot has settled and somebody asked in this life.

        The row that says who asked may have been on its way to the disk when the kill came.
        """
        asked = min(
            (row.monotonic_ns / 1e9 for row in ours if row.lane == lane and row.kind in ASKED),
            default=None,
        )
        self.unwritten += len(touches) if asked is None else 0
        for at in touches:
            self.touches += 1
            if ours:
                assert at >= ours[0].monotonic_ns / 1e9 + SETTLE
            if asked is None:
                assert at >= self._asked.get(lane, float("inf")), f"{lane} moved by itself"
            else:
                assert at >= asked, f"{lane} moved before it was asked"


def campaign(folder: Path, moments: Sequence[str], seed: int) -> Campaign:
    """Kill one gate at each of the moments; return what was counted."""
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
        for moment in moments:
            done.kill(moment)
        done.finish()
        return done
