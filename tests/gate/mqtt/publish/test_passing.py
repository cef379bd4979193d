import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from gate.config.broker import ParkingConfig
from gate.mqtt.publish.events import PersonalData
from gate.mqtt.publish.parking import Parking
from gate.mqtt.publish.passing import NEWS, PARKED_STANDS, Passing
from gate.mqtt.topics import Topics
from gate.mqtt.troubles import Troubles
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.order_door import Door, HandClock
from tests.gate.mqtt.publish.test_events import PLATE, ROW, SECRETS
from tests.gate.mqtt.reporter import ABOUT
from tests.virtual_time import in_virtual_time


class Rig:
    """Rows going by, and what is made of them."""

    def __init__(self, personal_data: PersonalData, parking: Parking | None = None) -> None:
        self.clock, self.door = HandClock(), Door()
        self.troubles = Troubles(self.clock, self.door.rows.append)
        self.passing = Passing(
            Topics(GATE), personal_data, self.clock, self.troubles, parking, news=True
        )

    def told(self, **changes: Any) -> dict[str, Any] | None:
        message = self.passing.row(replace(ROW, **changes))
        if message is None:
            return None
        assert message.topic == Topics(GATE).decision("masuk")
        assert not message.retain
        return json.loads(message.payload)


@pytest.fixture
def rig() -> Rig:
    return Rig(PersonalData.NONE)


def test_a_decision_is_told_by_the_objection_that_led(rig: Rig):
    assert rig.told() == {
        "event_type": "blocked",
        "at": "2026-09-21T14:13:20.000+00:00",
        "clock_trusted": False,
        "objections": ["blocked", "expired"],
    }


def test_a_grant_is_told_as_one(rig: Rig):
    granted = rig.told(kind="decision.granted", payload={"objections": []})

    assert granted is not None
    assert granted["event_type"] == "granted"


@pytest.mark.parametrize("payload", [None, {"objections": []}])
def test_a_denial_without_a_known_reason_is_denied(rig: Rig, payload):
    told = rig.told(payload=payload)

    assert told is not None
    assert told["event_type"] == "denied"


@pytest.mark.parametrize("personal_data", [PersonalData.PLATE, PersonalData.FULL])
def test_of_the_vehicle_it_tells_the_plate_at_most(personal_data: PersonalData):
    told = Rig(personal_data).told()

    assert told is not None
    assert told["plate"] == PLATE
    assert not any(secret in json.dumps(told) for secret in SECRETS if secret != PLATE)


def test_what_is_sent_again_is_no_news(rig: Rig):
    assert rig.told() is not None
    assert rig.told() is None
    assert rig.told(seq=ROW.seq + 1) is not None


def test_what_waited_for_the_broker_is_history(rig: Rig):
    rig.clock.wall += NEWS + 1

    assert rig.told() is None


def test_other_rows_are_no_decisions(rig: Rig):
    assert rig.told(kind="passage.done") is None
    assert rig.told(lane=None) is None


def test_where_nobody_wants_news_there_is_none(rig: Rig):
    rig.passing._news = False

    assert rig.told() is None


def test_passages_are_counted_for_the_city():
    parking = Parking(ParkingConfig(0.0, 0.0), ABOUT)
    Rig(PersonalData.NONE, parking).told(kind="passage.done", payload={"direction": "in"})

    assert parking._passed["in"] == 1


@in_virtual_time
async def test_parked_rows_raise_one_alarm_that_ends_by_itself_a_day_after_the_last(rig: Rig):
    rig.passing.parked(ROW)
    await asyncio.sleep(PARKED_STANDS / 2)
    rig.passing.parked(ROW)
    await asyncio.sleep(PARKED_STANDS - 1)

    (standing,) = rig.troubles.standing
    assert (standing.id, standing.alarm, standing.lane) == (
        "mqtt/row_parked",
        "row_parked",
        None,
    )
    assert standing.detail == {"epoch": ROW.epoch, "seq": 7, "kind": "decision.denied"}
    await asyncio.sleep(1)
    assert rig.troubles.standing == ()
    assert [row.kind for row in rig.door.rows] == ["alarm.raised", "alarm.cleared"]
