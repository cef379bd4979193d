import json
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.mqtt.publish.events import PersonalData, event, header
from gate.store.journal import StoredRow

PLATE, TAG, NAME = "N1234AP", "0400AB12CD", "Budi Santoso"
SECRETS = (PLATE, TAG, NAME)

ROW = StoredRow(
    gate_id="balai-kota",
    epoch="5f2a90c1d2e3f405",
    seq=7,
    event_id="9d3f",
    boot_id="b00t",
    monotonic_ns=12_345_678_901,
    wall_us=1_790_000_000_000_000,
    clock_trusted=False,
    lane="masuk",
    kind="decision.denied",
    actor=None,
    hash=bytes.fromhex("00ff" * 16),
    payload={
        "claim": "a1-3",
        "vehicle": 41,
        "plate": PLATE,
        "objections": ["blocked", "expired"],
        "blocked": NAME,
        "reads": [{"reader": "masuk-rfid", "medium": "tag", "value": TAG, "confidence": None}],
        "permit": {"vehicle": 41, "plate": PLATE},
    },
)
HEADER = {
    "gate_id": "balai-kota",
    "epoch": "5f2a90c1d2e3f405",
    "seq": 7,
    "event_id": "9d3f",
    "boot_id": "b00t",
    "monotonic_ns": 12_345_678_901,
    "wall_us": 1_790_000_000_000_000,
    "clock_trusted": False,
    "lane": "masuk",
    "kind": "decision.denied",
    "actor": None,
    "hash": "00ff" * 16,
}


def told(row: StoredRow, personal_data: PersonalData) -> object:
    return json.loads(event(row, personal_data)).get("payload", "nothing")


@pytest.mark.parametrize("personal_data", list(PersonalData))
def test_the_header_is_always_told(personal_data: PersonalData):
    fields = json.loads(event(ROW, personal_data))
    del fields["payload"]

    assert fields == HEADER


def test_the_bare_header_has_no_payload():
    assert json.loads(header(ROW)) == HEADER | {"parked": True}


def test_none_tells_the_objections_of_a_denial_and_nobody():
    assert told(ROW, PersonalData.NONE) == {"objections": ["blocked", "expired"]}


def test_plate_adds_plate_vehicle_and_claim_but_no_tag():
    assert told(ROW, PersonalData.PLATE) == {
        "objections": ["blocked", "expired"],
        "claim": "a1-3",
        "vehicle": 41,
        "plate": PLATE,
    }


def test_full_tells_the_whole_payload():
    assert told(ROW, PersonalData.FULL) == ROW.payload


@pytest.mark.parametrize("personal_data", list(PersonalData))
def test_what_staff_did_is_told_as_a_header_only(personal_data: PersonalData):
    row = replace(ROW, kind="admin.vehicle_changed", payload={"after": {"holder": NAME}})

    assert told(row, personal_data) == "nothing"


@pytest.mark.parametrize("personal_data", list(PersonalData))
def test_an_erased_payload_is_null(personal_data: PersonalData):
    assert told(replace(ROW, payload=None), personal_data) is None


@pytest.mark.parametrize("personal_data", [PersonalData.NONE, PersonalData.PLATE])
def test_the_reason_that_somebody_typed_stays_in_the_house(personal_data: PersonalData):
    row = replace(ROW, kind="order.accepted", payload={"action": "open", "reason": NAME})

    assert told(row, personal_data) == {"action": "open"}


def test_an_alarm_is_told_with_the_inputs_it_rested_on_and_nobody():
    detail = {"inputs": ["open_limit"], "sensor": "photocell", "plate": PLATE}
    row = replace(ROW, kind="alarm.raised", payload={"alarm": "drift", "detail": detail})

    assert told(row, PersonalData.NONE) == {
        "alarm": "drift",
        "detail": {"inputs": ["open_limit"], "sensor": "photocell"},
    }


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("passage.done", {"direction": None, "mode": "free_flow"}),
        ("plan.changed", {"mode": "schedule"}),
        ("boom.reopened", {"state": "opening", "sensor": "photocell"}),
    ],
)
def test_what_the_boom_and_its_plan_did_is_told_whole(kind: str, payload: dict[str, object]):
    assert told(replace(ROW, kind=kind, payload=payload), PersonalData.NONE) == payload


@pytest.mark.parametrize(
    ("actor", "known"),
    [("user:3", "user:3"), ("key", "key"), ("cli:budi", "cli"), ("cli", "cli"), (None, None)],
)
def test_who_sat_at_the_terminal_stays_in_the_house(actor: str | None, known: str | None):
    assert json.loads(header(replace(ROW, actor=actor)))["actor"] == known


def test_the_link_between_epochs_is_told():
    link = {"previous_epoch": "0a", "previous_seq": 9, "previous_hash": "00"}

    assert told(replace(ROW, kind="journal.epoch", payload=link), PersonalData.NONE) == link


def test_a_payload_that_is_no_json_is_a_value_error():
    with pytest.raises(ValueError, match="JSON"):
        event(replace(ROW, payload={"objections": math.nan}), PersonalData.NONE)


KINDS = [
    "decision.granted",
    "decision.denied",
    "boom.opened",
    "passage.done",
    "alarm.raised",
    "order.accepted",
    "admin.login",
    "future.kind",
    "odd",
]
# Keys that carry what somebody typed or a reader saw, and one that nobody has thought of.
KEYS = st.sampled_from(
    ["plate", "value", "claim", "vehicle", "reads", "permit", "blocked", "detail", "reason", "new"]
)
SECRET = st.sampled_from(SECRETS)
VALUES = SECRET | st.lists(SECRET, max_size=2) | st.dictionaries(KEYS, SECRET, max_size=2)


@settings(deadline=None)
@given(kind=st.sampled_from(KINDS), payload=st.dictionaries(KEYS, VALUES, max_size=5))
def test_none_never_tells_a_plate_a_tag_or_a_name(kind: str, payload: dict[str, object]):
    text = event(replace(ROW, kind=kind, payload=payload), PersonalData.NONE).decode()

    assert not any(secret in text for secret in SECRETS)


@settings(deadline=None)
@given(kind=st.sampled_from(KINDS), payload=st.dictionaries(KEYS, VALUES, max_size=5))
def test_plate_tells_no_tag_and_no_name(kind: str, payload: dict[str, object]):
    ours = {"plate": PLATE, "claim": "a1-3", "vehicle": 41}
    row = replace(ROW, kind=kind, payload=payload | ours)
    text = event(row, PersonalData.PLATE).decode()

    assert TAG not in text
    assert NAME not in text
