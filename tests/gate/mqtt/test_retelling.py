import json

from gate.mqtt.retained import Retained
from gate.mqtt.retelling import Retelling, health, occupancy
from gate.mqtt.topics import Topics
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.reporter import status
from tests.gate.mqtt.test_discovery import zone


def test_zones_add_up():
    told = occupancy({"occupancy": {"a": zone(3), "b": zone(4, certainty="unsure")}})

    assert told is not None
    assert (told["inside"], told["capacity"], told["free"]) == (7, 80, 73)
    assert told["by_category"] == {"employee": 7}
    assert told["certainty"] == "unsure"
    assert told["zones"]["a"]["free"] == 37


def test_a_zone_without_an_end_leaves_the_whole_without_one():
    told = occupancy({"occupancy": {"a": zone(3), "b": zone(50, None)}})

    assert told is not None
    assert (told["inside"], told["capacity"], told["free"]) == (53, None, None)


def test_more_vehicles_than_fit_leave_nothing_free():
    told = occupancy({"occupancy": {"a": zone(43)}})

    assert told is not None
    assert told["free"] == 0


def test_a_site_without_zones_has_no_occupancy():
    assert occupancy({"occupancy": {}}) is None
    assert occupancy({}) is None


def test_health_tells_what_works_and_the_alarms_of_no_lane():
    alarms = [{"alarm": "mqtt_twin", "lane": None}, {"alarm": "drift", "lane": "masuk"}]

    assert health(status() | {"alarms": alarms}) == {
        "readers": {"masuk-rfid": True},
        "clock_trusted": True,
        "disk_ok": True,
        "alarms": ["mqtt_twin"],
    }


async def test_alarms_of_a_lane_stand_on_its_topic():
    retained, topics = Retained(), Topics(GATE)
    told = status() | {"alarms": [{"alarm": "drift", "lane": "masuk"}] * 2}
    Retelling(topics, retained, None).update(told | {"occupancy": {"a": zone(3)}})

    lane = json.loads(retained._newest[topics.lane_state("masuk")])
    assert (lane["alarms"], lane["problem"]) == (["drift"], True)
    assert retained._newest.keys() == {topics.lane_state("masuk"), topics.health, topics.occupancy}
