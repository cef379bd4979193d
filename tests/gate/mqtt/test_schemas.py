"""What is published is as the published schemas say."""

import json
from dataclasses import replace
from importlib.resources import files

import fastjsonschema
import pytest

from gate.core.barrier.state import State
from gate.mqtt import schemas
from gate.mqtt.publish.events import PersonalData, decision, event, header
from gate.mqtt.publish.lanes import lane_state
from gate.mqtt.publish.state_topics import health, occupancy
from gate.status.model import Held
from tests.gate.mqtt.homeassistant.test_discovery import counted, zone
from tests.gate.mqtt.order_door import order
from tests.gate.mqtt.publish.test_events import ROW
from tests.gate.mqtt.reporter import status

NAMES = sorted(
    entry.name.removesuffix(".json") for entry in files("gate.mqtt").joinpath("schemas").iterdir()
)


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_one_and_says_where_it_holds(name: str):
    schema = json.loads(schemas.text(name))

    assert callable(schemas.validator(name))
    assert schema["description"].startswith("gate/<id>/")


HELD = Held("user:3", "event", None, "hold", passive=False, resumed=False)


@pytest.mark.parametrize("state", list(State))
def test_lane_states(state: State):
    lane = status(state, held=HELD).lanes["masuk"]

    schemas.validator("lane_state")(
        lane_state(lane, since=1.5, clock_trusted=True, alarms=["drift"])
    )


def test_health_and_occupancy():
    schemas.validator("health")(health(status()))
    schemas.validator("occupancy")(occupancy(counted(a=zone(3), b=zone(1, None))))


@pytest.mark.parametrize("personal_data", list(PersonalData))
@pytest.mark.parametrize("payload", [None, ROW.payload])
def test_events_and_decisions(personal_data: PersonalData, payload):
    row = replace(ROW, payload=payload)
    check = schemas.validator("event")

    check(json.loads(event(row, personal_data)))
    check(json.loads(event(replace(row, kind="admin.login"), personal_data)))
    check(json.loads(header(row)))
    schemas.validator("decision")(json.loads(decision(row, personal_data)))


def test_answers_and_availability():
    answer = {"id": "a1", "accepted": False, "refusal": "stale"}
    schemas.validator("response")(answer)
    schemas.validator("availability")("online")


def test_what_is_not_so_is_a_value_error():
    with pytest.raises(ValueError, match="reason"):
        schemas.validator("order")(order(reason=...))
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        schemas.validator("availability")("Online")
