"""The panel of a played site that runs as a real process, over HTTP."""

from typing import Any

import httpx
import pytest

from gate.core.model import Input
from simulator.world import Fault
from tests.waiting import wait_for

TAG, PLATE = "01001293D8", "N 1234 AP"


def lane(panel: httpx.Client, name: str = "masuk") -> dict[str, Any]:
    found: dict[str, Any] = panel.get("/api/state").json()["lanes"][name]
    return found


def arrive(panel: httpx.Client, **wanted: object) -> int:
    answer = panel.post("/api/vehicle", json=wanted).raise_for_status()
    return int(answer.json()["vehicle"])


def test_it_tells_the_state_of_the_site(panel: httpx.Client) -> None:
    state = panel.get("/api/state").json()

    assert set(state["lanes"]) == {"masuk", "keluar"}
    assert state["lanes"]["masuk"]["inputs"] == [Input.CLOSED_LIMIT]
    assert state["lanes"]["masuk"]["gate"] is None
    assert state["controller"] is False
    camera = {"lane": "masuk", "medium": "plate", "plugged": True, "troubles": []}
    assert state["readers"]["masuk-kamera"] == camera


def test_a_vehicle_drives_up_and_backs_out(panel: httpx.Client) -> None:
    number = arrive(panel, lane="keluar", tag=TAG)
    wait_for(lambda: Input.ARMING_LOOP in lane(panel, "keluar")["inputs"])
    (vehicle,) = lane(panel, "keluar")["vehicles"]
    assert vehicle["name"] == PLATE  # a person sees it, whatever the reader sees
    assert vehicle["tag"] == TAG

    panel.post("/api/leave", json={"lane": "keluar", "vehicle": number}).raise_for_status()

    wait_for(lambda: not lane(panel, "keluar")["vehicles"])


def test_impatient_and_pushy_drivers_can_be_played(panel: httpx.Client) -> None:
    arrive(panel, lane="keluar", plate="B 1 X", manner="pushy", patience=0)

    wait_for(lambda: lane(panel, "keluar")["vehicles"])
    wait_for(lambda: not lane(panel, "keluar")["vehicles"])


def test_a_trailer_from_inside_is_where_it_is_and_as_long(panel: httpx.Client) -> None:
    number = arrive(panel, lane="masuk", build="trailer", inside=True, parks=60, patience=0)
    (vehicle,) = lane(panel)["vehicles"]
    assert (vehicle["inside"], vehicle["length"]) == (True, 10.75)
    assert vehicle["front"]["at"] > vehicle["front"]["goal"] == 2.0

    panel.post("/api/leave", json={"lane": "masuk", "vehicle": number}).raise_for_status()

    assert lane(panel)["vehicles"][0]["front"]["goal"] > vehicle["front"]["at"]
    wait_for(lambda: not lane(panel)["vehicles"])


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
def test_what_cannot_be_played_is_refused_with_the_reason(
    panel: httpx.Client, path: str, body: dict[str, object], problem: str
) -> None:
    answer = panel.post(f"/api/{path}", json=body)

    assert answer.status_code == 409
    assert problem in answer.json()["problem"]


def test_a_fault_begins_and_ends(panel: httpx.Client) -> None:
    fault = {"lane": "masuk", "fault": Fault.PHOTOCELL_BLOCKED}
    panel.post("/api/fault", json={**fault, "on": True}).raise_for_status()
    assert Input.PHOTOCELL in lane(panel)["inputs"]
    assert Input.PHOTOCELL not in lane(panel, "keluar")["inputs"]

    panel.post("/api/fault", json={**fault, "on": False}).raise_for_status()

    assert lane(panel)["faults"] == []


def test_fire_is_at_every_lane(panel: httpx.Client) -> None:
    panel.post("/api/fault", json={"fault": "fire", "on": True}).raise_for_status()
    assert Input.FIRE in lane(panel)["inputs"]
    assert Input.FIRE in lane(panel, "keluar")["inputs"]

    panel.post("/api/fault", json={"fault": "fire", "on": False}).raise_for_status()
    assert lane(panel)["faults"] == lane(panel, "keluar")["faults"] == []


def test_a_reader_is_unplugged_and_back(panel: httpx.Client) -> None:
    def plugged() -> bool:
        return bool(panel.get("/api/state").json()["readers"]["masuk-rfid"]["plugged"])

    panel.post("/api/reader", json={"reader": "masuk-rfid", "plugged": False}).raise_for_status()
    assert not plugged()

    panel.post("/api/reader", json={"reader": "masuk-rfid", "plugged": True}).raise_for_status()
    assert plugged()


def test_a_line_is_spoilt_and_good_again(panel: httpx.Client) -> None:
    deed = {"reader": "masuk-rfid", "trouble": "noise"}

    def troubles() -> list[str]:
        found: list[str] = panel.get("/api/state").json()["readers"]["masuk-rfid"]["troubles"]
        return found

    panel.post("/api/line", json=deed | {"on": True}).raise_for_status()
    assert troubles() == ["noise"]
    assert 'data-trouble="noise" data-line="masuk-rfid"' in panel.get("/").text

    panel.post("/api/line", json=deed | {"on": False}).raise_for_status()
    assert troubles() == []


def test_the_demo_vehicles_are_listed(panel: httpx.Client) -> None:
    vehicles = panel.get("/api/vehicles").json()

    assert {vehicle["kind"] for vehicle in vehicles} >= {"registered", "blocked", "unknown"}
    assert {"kind", "plate", "tag", "holder", "opd"} == set(vehicles[0])


def test_requests_of_other_sites_are_refused(panel: httpx.Client) -> None:
    body = {"lane": "masuk", "fault": "fire", "on": True}

    foreign = panel.post("/api/fault", json=body, headers={"origin": "http://evil.example"})
    renamed = panel.post("/api/fault", json=body, headers={"host": "evil.example"})

    assert (foreign.status_code, renamed.status_code) == (403, 400)
    assert lane(panel)["faults"] == []


def test_a_body_that_is_no_deed_is_refused(panel: httpx.Client) -> None:
    assert panel.post("/api/fault", json={"fault": "rain", "on": True}).status_code == 422
