"""A controller for tests: tells `status.json` what it is told, takes real orders on its socket."""

import asyncio
import copy
import functools
import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import asdict

from gate.clock import boot_id
from gate.config.gate_toml import Config
from gate.controller import orders
from gate.core.values.events import Action, OrderGiven
from gate.ports import Clock
from tests.waiting import BOUND, until

HEARTBEAT = 0.5


class PlayedController:
    """Drivable: `set` a lane, `wait` somebody at it, look at `orders`; `refusal` answers them.

    `refuses_at` is a lane that is stopped, or an action that never is done. With `knows_again` an
    order that comes twice is a duplicate.
    """

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self.orders: list[OrderGiven] = []
        self.refusal: str | None = None
        self.refuses_at: str | None = None
        self.knows_again = False
        self.phase = "running"
        self.alarms: list[dict] = []
        self.reads: dict[str, dict[str, object]] = {}
        self.occupancy: dict[str, object] | None = None
        self.broker = {
            "configured": True,
            "connected": True,
            "since": None,
            "backlog": 0,
            "reason": None,
        }
        self.clock_trusted = True
        self.disk = {"ok": True, "reason": None, "backlog": 0, "rescued": None}
        self.silent = False
        self.lanes = {lane_id: self._lane(lane_id) for lane_id in config.lanes}
        self._telling = threading.RLock()  # the test, and the thread that takes orders
        self._written = 0

    def now(self) -> float:
        return self._clock.now().monotonic

    def set(self, lane: str, **changes: object) -> None:
        """Change a lane; `inputs` and `outputs` name what is on now, the rest goes off."""
        with self._telling:
            shown = self.lanes[lane]
            for name in ("inputs", "outputs"):
                if name in changes:
                    on = changes.pop(name)
                    shown[name] = {each: each in on for each in shown[name]}
            inputs = shown["inputs"]
            limits = {limit for limit in ("closed", "open") if inputs.get(f"{limit}_limit")}
            shown["position"] = limits.pop() if len(limits) == 1 else "between"
            if "state" in changes:
                shown["since"] = self.now()
            shown.update(changes)
            self.write()

    def wait(self, lane: str, *credentials: str, ago: float = 0.0, **waiting: object) -> None:
        """Let somebody stand at a lane."""
        self.lanes[lane]["inputs"]["arming_loop"] = True
        self.lanes[lane]["waiting"] = {
            "claim": "claim-1",
            "since": self.now() - ago,
            "credentials": list(credentials),
            "confidence": None,
            "vehicle": None,
            "plate": None,
            "granted": False,
            "objections": [],
            "blocked": None,
            "withheld": None,
            "candidates": [],
            "camera_lost": False,
            "inside_since": None,
            "room": None,
        } | waiting
        self.write()

    def leave(self, lane: str) -> None:
        """Nobody stands there any more."""
        self.lanes[lane]["inputs"]["arming_loop"] = False
        self.lanes[lane]["waiting"] = None
        self.write()

    def alarm(self, code: str, lane: str, **changes: object) -> None:
        standing = {
            "id": f"{lane}/{code}",
            "alarm": code,
            "lane": lane,
            "since": self._clock.now().wall,
            "detail": {},
            "acknowledged": None,
            "acknowledged_at": None,
            "over": False,
            "over_at": None,
        }
        self.alarms.append(standing | changes)
        self.write()

    def status(self) -> dict[str, object]:
        now = self._clock.now()
        return {
            "gate_id": self._config.gate_id,
            "boot_id": boot_id(),
            "pid": os.getpid(),
            "monotonic": now.monotonic,
            "wall": now.wall,
            "phase": self.phase,
            "lanes": copy.deepcopy(self.lanes),
            "alarms": list(self.alarms),
            "reads": copy.deepcopy(self.reads),
            "occupancy": self.occupancy,
            "broker": self.broker,
            "clock": {"trusted": self.clock_trusted},
            "disk": self.disk,
        }

    def write(self) -> None:
        if self.silent:
            return
        path = self._config.status_file
        fresh = path.with_suffix(".new")
        with self._telling:
            fresh.write_text(json.dumps(self.status()))
            self._written += 1  # twice within a tick of the file system's clock is two times
            os.utime(fresh, ns=(self._written, self._written))
            fresh.replace(path)

    @contextmanager
    def running(self, *, beating: bool = True) -> Iterator["PlayedController"]:
        """Take orders in a thread of its own, and write anew again and again while `beating`."""
        self.write()
        started: Future[Callable[[], object]] = Future()
        run = functools.partial(self._run, started, beating=beating)
        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        stop = started.result(BOUND)
        try:
            yield self
        finally:
            stop()
            thread.join(BOUND)
        assert not thread.is_alive()

    async def _run(self, started: Future[Callable[[], object]], *, beating: bool) -> None:
        """Return once what `started` gets is called."""
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        path = self._config.orders_socket
        socket = orders.OrderSocket(path, boot_id(), self._take, BOUND)
        serving = asyncio.create_task(socket.run())
        await until(path.exists)
        started.set_result(lambda: loop.call_soon_threadsafe(over.set))
        while not over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT if beating else None):
                    await over.wait()
                continue
            self.write()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

    def _take(self, order: OrderGiven) -> str | None:
        if self.knows_again and order.id in {known.id for known in self.orders}:
            return "duplicate"
        self.orders.append(order)
        if order.lane in self.lanes:
            self._follow(order)
        refused = self.refuses_at in {order.lane, order.action}
        return "stopped" if refused else self.refusal

    def _follow(self, order: OrderGiven) -> None:
        done = self.refusal is None
        self.lanes[order.lane]["last_order"] = {
            "id": order.id,
            "action": order.action,
            "actor": order.actor,
            "refusal": self.refusal,
            "at": self.now(),
            "outcome": "done" if done else "refused",
        }
        if done and order.action is Action.OPEN:
            self.set(order.lane, state="opening", inputs=["arming_loop"])
        elif done and order.action is Action.DISMISS:
            self.leave(order.lane)
        elif done and order.action is Action.ACK_ALARM:
            self.alarms = [
                alarm | {"acknowledged": order.actor} if alarm["id"] == order.value else alarm
                for alarm in self.alarms
            ]
        self.write()

    def _lane(self, lane_id: str) -> dict[str, object]:
        config = self._config.lanes[lane_id]
        return {
            "name": config.name,
            "direction": config.settings.direction,
            "wiring": config.settings.wiring,
            "state": "closed",
            "cause": None,
            "since": self.now(),
            "latch": None,
            "fault": None,
            "position": "closed",
            "assumed": False,
            "closes_itself": config.settings.closes_itself,
            "powers": asdict(config.settings.powers),
            "travel": {"open": 3.0, "close": 3.0},
            "inputs": {each: each == "closed_limit" for each in sorted(config.settings.inputs)},
            "outputs": {each: each == "red" for each in sorted(config.settings.outputs)},
            "credit": 0,
            "lockdown": None,
            "held": None,
            "waiting": None,
            "last_order": None,
            "refuses": {
                "open": None,
                "close": "already_closed",
                "hold": None,
                "release": "not_held",
                "free_flow": None,
                "reset": "not_latched",
                "lockdown": None,
                "unlock": "not_locked",
            },
        }
