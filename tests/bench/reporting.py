"""How fast rows become durable, drain to a broker, and are acknowledged; against bare paho.

The floors do the least that could be called the same: SQLite rows without a chain, committed one by
one; and paho with our window publishing messages of the same size from memory.
"""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from gate.clock import SystemClock, monotonic
from gate.config.gate_toml import MqttConfig
from gate.core.values.commands import Record
from gate.mqtt.about import About
from gate.mqtt.reporting import Reporting
from gate.mqtt.transport.wire import WINDOW
from gate.registry import migrate
from gate.store.writer import JournalWriter
from tests.mosquitto import Broker
from tests.waiting import until

ROWS, SINGLES = 20_000, 300
GATE = "bench"
DECISION = Record(
    "decision.granted",
    "masuk",
    payload={"claim": "a-1", "vehicle": 41, "plate": "N1234AP", "objections": []},
)


def measure(directory: Path) -> Iterator[str]:
    """Return lines of figures and ratios."""
    database = directory / "reporting.db"
    migrate.upgrade(database)
    durable = _durable(database)
    each = _committed_one_by_one(directory / "naive.db")
    yield _rate("rows to durable", durable, "one commit each", each)
    with Broker(directory / "broker", settings=[f"max_inflight_messages {WINDOW}"]) as broker:
        drained, latencies = asyncio.run(_report(broker, database))
        bare, round_trips = _bare(broker)
    yield _rate("backlog drained", drained, "bare paho", bare)
    for name, part in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
        ours, floor = _at(latencies, part), _at(round_trips, part)
        yield (
            f"durable → PUBACK {name} {ours:6.2f} ms, bare round trip {floor:6.2f} ms,"
            f" ratio {ours / floor:.1f}"
        )


def _rate(what: str, ours: float, floor: str, reached: float) -> str:
    return f"{what} {ours:,.0f} /s, {floor} {reached:,.0f} /s, ratio {ours / reached:.2f}"


def _at(values: list[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)] * 1000


def _durable(database: Path) -> float:
    clock = SystemClock()
    began = monotonic()
    with JournalWriter(database, GATE, "bench", on_durable=lambda: None) as writer:
        for _ in range(ROWS):
            writer.append(DECISION, clock.now())
        while len(writer._backlog):
            threading.Event().wait(0.001)
        return ROWS / (monotonic() - began)


def _committed_one_by_one(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (payload TEXT)")
    began = monotonic()
    for _ in range(1000):
        connection.execute("INSERT INTO row VALUES (?)", (json.dumps(DECISION.payload),))
    took = monotonic() - began
    connection.close()
    return 1000 / took


async def _report(broker: Broker, database: Path) -> tuple[float, list[float]]:
    config = MqttConfig(broker.host, broker.port, False, None, None, None, "bench", "plate")  # noqa: FBT003
    reporting = Reporting(config, About(GATE, "Bench", "1"), database, SystemClock())
    loop, stamps = asyncio.get_running_loop(), {"durable": 0.0, "acknowledged": 0.0}
    passing = reporting._outbox._passing

    def acknowledged(row):
        stamps["acknowledged"] = monotonic()
        return passing(row)

    def durable() -> None:
        stamps["durable"] = monotonic()
        loop.call_soon_threadsafe(reporting.notify_durable)

    reporting._outbox._passing = acknowledged
    task = asyncio.create_task(reporting.run())
    await until(lambda: reporting.state.connected)
    began = monotonic()
    await until(lambda: stamps["acknowledged"] and reporting.state.backlog == 0)
    drained = ROWS / (stamps["acknowledged"] - began)
    latencies = []
    clock = SystemClock()
    with JournalWriter(database, GATE, "bench", on_durable=durable) as writer:
        for _ in range(SINGLES):
            before = stamps["acknowledged"]
            writer.append(DECISION, clock.now())
            await until(lambda before=before: stamps["acknowledged"] > before)
            latencies.append(stamps["acknowledged"] - stamps["durable"])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return drained, latencies


def _bare(broker: Broker) -> tuple[float, list[float]]:
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages = WINDOW
    heard = threading.Semaphore(0)
    client.on_publish = lambda *_: heard.release()
    client.connect(broker.host, broker.port)
    client.loop_start()
    payload = b"x" * 450
    began = monotonic()
    for _ in range(ROWS):
        client.publish("bare", payload, qos=1)
    for _ in range(ROWS):
        heard.acquire()
    rate = ROWS / (monotonic() - began)
    trips = []
    for _ in range(SINGLES):
        began = monotonic()
        client.publish("bare", payload, qos=1)
        heard.acquire()
        trips.append(monotonic() - began)
    client.disconnect()
    client.loop_stop()
    return rate, trips
