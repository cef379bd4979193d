"""Reporting as the controller runs it: a task beside others, fed with statuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gate.clock import SystemClock
from gate.config import MqttConfig
from gate.core.settings import Powers
from gate.mqtt.about import About, LaneAbout
from gate.mqtt.reporting import Reporting
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.proxy import Proxy
from tests.mosquitto import Broker

AVAILABILITY = f"gate/{GATE}/availability"
EVENTS = f"gate/{GATE}/events"
STATE = f"gate/{GATE}/lane/masuk/state"

# paho leaves the socket of a failed TLS handshake to the garbage collector
failed_handshake = pytest.mark.filterwarnings(
    "ignore:unclosed <ssl.SSLSocket:ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


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


@asynccontextmanager
async def running(config: MqttConfig, database: Path) -> AsyncIterator[Reporting]:
    """Reporting in a task; cancelled on leaving, as at an ordered stop."""
    reporting = Reporting(config, ABOUT, database, SystemClock())
    task = asyncio.create_task(reporting.run())
    try:
        yield reporting
        assert not task.done(), "reporting never ends by itself"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def status(state: str = "closed", *, since: float = 100.0, **lane: Any) -> dict[str, Any]:
    """A status with one lane, 20 s after `since`."""
    return {
        "monotonic": since + 20.0,
        "wall": 1_790_000_020.0,
        "clock": {"trusted": True},
        "alarms": [],
        "reads": {"masuk-rfid": {"lane": "masuk", "connected": True}},
        "disk": {"ok": True, "reason": None, "backlog": 0},
        "lanes": {
            "masuk": {
                "name": "Masuk",
                "direction": "in",
                "wiring": "pulse_open",
                "state": state,
                "cause": None,
                "since": since,
                "latch": None,
                "fault": None,
                "position": "closed",
                "assumed": False,
                "closes_itself": True,
                "powers": {"hold": False, "close": False, "lift": True, "stop": False},
                "inputs": {"closed_limit": True},
                "outputs": {"open": False, "red": True, "green": False},
                "credit": 0,
                "lockdown": None,
                "held": None,
                "waiting": None,
                **lane,
            }
        },
    }
