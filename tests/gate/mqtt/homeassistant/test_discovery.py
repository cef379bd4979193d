"""The announcement to Home Assistant: each test is about a trap that others fell into."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from gate.config.broker import HomeAssistantConfig
from gate.core.barrier.state import State
from gate.core.values.model import Objection
from gate.core.values.settings import Powers
from gate.mqtt.about import LaneAbout
from gate.mqtt.homeassistant.discovery import DECISIONS, Discovery
from gate.mqtt.publish.lanes import lane_state
from gate.mqtt.publish.state_topics import health, occupancy
from gate.mqtt.topics import Topics
from gate.status.model import OccupancyStatus, Status, ZoneStatus
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.reporter import ABOUT, status

HOME = HomeAssistantConfig("device", "homeassistant", "en", cover_orders=True, url="https://gate")
ROOT = {"device", "origin", "components", "availability"}
DEVICE = {"identifiers", "name", "manufacturer", "model", "sw_version", "configuration_url"}
KEYS = {
    "cover": {"device_class", "command_topic", "payload_open", "payload_close", "payload_stop"}
    | {"retain"},
    "sensor": {"device_class", "options", "entity_category", "state_class", "icon"},
    "binary_sensor": {"payload_on", "payload_off", "device_class", "entity_category"}
    | {"availability"},
    "event": {"event_types"},
}
ANY = {"platform", "unique_id", "default_entity_id", "name", "qos", "state_topic", "value_template"}
"""What Home Assistant takes of each; anything else it drops, or rejects the whole."""

TWO = replace(
    ABOUT,
    gate_id="Balai-2",
    lanes={
        **ABOUT.lanes,
        "keluar": LaneAbout(
            "Keluar", "out", (), Powers(hold=False, close=False, lift=True, stop=False)
        ),
    },
    zones={"halaman": "Halaman", "gedung-2": "Gedung 2"},
)


def payload(about=ABOUT, **changes: Any) -> dict[str, Any]:
    discovery = Discovery(replace(HOME, **changes), about)
    return json.loads(json.dumps(discovery.messages()[discovery.device_topic]))


def components(about=ABOUT, **changes: Any) -> dict[str, dict[str, Any]]:
    return payload(about, **changes)["components"]


def rendered(component: dict[str, Any], told: object) -> str:
    """What a value template makes of a payload."""
    template = Environment(autoescape=True).from_string(component["value_template"])
    return template.render(value_json=json.loads(json.dumps(told)))


@pytest.mark.parametrize("about", [ABOUT, TWO])
def test_nothing_stands_at_the_root_that_would_reject_the_whole(about):
    told = payload(about)

    assert told.keys() == ROOT
    assert told["device"].keys() <= DEVICE
    assert told["device"]["identifiers"]
    assert told["origin"].keys() <= {"name", "sw_version", "support_url"}
    assert told["availability"] == [{"topic": f"gate/{about.gate_id}/availability"}]


@pytest.mark.parametrize("about", [ABOUT, TWO])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_component_says_all_that_it_must_and_nothing_unknown(about, language: str):
    for component in components(about, language=language).values():
        platform = component["platform"]
        assert {"unique_id", "state_topic", "qos", "name"} <= component.keys()
        assert component.keys() <= ANY | KEYS[platform]
        assert component["qos"] == 1  # not inherited from the root
        assert component["default_entity_id"].startswith(f"{platform}.")
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", component["default_entity_id"])


@pytest.mark.parametrize("about", [ABOUT, TWO])
def test_no_two_have_one_id(about):
    found = components(about).values()

    for key in ("unique_id", "default_entity_id"):
        assert len({component[key] for component in found}) == len(found)


def test_ids_outlive_renames_and_another_prefix():
    renamed = replace(ABOUT, name="Other", version="2")
    ids = {key: value["unique_id"] for key, value in components(renamed, prefix="x").items()}

    assert ids == {key: value["unique_id"] for key, value in components().items()}


@pytest.mark.parametrize("discovery", ["device", "component"])
def test_topics_are_such_as_home_assistant_takes(discovery: str):
    topics = Discovery(replace(HOME, discovery=discovery), TWO).messages()

    for topic in topics:
        prefix, *levels, last = topic.split("/")
        assert (prefix, last) == ("homeassistant", "config")
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]+", level) for level in levels)


UNSURE = {
    "availability": [
        {"topic": "gate/balai-kota/availability"},
        {
            "topic": "gate/balai-kota/lane/masuk/state",
            "value_template": "{{ 'offline' if value_json.cover is none else 'online' }}",
        },
    ],
    "availability_mode": "all",
}
"""A boom that nobody can tell of is unavailable where a cover knows no unknown."""


def test_the_single_form_says_of_each_what_the_device_form_says_of_all():
    device = payload()
    single = Discovery(replace(HOME, discovery="component"), ABOUT).messages()

    assert len(single) == len(device["components"])
    for topic, told in single.items():
        component = dict(device["components"][topic.split("/")[3]])
        assert topic.split("/")[1] == component.pop("platform")
        shared = {key: device[key] for key in ("device", "origin", "availability")}
        assert told == shared | component | (UNSURE if "/cover/" in topic else {})


def test_the_boom_carries_the_device_s_name_where_it_is_the_only_one():
    assert components()["masuk_boom"]["name"] is None
    assert components(TWO)["keluar_boom"]["name"] == "Keluar"


def test_a_boom_is_ordered_as_its_wiring_allows_and_never_by_what_is_retained():
    boom = components(TWO)["keluar_boom"]

    assert boom["command_topic"] == "gate/Balai-2/lane/keluar/cover/set"
    assert (boom["payload_open"], boom["payload_close"]) == ("OPEN", None)
    assert boom["payload_stop"] is None
    assert boom["retain"] is False
    assert components()["masuk_boom"]["payload_close"] == "CLOSE"


def test_a_boom_that_a_relay_can_halt_has_a_stop():
    powers = replace(ABOUT.lanes["masuk"].powers, stop=True)
    about = replace(ABOUT, lanes={"masuk": replace(ABOUT.lanes["masuk"], powers=powers)})

    assert components(about)["masuk_boom"]["payload_stop"] == "STOP"


def test_a_boom_that_may_not_be_moved_has_no_topic_for_it():
    assert "command_topic" not in components(cover_orders=False)["masuk_boom"]


@given(
    state=st.sampled_from([*State]),
    position=st.sampled_from(["open", "closed", "between", "conflict", "unknown"]),
)
def test_a_boom_is_closed_on_its_closed_end_and_nowhere_else(state: State, position: str):
    lane = status(state, position=position).lanes["masuk"]
    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=[])
    shown = rendered(components()["masuk_boom"], told)

    assert shown in {"open", "opening", "closed", "closing", "None"}
    if shown == "closed":
        assert position == "closed"
    if position in {"conflict", "unknown"}:
        assert shown == "None"
    if position == "between":
        assert shown in {"open", "opening", "closing"}


def test_a_boom_that_stopped_half_way_down_is_open():
    lane = status("stopped", position="between").lanes["masuk"]
    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=[])

    assert rendered(components()["masuk_boom"], told) == "open"


@pytest.mark.parametrize(("active", "shown"), [(True, "True"), (False, "False"), (None, "None")])
def test_a_contact_is_on_off_or_unknown(active, shown: str):
    lane = status(inputs={"safety_loop": active}).lanes["masuk"]
    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=[])
    contact = components()["masuk_safety_loop"]

    assert rendered(contact, told) == shown
    assert (contact["payload_on"], contact["payload_off"]) == ("True", "False")
    assert contact["device_class"] == "occupancy"


def test_a_key_switch_is_no_sensor():
    assert "masuk_key_open" not in components()


@pytest.mark.parametrize(
    ("fault", "alarms", "shown"),
    [(None, [], "False"), ("close_timeout", [], "True"), (None, ["drift"], "True")],
)
def test_a_problem_is_a_fault_or_an_alarm_about_the_machine(fault, alarms, shown: str):
    lane = status(fault=fault).lanes["masuk"]
    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=alarms)

    assert rendered(components()["masuk_problem"], told) == shown


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_among_the_options(state: State):
    lane = status(state).lanes["masuk"]
    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=[])
    sensor = components()["masuk_state"]

    assert rendered(sensor, told) in sensor["options"]
    assert sensor["device_class"] == "enum"
    assert "state_class" not in sensor


def test_every_way_to_decide_is_told_beforehand():
    event = components()["masuk_decision"]

    assert event["event_types"] == list(DECISIONS)
    assert set(Objection) <= set(event["event_types"])
    assert event["state_topic"] == Topics(GATE).decision("masuk")


def test_a_reader_and_the_vehicles_inside_are_shown():
    told = counted(halaman=zone(7))

    assert rendered(components()["reader_masuk-rfid"], health(told)) == "True"
    assert rendered(components()["inside"], occupancy(told)) == "7"


def test_several_zones_are_counted_together_and_alone():
    told = occupancy(counted(halaman=zone(7), **{"gedung-2": zone(3)}))
    found = components(TWO)

    assert rendered(found["inside"], told) == "7"
    assert rendered(found["inside_gedung-2"], told) == "3"
    assert found["inside_gedung-2"]["name"] == "Vehicles inside: Gedung 2"


def test_where_nobody_is_counted_there_is_no_count():
    assert "inside" not in components(replace(ABOUT, zones={}))


def test_the_connection_is_off_and_not_hidden_when_the_gate_is_gone():
    connection = components()["connection"]

    assert connection["state_topic"] == f"gate/{GATE}/availability"
    assert (connection["payload_on"], connection["payload_off"]) == ("online", "offline")
    (own,) = connection["availability"]
    assert rendered(own, None) == "online"


def test_without_an_address_none_is_told():
    told = payload(url=None)

    assert "configuration_url" not in told["device"]
    assert "support_url" not in told["origin"]


def counted(**zones: ZoneStatus) -> Status:
    """A status in which these are counted, all together the first of them."""
    first = next(iter(zones.values()))
    whole = OccupancyStatus(
        first.inside, first.capacity, first.free, first.by_category, first.certainty, zones
    )
    return replace(status(), occupancy=whole)


def zone(inside: int, capacity: int | None = 40, *, certainty: str = "sure") -> ZoneStatus:
    free = None if capacity is None else max(0, capacity - inside)
    by_category = {"employee": inside}
    return ZoneStatus("Halaman", inside, capacity, free, by_category, {}, certainty, 0)
