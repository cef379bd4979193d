from gate.mqtt.publish.lanes import lane_state
from gate.status.model import Held, LastOrder, Lockdown, Waiting
from tests.gate.mqtt.reporter import status

PERSONAL = ["N1234AP", "0400AB12CD", "Budi Santoso", "user:3"]


def test_a_lane_tells_what_its_boom_does():
    lane = status("open", cause="a1-3", credit=1).lanes["masuk"]

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
    held = Held("user:3", "Budi Santoso", 1_790_000_500.0, "hold", passive=False, resumed=False)
    locked = Lockdown("user:3", "Budi Santoso", 1_790_000_000.0)
    lane = status("held", held=held, lockdown=locked).lanes["masuk"]

    told = lane_state(lane, since=0.0, clock_trusted=True, alarms=[])

    assert (told["held"], told["held_until"]) == ("hold", 1_790_000_500.0)
    assert told["lockdown"] is True


def test_nothing_personal_is_retained():
    tag, plate, owner, actor = PERSONAL
    lane = status(
        held=Held(actor, owner, None, "hold", passive=False, resumed=False),
        lockdown=Lockdown(actor, owner, 1_790_000_000.0),
        last_order=LastOrder("o1", "open", actor, None, 1.0, "done"),
        waiting=Waiting(
            claim=plate,
            since=1.0,
            credentials=(tag, plate),
            confidence=None,
            vehicle=1,
            plate=plate,
            granted=False,
            objections=(owner,),
            blocked=owner,
            withheld=None,
            candidates=(plate,),
            camera_lost=False,
            inside_since=None,
            room=None,
        ),
    ).lanes["masuk"]

    told = str(lane_state(lane, since=0.0, clock_trusted=True, alarms=[]))

    assert not any(value in told for value in PERSONAL)
