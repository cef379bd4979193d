"""The broker is killed, paused, emptied and cut off: every row gets there, and orders find home."""

import asyncio
import contextlib
import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.clock import SystemClock
from tests.faults.played_gate import PlayedGate
from tests.gate.mqtt.proxy import Proxy
from tests.mosquitto import Broker, Subscriber
from tests.waiting import BOUND, wait_for

pytestmark = pytest.mark.broker

MORE = """
[mqtt.orders]
pusat = ["open"]
[mqtt.home_assistant]
cover_orders = true
"""
EVENTS, ANSWERS = "gate/demo/events", "gate/demo/response/pusat"


@contextlib.contextmanager
def in_between(broker: Broker) -> Iterator[Proxy]:
    """A proxy on a loop of its own, for tests that have none."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = Proxy(broker)
    asyncio.run_coroutine_threadsafe(proxy.__aenter__(), loop).result(BOUND)
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.__aexit__(), loop).result(BOUND)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(BOUND)
        loop.close()


class Site:
    """The gate, the broker it reports to through a proxy, and who listens there."""

    def __init__(
        self, gate: PlayedGate, broker: Broker, proxy: Proxy, subscriber: Subscriber
    ) -> None:
        self.gate, self.broker, self.proxy, self.subscriber = gate, broker, proxy, subscriber

    def make_rows(self) -> None:
        """A cable is pulled and plugged in again."""
        before = len(self.gate.rows("reader.found"))
        self.gate.play("reader", reader="masuk-rfid", plugged=False)
        wait_for(lambda: not self._reader()["connected"], "the loss is seen")
        self.gate.play("reader", reader="masuk-rfid", plugged=True)
        wait_for(lambda: len(self.gate.rows("reader.found")) > before, "it is back")

    def forget(self) -> None:
        """Kill the broker; it comes back empty, and nobody reports before the listener is back."""
        self.proxy.shut = True
        self.subscriber._listening.clear()
        self.broker.kill()
        self.broker.start()
        assert self.subscriber._listening.wait(BOUND)
        self.proxy.shut = False

    def broker_state(self) -> dict[str, Any]:
        return dict(self.gate.status().get("broker", {}))

    def everything_arrives(self) -> None:
        """All that was journalled until now was heard, and the gate knows it."""
        keys = {(row.epoch, row.seq) for row in self.gate.journal()}

        def heard() -> bool:
            events = (message.json for message in self.subscriber.on(EVENTS))
            return keys <= {(event["epoch"], event["seq"]) for event in events}

        wait_for(heard, "every row at the subscriber")
        wait_for(lambda: self.broker_state().get("backlog") == 0, "nothing waits")
        assert self.gate.verify().problem is None

    def _reader(self) -> dict[str, Any]:
        return dict(self.gate.status()["reads"]["masuk-rfid"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("reporting")
    with (
        Broker(folder / "broker") as broker,
        Subscriber(broker, "gate/demo/#") as subscriber,
        in_between(broker) as proxy,
        PlayedGate(folder, broker=f"mqtt://{proxy.host}:{proxy.port}") as gate,
    ):
        with gate.config.path.open("a") as text:
            text.write(MORE)
        gate.start_controller()
        yield Site(gate, broker, proxy, subscriber)


def test_a_broker_killed_under_traffic_gets_every_row_and_all_that_stays(site: Site):
    site.make_rows()
    site.forget()
    site.make_rows()

    site.everything_arrives()
    with Subscriber(site.broker, "#") as newcomer:
        wanted = {
            "gate/demo/availability",
            "gate/demo/health",
            "gate/demo/lane/masuk/state",
            "homeassistant/device/parking-gate-demo/config",
        }
        wait_for(
            lambda: wanted <= {message.topic for message in tuple(newcomer.messages)},
            "all that stays",
        )


def test_a_paused_broker_delays_rows_and_loses_none(site: Site):
    assert site.broker._process is not None
    site.broker._process.send_signal(signal.SIGSTOP)
    try:
        site.make_rows()
        wait_for(lambda: site.broker_state()["backlog"], "rows wait")
    finally:
        site.broker._process.send_signal(signal.SIGCONT)

    site.everything_arrives()


def test_a_controller_killed_while_it_reports_leaves_no_row_out(site: Site):
    site.proxy.shut = True
    site.proxy.deaf = True
    site.make_rows()
    site.gate.kill_controller()
    site.proxy.shut = site.proxy.deaf = False
    site.gate.start_controller()

    site.everything_arrives()


@pytest.mark.parametrize("retain", [False, True])
def test_an_order_from_the_broker_opens_the_boom_once_and_never_if_retained(site: Site, retain):
    lane = "keluar" if retain else "masuk"
    wait_for(lambda: site.gate.status()["lanes"][lane]["state"] == "closed", "it is closed")
    order = {
        "id": f"fault-{lane}",
        "lane": lane,
        "action": "open",
        "reason": "Tamu",
        "issued_at": SystemClock().now().wall,
    }
    for _ in range(2):
        site.subscriber.publish("gate/demo/command/pusat", json.dumps(order), retain=retain)
    cause = "retained" if retain else "duplicate"
    refused = wait_for(
        lambda: [row for row in site.gate.rows("order.refused") if row.payload["refusal"] == cause],
        "the refusal is written",
    )
    taken = [row.actor for row in site.gate.rows("order.accepted") if row.lane == lane]

    assert len(refused) == 1
    if retain:
        assert taken == []
        assert "open" not in site.gate.lane(lane)["outputs"]
    else:
        assert taken == ["mqtt:pusat"]
        wait_for(lambda: len(site.subscriber.on(ANSWERS)) == 2, "both are answered")
    site.everything_arrives()
