from hypothesis import given, settings
from hypothesis import strategies as st

from gate.mqtt.publish.lanes import lane_state
from tests.gate.mqtt.reporter import status

PERSONAL = ["N1234AP", "0400AB12CD", "Budi Santoso", "user:3"]


def test_a_lane_tells_what_its_boom_does():
    lane = status("open", cause="a1-3", credit=1)["lanes"]["masuk"]

    assert lane_state(lane, since=1_790_000_000.0, clock_trusted=True, alarms=[]) == {
        "name": "Masuk",
        "direction": "in",
        "wiring": "pulse_open",
        "powers": {"hold": False, "close": False, "lift": True, "stop": False},
        "state": "open",
        "position": "closed",
        "latch": None,
        "fault": None,
        "cause": "a1-3",
        "since": 1_790_000_000.0,
        "assumed": False,
        "inputs": {"closed_limit": True},
        "lights": {"red": True, "green": False},
        "credit": 1,
        "lockdown": False,
        "held": None,
        "held_until": None,
        "clock_trusted": True,
        "cover": "closed",
        "alarms": [],
        "problem": False,
    }


def test_a_held_and_locked_lane_tells_so_but_not_who_did_it():
    order = {"actor": "user:3", "reason": "Budi Santoso", "until": 1_790_000_500.0, "mode": "hold"}
    lane = status("held", held=order, lockdown=order)["lanes"]["masuk"]

    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=[])

    assert (told["held"], told["held_until"]) == ("hold", 1_790_000_500.0)
    assert told["lockdown"] is True


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["waiting", "lockdown", "held", "last_order", "refuses", "new"]),
        st.dictionaries(st.sampled_from(["actor", "reason", "plate"]), st.sampled_from(PERSONAL)),
    )
)
def test_nothing_personal_is_retained(extra: dict[str, dict[str, str]]):
    lane = status(**extra)["lanes"]["masuk"]

    told = str(lane_state(lane, since=0.0, clock_trusted=True, alarms=[]))

    assert not any(value in told for value in PERSONAL)
