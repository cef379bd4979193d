"""The site for a smart city, against what its data model demands."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.broker import ParkingConfig
from gate.mqtt.publish.parking import Parking
from gate.mqtt.publish.state_topics import occupancy
from gate.status.model import ClockStatus, Lockdown
from gate.store.journal import StoredRow
from tests.gate.mqtt.homeassistant.test_discovery import counted, zone
from tests.gate.mqtt.publish.test_events import ROW
from tests.gate.mqtt.reporter import ABOUT, status

MODEL: Callable[[Any], Any] = fastjsonschema.compile(
    json.loads(Path(__file__).with_name("off_street_parking.json").read_text())
)
PLACE = ParkingConfig(113.2155, -7.7543)
PASSAGE = replace(
    ROW, kind="passage.done", clock_trusted=True, payload={"direction": "in", "plate": "N1234AP"}
)


def entity(parking: Parking, zones: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    told = replace(counted(**zones) if zones else status(), **changes)
    return json.loads(json.dumps(parking.entity(occupancy(told), told)))


def simplified(told: dict[str, Any]) -> dict[str, Any]:
    """The form in which the model's schema is written: values without their wrapping."""
    return {
        key: value["value"] if isinstance(value, dict) else value for key, value in told.items()
    }


def row(seq: int, **changes: Any) -> StoredRow:
    return replace(PASSAGE, seq=seq, **changes)


@pytest.fixture
def parking() -> Parking:
    return Parking(PLACE, ABOUT)


@given(
    inside=st.integers(0, 500),
    capacity=st.none() | st.integers(0, 300),
    trusted=st.booleans(),
    passages=st.integers(0, 3),
)
def test_it_is_as_the_model_demands(inside: int, capacity: int | None, trusted, passages: int):
    parking = Parking(PLACE, ABOUT)
    for number in range(passages):
        parking.count(row(number + 1))
    told = entity(parking, {"a": zone(inside, capacity)}, clock=ClockStatus(trusted))

    MODEL(simplified(told))
    assert all(
        value["type"] in {"Property", "GeoProperty"}
        for value in told.values()
        if isinstance(value, dict)
    )
    assert "N1234AP" not in json.dumps(told)


def test_it_says_where_and_how_full(parking: Parking):
    told = simplified(entity(parking, {"a": zone(30)}))

    assert told["location"] == {"type": "Point", "coordinates": [113.2155, -7.7543]}
    assert (told["occupiedSpotNumber"], told["availableSpotNumber"]) == (30, 10)
    assert told["occupancy"] == 0.75
    assert told["occupancyModified"] == "2026-09-21T14:13:40Z"
    assert told["status"] == ["open"]


def test_a_full_site_is_full_and_a_locked_one_is_closed(parking: Parking):
    assert simplified(entity(parking, {"a": zone(40)}))["status"] == ["full"]
    locked = status(lockdown=Lockdown("user:1", "event", 1.7e9)).lanes
    assert simplified(entity(parking, lanes=locked))["status"] == ["closed"]


def test_a_site_that_nobody_counts_says_only_where_it_is_and_who_passed(parking: Parking):
    told = simplified(entity(parking))

    MODEL(told)
    assert "totalSpotNumber" not in told
    assert "occupancyModified" not in told


def test_a_site_without_a_known_size_still_counts(parking: Parking):
    told = simplified(entity(parking, {"a": zone(3, None)}))

    assert told["occupiedSpotNumber"] == 3
    assert "totalSpotNumber" not in told


def test_a_passage_counts_once_however_often_it_is_sent(parking: Parking):
    for seq in (1, 2, 2, 1):
        parking.count(row(seq))
    parking.count(row(3, payload={"direction": "out"}))
    parking.count(row(4, kind="passage.timeout"))

    told = simplified(entity(parking))
    assert (told["vehicleEntranceCount"], told["vehicleExitCount"]) == (2, 1)
    assert told["accessModified"] == "2026-09-21T14:13:20Z"


def test_a_passage_of_which_only_the_lane_is_known_goes_the_lane_s_way(parking: Parking):
    parking.count(row(1, payload={"direction": None}))
    parking.count(row(2, payload=None))
    parking.count(row(3, payload=None, lane="garasi"))

    assert simplified(entity(parking))["vehicleEntranceCount"] == 2


def test_the_time_of_an_unchanged_occupancy_does_not_move(parking: Parking):
    first = entity(parking, {"a": zone(30)})
    later = entity(parking, {"a": zone(30)}, wall=1_790_009_999.0)

    assert first == later
