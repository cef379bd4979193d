"""What machines are told: counts of the gate as it is now, and nothing of a person."""

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from gate.web.live.feed import Feed
from gate.web.metrics import metrics_app
from tests.gate.web.played_lanes import COUNTED
from tests.gate.web.technician.test_page import reads


@pytest.fixture
async def machine(feed: Feed):
    transport = httpx.ASGITransport(metrics_app(feed))
    async with httpx.AsyncClient(transport=transport, base_url="http://gate") as client:
        yield client


async def told(machine: httpx.AsyncClient) -> dict[tuple, float]:
    answer = await machine.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_the_gate_is_told_in_numbers(feed: Feed, machine, controller):
    controller.alarm("tailgating", "masuk")
    controller.alarm("tailgating", "masuk", id="masuk/tailgating/2")
    controller.alarm("forced_open", "keluar", over=True)
    controller.lanes["masuk"]["inputs"]["photocell"] = None
    controller.reads = reads("masuk-rfid")
    zone = COUNTED["zones"]["parkir"] | {"inside": 118, "capacity": 180}
    zones = {"halaman": zone, "tamu": zone | {"capacity": None}}
    controller.occupancy = COUNTED | {"zones": zones}
    controller.set("keluar", state="opening", inputs=["arming_loop"])
    feed.look()

    known = await told(machine)

    assert known["gate_controller_up",] == 1
    assert known["gate_lane_state", "keluar", "opening"] == 1
    assert known["gate_input_active", "arming_loop", "keluar"] == 1
    assert str(known["gate_input_active", "photocell", "masuk"]) == "nan"
    assert known["gate_alarm", "tailgating", "masuk"] == 2
    assert ("gate_alarm", "forced_open", "keluar") not in known
    assert known["gate_reader_line", "masuk-rfid", "frames"] == 1284
    assert known["gate_reader_connected", "masuk-rfid"] == 1
    assert known["gate_inside", "halaman"] == 118
    assert ("gate_capacity", "tamu") not in known
    assert known["gate_travel_seconds", "masuk", "open"] == 3
    assert known["gate_broker_connected",] == 1


async def test_of_a_silent_controller_only_that_is_told(machine):
    known = await told(machine)

    assert known == {("gate_controller_up",): 0, ("gate_open_streams",): 0}


async def test_nobody_is_named(feed: Feed, machine, controller):
    controller.broker |= {"configured": False, "connected": False, "since": None, "backlog": 0}
    controller.wait("masuk", "tag:0012874F21", "plate:N1234AP", plate="N1234AP")
    feed.look()

    text = (await machine.get("/metrics")).text

    assert "gate_broker_connected" not in text
    for word in ("N1234AP", "0012874F21", "user:"):
        assert word not in text


async def test_health_says_whether_the_gate_works(feed: Feed, machine, controller):
    answer = await machine.get("/health")
    assert (answer.status_code, answer.json()["healthy"]) == (200, True)
    assert answer.json()["broker"] is True

    controller.disk |= {"ok": False, "reason": "disk is full", "backlog": 2}
    controller.broker |= {"configured": False}
    controller.write()
    feed.look()

    answer = await machine.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "healthy": False,
        "controller": True,
        "disk": False,
        "clock": True,
        "broker": None,
    }


async def test_a_silent_controller_is_not_healthy(machine):
    answer = await machine.get("/health")

    assert answer.status_code == 503
    assert answer.json()["controller"] is False


async def test_nothing_else_is_served_there(machine):
    assert (await machine.get("/live")).status_code == 404
