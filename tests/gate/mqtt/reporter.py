"""Reporting as the controller runs it: a task beside others, fed with statuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gate.clock import SystemClock, monotonic
from gate.config.gate_toml import MqttConfig
from gate.core.values.settings import Powers
from gate.mqtt.about import About, LaneAbout
from gate.mqtt.reporting import Reporting
from gate.mqtt.timing import Timing
from gate.ports import Clock
from gate.status.model import (
    AlarmStatus,
    BrokerStatus,
    ClockStatus,
    DiskStatus,
    LaneStatus,
    LineStatus,
    ReaderStatus,
    Status,
    Travel,
)
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.proxy import Proxy
from tests.mosquitto import Broker
from tests.waiting import BOUND

AVAILABILITY = f"gate/{GATE}/availability"
EVENTS = f"gate/{GATE}/events"
HEALTH = f"gate/{GATE}/health"
STATE = f"gate/{GATE}/lane/masuk/state"

PATIENT = Timing(
    open_within=BOUND,
    keep_alive=int(BOUND),
    acknowledge_within=BOUND,
    close_within=BOUND,
    first_pause=0.05,
    longest_pause=0.2,
    online_every=3600.0,
    retained_pause=0.0,
    note_every=0.05,
    poll_every=0.05,
    count_every=0.05,
    recall=0.0,
    settle=0.05,
    jitter=0.1,
)
"""No machine is too slow for the broker's part of it, and nothing else takes long."""

# paho leaves the socket of a failed TLS handshake to the garbage collector
failed_handshake = pytest.mark.filterwarnings(
    "ignore:unclosed <ssl.SSLSocket:ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


LANE = LaneStatus(
    name="Masuk",
    direction="in",
    wiring="pulse_open",
    state="closed",
    cause=None,
    since=100.0,
    latch=None,
    fault=None,
    position="closed",
    assumed=False,
    closes_itself=True,
    powers=Powers(hold=False, close=False, lift=True, stop=False),
    travel=Travel(3.0, 3.0),
    inputs={"closed_limit": True},
    outputs={"open": False, "red": True, "green": False},
    credit=0,
    lockdown=None,
    held=None,
    waiting=None,
    last_order=None,
    refuses={},
)
LINE = LineStatus(0, 0, 0, 0, 0, None, "", None, None)


def config_for(broker: Broker | Proxy, **changes: Any) -> MqttConfig:
    """The configuration that leads to a broker."""
    plain = MqttConfig(
        host=broker.host,
        port=broker.port,
        tls=False,
        ca_file=None,
        username=None,
        password_file=None,
        client_id=f"gate-{GATE}",
        personal_data="none",
    )
    return replace(plain, **changes)


ABOUT = About(
    GATE,
    "Portal Balai Kota",
    "1.0",
    {
        "masuk": LaneAbout(
            "Masuk",
            "in",
            ("closed_limit", "key_open", "safety_loop"),
            Powers(hold=False, close=True, lift=True, stop=False),
        )
    },
    ("masuk-rfid",),
    {"halaman": "Halaman"},
)


def leap(seconds: float) -> None:
    """Let the clock of the running loop leap ahead: what is due by then happens next."""
    loop = asyncio.get_running_loop()
    ahead = loop.time() + seconds - monotonic()
    loop.time = lambda: monotonic() + ahead


@asynccontextmanager
async def running(
    config: MqttConfig, database: Path, clock: Clock | None = None, **times: float
) -> AsyncIterator[Reporting]:
    """Reporting in a task; cancelled on leaving, as at an ordered stop."""
    timing = replace(PATIENT, **times)
    reporting = Reporting(config, ABOUT, database, clock or SystemClock(), timing)
    task = asyncio.create_task(reporting.run())
    try:
        yield reporting
        assert not task.done(), "reporting never ends by itself"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def status(state: str = "closed", *, since: float = 100.0, **lane: Any) -> Status:
    """A status with one lane, 20 s after `since`; `lane` are changes of that."""
    return Status(
        gate_id=GATE,
        boot_id="boot-1",
        pid=4711,
        monotonic=since + 20.0,
        wall=1_790_000_020.0,
        phase="running",
        lanes={"masuk": replace(LANE, state=state, since=since, **lane)},
        alarms=(),
        reads={"masuk-rfid": ReaderStatus("masuk", True, None, None, None, LINE)},  # noqa: FBT003
        occupancy=None,
        broker=BrokerStatus(configured=True, connected=True, since=None, backlog=0, reason=None),
        clock=ClockStatus(trusted=True),
        disk=DiskStatus(ok=True, reason=None, backlog=0, rescued=None),
    )


def alarm(code: str, lane: str | None) -> AlarmStatus:
    """An alarm that stands."""
    return AlarmStatus(code, code, lane, 1.7e9, {}, None, None, False, None)  # noqa: FBT003
