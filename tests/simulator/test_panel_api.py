"""The panel of a played site, over HTTP; the site's time passes when told."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from gate.core.values.model import Input
from simulator.world import Fault
from tests.simulator.conftest import PlayedTime

TAG, PLATE = "01001293D8", "N 1234 AP"
LONG = 60.0
"""Seconds within which everything here happens."""

Told = dict[str, Any]


async def lane(panel: httpx.AsyncClient, name: str = "masuk") -> Told:
    found: Told = (await panel.get("/api/state")).json()["lanes"][name]
    return found


async def reader(panel: httpx.AsyncClient) -> Told:
    found: Told = (await panel.get("/api/state")).json()["readers"]["masuk-rfid"]
    return found


async def play_until(
    panel: httpx.AsyncClient, time: PlayedTime, name: str, holds: Callable[[Told], object]
) -> None:
    """Let time pass until it holds for a lane."""
    end = time.now + LONG
    while not holds(await lane(panel, name)):
        assert time.now < end
        time.now += 0.2


async def post(panel: httpx.AsyncClient, path: str, **body: object) -> Told:
    answer = await panel.post(f"/api/{path}", json=body)
    done: Told = answer.raise_for_status().json()
    return done


async def test_it_tells_the_state_of_the_site(panel: httpx.AsyncClient) -> None:
    state = (await panel.get("/api/state")).json()

    assert set(state["lanes"]) == {"masuk", "keluar"}
    assert state["lanes"]["masuk"]["inputs"] == [Input.CLOSED_LIMIT]
    assert state["lanes"]["masuk"]["gate"] is None
    assert state["controller"] is False
    camera = {"lane": "masuk", "medium": "plate", "plugged": True, "troubles": []}
    assert state["readers"]["masuk-kamera"] == camera


async def test_a_vehicle_drives_up_and_backs_out(
    panel: httpx.AsyncClient, time: PlayedTime
) -> None:
    number = (await post(panel, "vehicle", lane="keluar", tag=TAG))["vehicle"]
    await play_until(panel, time, "keluar", lambda told: Input.ARMING_LOOP in told["inputs"])
    (vehicle,) = (await lane(panel, "keluar"))["vehicles"]
    assert vehicle["name"] == PLATE  # a person sees it, whatever the reader sees
    assert vehicle["tag"] == TAG

    await post(panel, "leave", lane="keluar", vehicle=number)

    await play_until(panel, time, "keluar", lambda told: not told["vehicles"])


async def test_impatient_and_pushy_drivers_can_be_played(
    panel: httpx.AsyncClient, time: PlayedTime
) -> None:
    await post(panel, "vehicle", lane="keluar", plate="B 1 X", manner="pushy", patience=0)

    assert (await lane(panel, "keluar"))["vehicles"]
    await play_until(panel, time, "keluar", lambda told: not told["vehicles"])


async def test_a_trailer_from_inside_is_where_it_is_and_as_long(
    panel: httpx.AsyncClient, time: PlayedTime
) -> None:
    shape = {"build": "trailer", "inside": True, "parks": 60, "patience": 0}
    number = (await post(panel, "vehicle", lane="masuk", **shape))["vehicle"]
    (vehicle,) = (await lane(panel))["vehicles"]
    assert (vehicle["inside"], vehicle["length"]) == (True, 10.75)
    assert vehicle["front"]["at"] > vehicle["front"]["goal"] == 2.0

    await post(panel, "leave", lane="masuk", vehicle=number)

    assert (await lane(panel))["vehicles"][0]["front"]["goal"] > vehicle["front"]["at"]
    await play_until(panel, time, "masuk", lambda told: not told["vehicles"])


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("vehicle", {"lane": "nowhere", "tag": TAG}, "no lane nowhere"),
        ("vehicle", {"lane": "masuk", "tag": "XYZ"}, "not a tag of ten hexadecimal digits: 'XYZ'"),
        ("vehicle", {"lane": "masuk", "plate": "Ü" * 3}, "not a line of at most 128"),
        ("leave", {"lane": "masuk", "vehicle": 99}, "vehicle 99 is not the last one in lane masuk"),
        ("fault", {"lane": "nowhere", "fault": "fire", "on": True}, "no lane nowhere"),
        ("reader", {"reader": "nothing", "plugged": False}, "no reader nothing"),
    ],
)
async def test_what_cannot_be_played_is_refused_with_the_reason(
    panel: httpx.AsyncClient, path: str, body: dict[str, object], problem: str
) -> None:
    answer = await panel.post(f"/api/{path}", json=body)

    assert answer.status_code == 409
    assert problem in answer.json()["problem"]


async def test_a_fault_begins_and_ends(panel: httpx.AsyncClient) -> None:
    fault = {"lane": "masuk", "fault": Fault.PHOTOCELL_BLOCKED}
    await post(panel, "fault", **fault, on=True)
    assert Input.PHOTOCELL in (await lane(panel))["inputs"]
    assert Input.PHOTOCELL not in (await lane(panel, "keluar"))["inputs"]

    await post(panel, "fault", **fault, on=False)

    assert (await lane(panel))["faults"] == []


async def test_fire_is_at_every_lane(panel: httpx.AsyncClient) -> None:
    await post(panel, "fault", fault="fire", on=True)
    assert Input.FIRE in (await lane(panel))["inputs"]
    assert Input.FIRE in (await lane(panel, "keluar"))["inputs"]

    await post(panel, "fault", fault="fire", on=False)
    assert (await lane(panel))["faults"] == (await lane(panel, "keluar"))["faults"] == []


async def test_a_reader_is_unplugged_and_back(panel: httpx.AsyncClient) -> None:
    await post(panel, "reader", reader="masuk-rfid", plugged=False)
    assert (await reader(panel))["plugged"] is False

    await post(panel, "reader", reader="masuk-rfid", plugged=True)
    assert (await reader(panel))["plugged"] is True


async def test_a_line_is_spoilt_and_good_again(panel: httpx.AsyncClient) -> None:
    deed = {"reader": "masuk-rfid", "trouble": "noise"}
    await post(panel, "line", **deed, on=True)
    assert (await reader(panel))["troubles"] == ["noise"]
    assert 'data-trouble="noise" data-line="masuk-rfid"' in (await panel.get("/")).text

    await post(panel, "line", **deed, on=False)
    assert (await reader(panel))["troubles"] == []


async def test_the_demo_vehicles_are_listed(panel: httpx.AsyncClient) -> None:
    vehicles = (await panel.get("/api/vehicles")).json()

    assert {vehicle["kind"] for vehicle in vehicles} >= {"registered", "blocked", "unknown"}
    assert {"kind", "plate", "tag", "holder", "opd"} == set(vehicles[0])


async def test_requests_of_other_sites_are_refused(panel: httpx.AsyncClient) -> None:
    body = {"lane": "masuk", "fault": "fire", "on": True}

    foreign = await panel.post("/api/fault", json=body, headers={"origin": "http://evil.example"})
    renamed = await panel.post("/api/fault", json=body, headers={"host": "evil.example"})

    assert (foreign.status_code, renamed.status_code) == (403, 400)
    assert (await lane(panel))["faults"] == []


async def test_a_body_that_is_no_deed_is_refused(panel: httpx.AsyncClient) -> None:
    answer = await panel.post("/api/fault", json={"fault": "rain", "on": True})

    assert answer.status_code == 422
