import json
from dataclasses import replace

from gate.mqtt.publish.retained import Retained
from gate.mqtt.publish.state_topics import Retelling, health, occupancy
from gate.mqtt.topics import Topics
from tests.gate.mqtt.homeassistant.test_discovery import counted, zone
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.reporter import alarm, status

LEVEL = {"inside", "capacity", "free", "by_category", "certainty"}


def test_occupancy_tells_the_site_and_each_zone_and_nothing_beyond():
    told = occupancy(counted(a=zone(3), b=zone(4)))

    assert told is not None
    assert told.keys() == LEVEL | {"zones"}
    assert told["zones"]["b"].keys() == LEVEL | {"name"}
    assert (told["inside"], told["free"]) == (3, 37)
    assert told["zones"]["b"]["inside"] == 4


def test_a_site_that_nobody_counts_has_no_occupancy():
    assert occupancy(status()) is None


def test_health_tells_what_works_and_the_alarms_of_no_lane():
    alarms = (alarm("mqtt_twin", None), alarm("drift", "masuk"))

    assert health(replace(status(), alarms=alarms)) == {
        "readers": {"masuk-rfid": True},
        "clock_trusted": True,
        "disk_ok": True,
        "alarms": ["mqtt_twin"],
    }


async def test_alarms_of_a_lane_stand_on_its_topic():
    retained, topics = Retained(), Topics(GATE)
    told = replace(counted(a=zone(3)), alarms=(alarm("drift", "masuk"),) * 2)
    Retelling(topics, retained, None).update(told)

    lane = json.loads(retained._newest[topics.lane_state("masuk")])
    assert (lane["alarms"], lane["problem"]) == (["drift"], True)
    assert retained._newest.keys() == {topics.lane_state("masuk"), topics.health, topics.occupancy}
